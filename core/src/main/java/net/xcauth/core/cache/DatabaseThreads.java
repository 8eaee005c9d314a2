package net.xcauth.core.cache;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.thread.Threads;

/** The threads that wait for the database, and the one that limits how long others wait. Started on first use. */
final class DatabaseThreads {
    private static final int READERS = 2;
    private static final int MAX_WAITING_READS = 1_000;

    private final Consumer<ScheduledExecutorService> schedule;
    private Optional<Pools> pools = Optional.empty();
    private boolean closed;

    /** @param timeouts never waits for the database, as the timer may */
    private record Pools(
            ThreadPoolExecutor readers, ScheduledThreadPoolExecutor timeouts, ScheduledThreadPoolExecutor timer) {}

    /** Something read from the database. */
    @FunctionalInterface
    interface Query<T> {
        T read() throws StoreException;
    }

    /** @param schedule adds the periodic tasks to the timer when it starts */
    DatabaseThreads(Consumer<ScheduledExecutorService> schedule) {
        this.schedule = schedule;
    }

    synchronized void start() {
        if (pools.isEmpty() && !closed) {
            ThreadPoolExecutor readers = new ThreadPoolExecutor(
                    READERS,
                    READERS,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MAX_WAITING_READS),
                    Threads.daemons("xcauth-store-reader"));
            readers.allowCoreThreadTimeOut(true);
            ScheduledThreadPoolExecutor timeouts =
                    new ScheduledThreadPoolExecutor(1, Threads.daemons("xcauth-store-patience"));
            timeouts.setRemoveOnCancelPolicy(true);
            timeouts.setKeepAliveTime(10, TimeUnit.SECONDS);
            timeouts.allowCoreThreadTimeOut(true);
            ScheduledThreadPoolExecutor timer =
                    new ScheduledThreadPoolExecutor(1, Threads.daemons("xcauth-store-refresh"));
            timer.setRemoveOnCancelPolicy(true);
            schedule.accept(timer);
            pools = Optional.of(new Pools(readers, timeouts, timer));
        }
    }

    /**
     * The threads that read.
     *
     * @throws RejectedExecutionException after closing
     */
    synchronized Executor readers() {
        start();
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        return pools.orElseThrow().readers();
    }

    /** Runs a query on a reader thread; the result fails if the query does, or if too many are waiting. */
    <T> CompletableFuture<T> read(Query<T> query) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            readers().execute(() -> {
                try {
                    result.complete(query.read());
                } catch (StoreException | RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    /**
     * Runs a task after a delay, unless the future is complete by then. Replaces {@link CompletableFuture#orTimeout},
     * whose thread would keep a plugin's class loader in memory.
     */
    synchronized void after(Duration delay, CompletableFuture<?> unless, Runnable task) {
        if (!closed && !unless.isDone()) {
            Future<?> timeout = pools.orElseThrow().timeouts().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            unless.whenComplete((done, failure) -> timeout.cancel(false));
        }
    }

    /** Runs a task on the timer's thread now; does nothing after closing. */
    synchronized CompletableFuture<Void> run(Runnable task) {
        start();
        return closed
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(task, pools.orElseThrow().timer());
    }

    /** Interrupts all threads. */
    synchronized void shutDown() {
        closed = true;
        all().forEach(ThreadPoolExecutor::shutdownNow);
    }

    /** Waits for the threads after {@link #shutDown}; returns false if one does not end in this time. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        boolean ended = true;
        for (ThreadPoolExecutor threads : all()) {
            ended &= threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        return ended;
    }

    private synchronized List<ThreadPoolExecutor> all() {
        return pools.map(each -> List.of(each.timer(), each.timeouts(), each.readers()))
                .orElse(List.of());
    }
}
