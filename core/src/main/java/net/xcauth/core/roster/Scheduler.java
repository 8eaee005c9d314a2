package net.xcauth.core.roster;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.xcauth.core.thread.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs periodic and background tasks, which may block, on one thread. */
public final class Scheduler implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, Threads.daemons("xcauth-scheduler"));

    private final Queue<Future<?>> schedules = new ConcurrentLinkedQueue<>();

    /** Creates its daemon thread for the first task. */
    public Scheduler() {
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A task that {@link Scheduler#close} may interrupt. */
    @FunctionalInterface
    public interface Task {
        void run() throws InterruptedException;
    }

    /**
     * Runs a task periodically.
     *
     * @param interval from the end of one run to the start of the next, and before the first
     */
    public void every(Duration interval, Task task) {
        schedules.add(thread.scheduleWithFixedDelay(
                () -> guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Coalesces requests for a task: after the delay it runs once for all of them. */
    public Runnable soon(Duration delay, Task task) {
        AtomicBoolean waiting = new AtomicBoolean();
        return () -> {
            if (waiting.compareAndSet(false, true)) {
                submit(() -> thread.schedule(
                        () -> {
                            waiting.set(false);
                            guarded(task);
                        },
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS));
            }
        };
    }

    @Override
    public void execute(Runnable task) {
        submit(() -> thread.execute(() -> guarded(task::run)));
    }

    private static void submit(Runnable submission) {
        try {
            submission.run();
        } catch (RejectedExecutionException e) {
            log.debug("shutting down, so the task is dropped", e);
        }
    }

    /** Keeps an exception from ending the schedule. */
    private static void guarded(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("the scheduled refresh of users and groups failed and is retried next time", e);
        }
    }

    /** Interrupts periodic tasks, drops delayed ones, and waits for the other tasks to finish. */
    @Override
    public void close() {
        schedules.forEach(schedule -> schedule.cancel(true));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("scheduled work did not finish within {} s and is interrupted", CLOSE_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
