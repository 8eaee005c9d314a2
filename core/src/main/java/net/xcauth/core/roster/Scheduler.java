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
import net.xcauth.core.thread.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for what is done again and again, and may wait. */
public final class Scheduler implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, Daemons.named("xcauth-upkeep"));

    private final Queue<Future<?>> schedules = new ConcurrentLinkedQueue<>();

    /** A thread that is made when there is something to do, and does not keep the program from ending. */
    public Scheduler() {
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A task that may be ended by closing this. */
    @FunctionalInterface
    public interface Task {
        void run() throws InterruptedException;
    }

    /**
     * Does something again and again.
     *
     * @param interval from the end of one time to the beginning of the next, and before the first
     */
    public void every(Duration interval, Task task) {
        schedules.add(thread.scheduleWithFixedDelay(
                () -> guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** From a task that many ask for at once to one that then runs once. */
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
            log.debug("ending, so this is not done any more", e);
        }
    }

    /** What goes wrong once must not end the schedule. */
    private static void guarded(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("upkeep of users and groups failed and is tried again next time", e);
        }
    }

    /** Interrupts what runs on schedule, does what was asked for and not for later, and ends. */
    @Override
    public void close() {
        schedules.forEach(schedule -> schedule.cancel(true));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("upkeep does not end within {} s and is interrupted", LAST_WORDS.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
