package net.xcauth.core.cache;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** bcrypt, on a bounded pool of its own: it is slow by design and must not hold up anybody who needs none. */
public final class PasswordHasher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PasswordHasher.class);
    /** bcrypt reads 72 bytes with the closing NUL; what is longer would be cut. */
    private static final int LONGEST_PLAIN_BYTES = 71;
    private static final byte[] LONG_PASSWORD_LABEL = "xcauth long password\0".getBytes(StandardCharsets.UTF_8);

    /** Version, rounds, then salt and digest in bcrypt's own base 64. */
    private static final Pattern BCRYPT_HASH = Pattern.compile("\\$2[abxy]?\\$[0-3][0-9]\\$[./A-Za-z0-9]{53}");

    /** Whoever asks whether a password is right waits for the answer, and overtakes what is hashed to be stored. */
    private enum Urgency { COMPARING, HASHING }

    /** How many comparisons per thread may wait where the cloud can be asked instead: about two seconds. */
    private static final int SHORT_QUEUE = 8;

    private final int rounds;
    private final int threads;
    private final int mostWaiting;
    private final ThreadPoolExecutor pool;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<Urgency, AtomicInteger> waiting = Map.of(Urgency.COMPARING, new AtomicInteger(),
            Urgency.HASHING, new AtomicInteger());

    /** One computation. Those of the same urgency have their turn in the order of their arrival. */
    private final class Task implements Runnable, Comparable<Task> {
        private final Urgency urgency;
        private final long number = sequence.incrementAndGet();
        private final Runnable work;

        Task(Urgency urgency, Runnable work) {
            this.urgency = urgency;
            this.work = work;
        }

        @Override
        public void run() {
            waiting.get(urgency).decrementAndGet();
            work.run();
        }

        @Override
        public int compareTo(Task other) {
            return urgency == other.urgency ? Long.compare(number, other.number) : urgency.compareTo(other.urgency);
        }
    }

    /**
     * @param rounds  logarithm of the work, 4 to 31
     * @param threads how many are computed at once
     * @param waiting how many comparisons may wait, and how many passwords to be hashed; more are refused
     * @throws IllegalArgumentException when a number is out of range
     */
    public PasswordHasher(int rounds, int threads, int waiting) {
        if (rounds < BCrypt.MIN_COST || rounds > BCrypt.MAX_COST) {
            throw new IllegalArgumentException("bcrypt rounds are " + rounds + ", must be 4 to 31");
        }
        this.rounds = rounds;
        this.threads = threads;
        this.mostWaiting = waiting;
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "xcauth-bcrypt-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Hashes a password, {@code $2b$…}.
     *
     * @return completes exceptionally with {@link RejectedExecutionException} when too many wait
     */
    public CompletableFuture<String> hash(String password) {
        return compute(Urgency.HASHING, mostWaiting, () -> new String(BCrypt.with(BCrypt.Version.VERSION_2B)
                .hash(rounds, bcryptInput(password)), StandardCharsets.US_ASCII));
    }

    /**
     * Whether the password is the one that was hashed. A damaged hash matches nothing.
     *
     * @param patient whether this may take longer than asking the cloud
     * @return completes exceptionally with {@link RejectedExecutionException} when too many wait
     */
    public CompletableFuture<Boolean> matches(String password, String hash, boolean patient) {
        return compute(Urgency.COMPARING, patient ? mostWaiting : Math.min(mostWaiting, threads * SHORT_QUEUE),
                () -> isHash(hash) && BCrypt.verifyer().verify(bcryptInput(password),
                        hash.getBytes(StandardCharsets.US_ASCII)).verified);
    }

    /** Takes on nothing more, and waits this long for what is under way. */
    public void finish(Duration patience) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} passwords could not be hashed in time, so they are not stored", pool.getQueue().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private static boolean isHash(String hash) {
        return BCRYPT_HASH.matcher(hash).matches();
    }

    private <T> CompletableFuture<T> compute(Urgency urgency, int most, Supplier<T> work) {
        if (waiting.get(urgency).incrementAndGet() > most) {
            waiting.get(urgency).decrementAndGet();
            return CompletableFuture.failedFuture(new RejectedExecutionException("too many wait for bcrypt"));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            pool.execute(new Task(urgency, () -> complete(result, work)));
        } catch (RejectedExecutionException e) {
            waiting.get(urgency).decrementAndGet();
            result.completeExceptionally(e);
        }
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
        try {
            result.complete(work.get());
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
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
