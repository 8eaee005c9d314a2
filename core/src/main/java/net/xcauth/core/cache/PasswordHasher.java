package net.xcauth.core.cache;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import net.xcauth.core.thread.Daemons;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * bcrypt, on a bounded pool of its own: it is slow by design and must not hold up anybody who needs none. Comparisons that a
 * login waits for come first and may use all threads; the rest, in the order of its arrival, half of them. Comparisons that no
 * login waits for begin when no more of them come, since logins that come at once need the processors themselves. Users take
 * turns, one comparison of each at a time, so that many of one user do not hold up others.
 */
public final class PasswordHasher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PasswordHasher.class);
    /** bcrypt reads 72 bytes with the closing NUL; what is longer would be cut. */
    private static final int LONGEST_PLAIN_BYTES = 71;

    private static final byte[] LONG_PASSWORD_LABEL = "xcauth long password\0".getBytes(StandardCharsets.UTF_8);

    /** Version, rounds, then salt and digest in bcrypt's own base 64. */
    private static final Pattern BCRYPT_HASH = Pattern.compile("\\$2[abxy]?\\$[0-3][0-9]\\$[./A-Za-z0-9]{53}");
    /** Until one was computed: 12 rounds take 0.3 s. */
    private static final double USUAL_NANOS = 75_000;

    private static final double SMOOTHING = 8;
    /** It is worth a line in the log when more than this many logins per thread wait. */
    private static final int FEW = 8;

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** Times as long a comparison waits for quiet at most. */
    private static final int PATIENCE = 5;

    private final int rounds;
    private final int threads;
    private final int mostWaiting;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor pool;
    /** By user; the first user has the next turn. */
    private final Map<Object, Deque<Task<?>>> awaited = new LinkedHashMap<>();

    private final Map<Object, Deque<Task<?>>> later = new LinkedHashMap<>();
    private final Deque<Task<?>> hashed = new ArrayDeque<>();
    private final Set<Object> usersUnderWay = new HashSet<>();
    private final long quiet;
    private final ScheduledThreadPoolExecutor timer;
    private boolean wakeUpPlanned;
    private long lastLater;
    private long number;
    private final int[] waiting = new int[Kind.values().length];
    private int underWay;
    private int underWayLater;
    private boolean finishing;
    /** Lately, divided by two to the power of the rounds. */
    private double nanosForOne = USUAL_NANOS;

    private OptionalLong told = OptionalLong.empty();

    private enum Kind {
        /** A login waits for it. */
        AWAITED,
        /** The login was answered, or the cloud is expected to answer it sooner. */
        COMPARED_LATER,
        HASHED
    }

    /** One computation. */
    private static final class Task<T> {
        private final Object whose;
        private final int rounds;
        private final Supplier<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Kind kind;
        private long number;
        private long added;

        private Task(Kind kind, Object user, int rounds, Supplier<T> work) {
            this.kind = kind;
            this.whose = user == null ? this : user;
            this.rounds = rounds;
            this.work = work;
        }

        /** @return how long it took, without what hangs on the result */
        private long run(LongSupplier nanos) {
            long start = nanos.getAsLong();
            try {
                T computed = work.get();
                long took = nanos.getAsLong() - start;
                result.complete(computed);
                return took;
            } catch (RuntimeException | Error e) {
                long took = nanos.getAsLong() - start;
                result.completeExceptionally(e);
                return took;
            }
        }
    }

    /**
     * @param rounds  logarithm of the work, 4 to 31
     * @param threads how many are computed at once
     * @param waiting how many comparisons may wait that a login waits for, how many others, and how many passwords to be
     *                hashed; more are refused
     * @throws IllegalArgumentException when a number is out of range
     */
    public PasswordHasher(int rounds, int threads, int waiting) {
        this(rounds, threads, waiting, System::nanoTime, QUIET);
    }

    /** The same with a clock of a test's own, by which it measures how long a computation takes, and that waits for no quiet. */
    public PasswordHasher(int rounds, int threads, int waiting, LongSupplier nanos) {
        this(rounds, threads, waiting, nanos, Duration.ZERO);
    }

    PasswordHasher(int rounds, int threads, int waiting, LongSupplier nanos, Duration quiet) {
        if (rounds < BCrypt.MIN_COST || rounds > BCrypt.MAX_COST) {
            throw new IllegalArgumentException("bcrypt rounds are " + rounds + ", must be 4 to 31");
        }
        this.rounds = rounds;
        this.threads = threads;
        this.mostWaiting = waiting;
        this.nanos = nanos;
        this.quiet = quiet.toNanos();
        timer = new ScheduledThreadPoolExecutor(
                1, Daemons.named("xcauth-bcrypt-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Daemons.thread(task, "xcauth-bcrypt-" + count.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Hashes a password, {@code $2b$…}.
     *
     * @return completes exceptionally with {@link RejectedExecutionException} when too many wait
     */
    public CompletableFuture<String> hash(String password) {
        return add(new Task<>(
                Kind.HASHED,
                null,
                rounds,
                () -> new String(
                        BCrypt.with(BCrypt.Version.VERSION_2B).hash(rounds, bcryptInput(password)),
                        StandardCharsets.US_ASCII)));
    }

    /**
     * Whether the password is the one that was hashed. A damaged hash matches nothing.
     *
     * @param user    whose password it is
     * @param awaited whether a login waits for it; if not, see {@link #hurry}
     * @return completes exceptionally with {@link RejectedExecutionException} when too many wait
     */
    public CompletableFuture<Boolean> matches(UserKey user, String password, String hash, boolean awaited) {
        return add(new Task<>(
                awaited ? Kind.AWAITED : Kind.COMPARED_LATER,
                user,
                isHash(hash) ? rounds(hash) : 0,
                () -> isHash(hash)
                        && BCrypt.verifyer()
                                .verify(bcryptInput(password), hash.getBytes(StandardCharsets.US_ASCII))
                                .verified));
    }

    /** A login waits now for this user's comparisons that none has waited for. */
    public synchronized void hurry(UserKey user) {
        Deque<Task<?>> tasks = later.remove(user);
        if (tasks != null) {
            tasks.forEach(task -> {
                count(task, -1);
                task.kind = Kind.AWAITED;
                count(task, 1);
            });
            awaited.computeIfAbsent(user, first -> new ArrayDeque<>()).addAll(tasks);
            startNext();
        }
    }

    /** How long a login that begins to wait now is expected to wait until its password is compared with these hashes. */
    public synchronized Duration expected(List<String> hashes) {
        double own = hashes.stream()
                .filter(PasswordHasher::isHash)
                .mapToDouble(hash -> time(rounds(hash)))
                .sum();
        double usersAhead = (double) (awaited.size() + underWay) / threads;
        return Duration.ofNanos((long) (own * (1 + usersAhead)));
    }

    /** Takes on nothing more, and waits this long for what is under way. */
    public void finish(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            finishing = true;
            startNext();
            try {
                for (long left = patience.toMillis();
                        left > 0 && underWay > 0;
                        left = (end - System.nanoTime()) / 1_000_000) {
                    wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            int unfinished = waiting[Kind.HASHED.ordinal()] + waiting[Kind.COMPARED_LATER.ordinal()];
            if (unfinished > 0) {
                log.warn(
                        "{} passwords could not be hashed or compared in time, so the cloud must confirm them once more",
                        unfinished);
            }
        }
    }

    /** What still waits is refused. */
    @Override
    public void close() {
        List<Task<?>> refused = new ArrayList<>();
        synchronized (this) {
            finishing = true;
            awaited.values().forEach(refused::addAll);
            later.values().forEach(refused::addAll);
            refused.addAll(hashed);
            awaited.clear();
            later.clear();
            hashed.clear();
            Arrays.fill(waiting, 0);
        }
        refused.forEach(task -> task.result.completeExceptionally(new RejectedExecutionException("the program ends")));
        pool.shutdownNow();
        timer.shutdownNow();
    }

    private static boolean isHash(String hash) {
        return BCRYPT_HASH.matcher(hash).matches();
    }

    private static int rounds(String hash) {
        int at = hash.indexOf('$', 1) + 1;
        return Integer.parseInt(hash.substring(at, at + 2));
    }

    private double time(int cost) {
        return nanosForOne * (1L << cost);
    }

    private <T> CompletableFuture<T> add(Task<T> task) {
        synchronized (this) {
            if (!finishing && waiting[task.kind.ordinal()] < mostWaiting) {
                queue(task).add(task);
                task.number = ++number;
                task.added = nanos.getAsLong();
                lastLater = task.kind == Kind.COMPARED_LATER ? task.added : lastLater;
                count(task, 1);
                startNext();
                tell();
                return task.result;
            }
        }
        return CompletableFuture.failedFuture(new RejectedExecutionException("too many wait for bcrypt"));
    }

    private void count(Task<?> task, int difference) {
        waiting[task.kind.ordinal()] += difference;
    }

    private Deque<Task<?>> queue(Task<?> task) {
        return task.kind == Kind.HASHED
                ? hashed
                : (task.kind == Kind.AWAITED ? awaited : later)
                        .computeIfAbsent(task.whose, first -> new ArrayDeque<>());
    }

    private void startNext() {
        while (underWay < threads) {
            Task<?> next = first(awaited);
            if (next != null) {
                take(awaited, next);
            } else if (underWayLater < Math.max(1, threads / 2)) {
                next = takeLater();
                underWayLater += next == null ? 0 : 1;
            }
            if (next == null) {
                return;
            }
            Task<?> task = next;
            usersUnderWay.add(task.whose);
            underWay++;
            count(task, -1);
            pool.execute(() -> ended(task, task.run(nanos)));
        }
    }

    /** The one that came first. */
    private Task<?> takeLater() {
        Task<?> comparison = first(later);
        if (comparison != null && !isQuiet(comparison)) {
            comparison = null;
        }
        if (!hashed.isEmpty() && (comparison == null || hashed.peek().number < comparison.number)) {
            return hashed.remove();
        }
        if (comparison != null) {
            take(later, comparison);
        }
        return comparison;
    }

    /** True if the comparison may begin; if not, this looks again when it may. */
    private boolean isQuiet(Task<?> comparison) {
        long now = nanos.getAsLong();
        long wait = Math.min(lastLater + quiet - now, comparison.added + PATIENCE * quiet - now);
        if (finishing || wait <= 0) {
            return true;
        }
        if (!wakeUpPlanned) {
            wakeUpPlanned = true;
            timer.schedule(this::wakeUp, wait, TimeUnit.NANOSECONDS);
        }
        return false;
    }

    private synchronized void wakeUp() {
        wakeUpPlanned = false;
        startNext();
    }

    /** The next of the first user none of whose is under way; null if there is none. */
    private Task<?> first(Map<Object, Deque<Task<?>>> queue) {
        for (Map.Entry<Object, Deque<Task<?>>> entry : queue.entrySet()) {
            if (!usersUnderWay.contains(entry.getKey())) {
                return entry.getValue().peek();
            }
        }
        return null;
    }

    /** Its user comes last from now on. */
    private static void take(Map<Object, Deque<Task<?>>> queue, Task<?> task) {
        Deque<Task<?>> tasks = queue.remove(task.whose);
        tasks.remove();
        if (!tasks.isEmpty()) {
            queue.put(task.whose, tasks);
        }
    }

    private synchronized void ended(Task<?> task, long took) {
        if (task.rounds > 0) {
            nanosForOne += ((double) took / (1L << task.rounds) - nanosForOne) / SMOOTHING;
        }
        underWay--;
        underWayLater -= task.kind == Kind.AWAITED ? 0 : 1;
        usersUnderWay.remove(task.whose);
        startNext();
        notifyAll();
    }

    private void tell() {
        int logins = waiting[Kind.AWAITED.ordinal()];
        long now = nanos.getAsLong();
        if (logins > FEW * threads && (told.isEmpty() || now - told.getAsLong() >= BETWEEN_LINES.toNanos())) {
            told = OptionalLong.of(now);
            log.warn(
                    "{} logins wait until their passwords are compared with remembered ones, {} at a time; the last waits "
                            + "about {} s",
                    logins,
                    threads,
                    Math.round(time(rounds) * logins / threads / 1e9));
        }
    }

    /**
     * Longer passwords are hashed first, never cut. So are those with a NUL: bcrypt repeats its key with a NUL
     * between, so that {@code a} and {@code a NUL a} would be the same password.
     */
    static byte[] bcryptInput(String password) {
        byte[] plain = password.getBytes(StandardCharsets.UTF_8);
        if (plain.length <= LONGEST_PLAIN_BYTES && password.indexOf('\0') < 0) {
            return plain;
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(LONG_PASSWORD_LABEL);
            return Base64.getEncoder().encode(sha256.digest(plain));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
