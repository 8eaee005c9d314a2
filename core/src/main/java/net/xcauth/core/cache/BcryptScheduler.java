package net.xcauth.core.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import java.util.stream.IntStream;
import net.xcauth.core.thread.Threads;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs bcrypt computations on a bounded thread pool, in an order that is fair to users. Comparisons that a login waits
 * for come first and may use all threads. The others share half of the threads, in the order of their arrival, and
 * comparisons among them start only when no more of them arrive, because logins that arrive together need the
 * processors themselves. Users take turns, one comparison at a time, so that many of one user do not delay others.
 */
final class BcryptScheduler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BcryptScheduler.class);
    /** Until the first computation: 12 rounds take 0.3 s. */
    private static final double USUAL_NANOS = 75_000;

    private static final double SMOOTHING = 8;
    /** A warning is logged when more than this many logins per thread are waiting. */
    private static final int FEW = 8;

    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);
    /** A comparison waits for quiet at most this many times as long as quiet must last. */
    private static final int PATIENCE = 5;

    private final int threads;
    private final int maxWaiting;
    private final int usualRounds;
    private final LongSupplier nanos;
    private final long quiet;
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;
    /** By user; the first user's turn comes next. */
    private final Map<Object, Deque<Task<?>>> awaited = new LinkedHashMap<>();

    private final Map<Object, Deque<Task<?>>> deferred = new LinkedHashMap<>();
    private final Deque<Task<?>> hashes = new ArrayDeque<>();
    private final Set<Object> activeUsers = new HashSet<>();
    private final int[] waiting = new int[Kind.values().length];
    private boolean wakeUpPlanned;
    private long lastDeferred;
    private long lastNumber;
    private int running;
    private int runningUnawaited;
    private boolean closing;
    /** The recent time of a computation, divided by two to the power of its rounds. */
    private double nanosPerUnit = USUAL_NANOS;

    private OptionalLong lastWarning = OptionalLong.empty();

    enum Kind {
        /** A comparison that a login waits for. */
        AWAITED_COMPARISON,
        /** A comparison for a login that is already decided, or that the cloud is expected to decide sooner. */
        DEFERRED_COMPARISON,
        HASH
    }

    private static final class Task<T> {
        private final Object owner;
        private final int rounds;
        private final Supplier<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Kind kind;
        private long number;
        private long added;

        private Task(Kind kind, Optional<UserKey> user, int rounds, Supplier<T> work) {
            this.kind = kind;
            this.owner = user.isPresent() ? user.get() : this;
            this.rounds = rounds;
            this.work = work;
        }

        /** @return the time it took, without the code that depends on the result */
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
     * @param threads     the number of simultaneous computations
     * @param maxWaiting  the number of tasks of each kind that may wait; more are rejected
     * @param usualRounds the rounds of most tasks, to estimate waiting times
     * @param nanos       the clock by which computations are measured
     * @param quiet       the time without new deferred comparisons after which they start
     */
    BcryptScheduler(int threads, int maxWaiting, int usualRounds, LongSupplier nanos, Duration quiet) {
        this.threads = threads;
        this.maxWaiting = maxWaiting;
        this.usualRounds = usualRounds;
        this.nanos = nanos;
        this.quiet = quiet.toNanos();
        timer = new ScheduledThreadPoolExecutor(
                1, Threads.daemons("xcauth-bcrypt-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Threads.daemon(task, "xcauth-bcrypt-" + count.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a computation when it is its turn.
     *
     * @param user   the user who takes turns with others; empty for hashes
     * @param rounds logarithm of the work; 0 if there is none to measure
     * @return fails with {@link RejectedExecutionException} if too many tasks are waiting
     */
    <T> CompletableFuture<T> submit(Kind kind, Optional<UserKey> user, int rounds, Supplier<T> work) {
        Task<T> task = new Task<>(kind, user, rounds, work);
        synchronized (this) {
            if (!closing && waiting[kind.ordinal()] < maxWaiting) {
                queue(task).add(task);
                task.number = ++lastNumber;
                task.added = nanos.getAsLong();
                lastDeferred = kind == Kind.DEFERRED_COMPARISON ? task.added : lastDeferred;
                count(task, 1);
                startNext();
                warnIfMany();
                return task.result;
            }
        }
        return CompletableFuture.failedFuture(new RejectedExecutionException("too many tasks are waiting for bcrypt"));
    }

    /** Turns a user's deferred comparisons into awaited ones, because a login now waits for them. */
    synchronized void hurry(UserKey user) {
        Deque<Task<?>> tasks = deferred.remove(user);
        if (tasks != null) {
            tasks.forEach(task -> {
                count(task, -1);
                task.kind = Kind.AWAITED_COMPARISON;
                count(task, 1);
            });
            awaited.computeIfAbsent(user, first -> new ArrayDeque<>()).addAll(tasks);
            startNext();
        }
    }

    /** The time that a login starting now is expected to wait for awaited comparisons with these rounds. */
    synchronized Duration expected(IntStream rounds) {
        double own = rounds.mapToDouble(this::time).sum();
        double usersAhead = (double) (awaited.size() + running) / threads;
        return Duration.ofNanos((long) (own * (1 + usersAhead)));
    }

    /** Rejects new tasks and waits for the running and waiting ones, at most this long. */
    void finish(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (this) {
            closing = true;
            startNext();
            try {
                for (long left = timeout.toMillis();
                        left > 0 && running > 0;
                        left = (end - System.nanoTime()) / 1_000_000) {
                    wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            int unfinished = waiting[Kind.HASH.ordinal()] + waiting[Kind.DEFERRED_COMPARISON.ordinal()];
            if (unfinished > 0) {
                log.warn(
                        "{} passwords could not be hashed or compared in time, so the cloud must confirm them again",
                        unfinished);
            }
        }
    }

    /** Rejects all tasks that are waiting. */
    @Override
    public void close() {
        List<Task<?>> rejected = new ArrayList<>();
        synchronized (this) {
            closing = true;
            awaited.values().forEach(rejected::addAll);
            deferred.values().forEach(rejected::addAll);
            rejected.addAll(hashes);
            awaited.clear();
            deferred.clear();
            hashes.clear();
            Arrays.fill(waiting, 0);
        }
        rejected.forEach(task -> task.result.completeExceptionally(new RejectedExecutionException("shutting down")));
        pool.shutdownNow();
        timer.shutdownNow();
    }

    private double time(int rounds) {
        return nanosPerUnit * (1L << rounds);
    }

    private void count(Task<?> task, int difference) {
        waiting[task.kind.ordinal()] += difference;
    }

    private Deque<Task<?>> queue(Task<?> task) {
        return task.kind == Kind.HASH
                ? hashes
                : (task.kind == Kind.AWAITED_COMPARISON ? awaited : deferred)
                        .computeIfAbsent(task.owner, first -> new ArrayDeque<>());
    }

    private void startNext() {
        Optional<Task<?>> next = pollIfThreadFree();
        while (next.isPresent()) {
            Task<?> task = next.get();
            activeUsers.add(task.owner);
            running++;
            count(task, -1);
            pool.execute(() -> finished(task, task.run(nanos)));
            next = pollIfThreadFree();
        }
    }

    private Optional<Task<?>> pollIfThreadFree() {
        if (running >= threads) {
            return Optional.empty();
        }
        Optional<Task<?>> comparison = first(awaited);
        if (comparison.isPresent()) {
            remove(awaited, comparison.get());
            return comparison;
        }
        if (runningUnawaited >= Math.max(1, threads / 2)) {
            return Optional.empty();
        }
        Optional<Task<?>> other = pollUnawaited();
        runningUnawaited += other.isPresent() ? 1 : 0;
        return other;
    }

    /** The first hash or deferred comparison, whichever arrived first. */
    private Optional<Task<?>> pollUnawaited() {
        Optional<Task<?>> comparison = first(deferred).filter(this::isQuiet);
        if (!hashes.isEmpty() && (comparison.isEmpty() || hashes.element().number < comparison.get().number)) {
            return Optional.of(hashes.remove());
        }
        comparison.ifPresent(task -> remove(deferred, task));
        return comparison;
    }

    /** True if the comparison may start; otherwise plans to check again at the right time. */
    private boolean isQuiet(Task<?> comparison) {
        long now = nanos.getAsLong();
        long wait = Math.min(lastDeferred + quiet - now, comparison.added + PATIENCE * quiet - now);
        if (closing || wait <= 0) {
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

    /** The next task of the first user without a running one. */
    private Optional<Task<?>> first(Map<Object, Deque<Task<?>>> queue) {
        for (Map.Entry<Object, Deque<Task<?>>> entry : queue.entrySet()) {
            if (!activeUsers.contains(entry.getKey())) {
                return Optional.of(entry.getValue().element());
            }
        }
        return Optional.empty();
    }

    /** Removes a task and moves its user to the end of the queue. */
    private static void remove(Map<Object, Deque<Task<?>>> queue, Task<?> task) {
        Deque<Task<?>> tasks = queue.remove(task.owner);
        if (tasks != null && tasks.remove(task) && !tasks.isEmpty()) {
            queue.put(task.owner, tasks);
        }
    }

    private synchronized void finished(Task<?> task, long took) {
        if (task.rounds > 0) {
            nanosPerUnit += ((double) took / (1L << task.rounds) - nanosPerUnit) / SMOOTHING;
        }
        running--;
        runningUnawaited -= task.kind == Kind.AWAITED_COMPARISON ? 0 : 1;
        activeUsers.remove(task.owner);
        startNext();
        notifyAll();
    }

    private void warnIfMany() {
        int logins = waiting[Kind.AWAITED_COMPARISON.ordinal()];
        long now = nanos.getAsLong();
        if (logins > FEW * threads
                && (lastWarning.isEmpty() || now - lastWarning.getAsLong() >= WARNING_INTERVAL.toNanos())) {
            lastWarning = OptionalLong.of(now);
            log.warn(
                    "{} logins are waiting for bcrypt to compare their passwords, {} at a time; the last one waits about {} s",
                    logins,
                    threads,
                    Math.round(time(usualRounds) * logins / threads / 1e9));
        }
    }
}
