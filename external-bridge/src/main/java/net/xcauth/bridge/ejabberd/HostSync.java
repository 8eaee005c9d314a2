package net.xcauth.bridge.ejabberd;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.xcauth.bridge.ejabberd.GroupSync.Result;
import net.xcauth.bridge.ejabberd.SyncQueue.Batch;
import net.xcauth.core.roster.RosterChange;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterListener;
import net.xcauth.core.store.PushedStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the groups and full names of one host in ejabberd up to date. Changes are queued, and a thread works the queue
 * off in rounds; what fails is retried with growing delays. Everything in ejabberd is compared with the directory at
 * the start, after an outage, and on request. Thread-safe.
 */
final class HostSync implements RosterListener {
    private static final Logger log = LoggerFactory.getLogger(HostSync.class);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    /** The time that ejabberd itself needs to handle a login, or the removal of a user. */
    private static final Duration SETTLING_TIME = Duration.ofSeconds(2);

    private final String host;
    private final RosterDirectory directory;
    private final ScheduledExecutorService thread;
    private final GroupSync sync;

    /** Everything below is guarded by this. */
    private final SyncQueue queue;

    private final SyncProblems problems;
    private final RetryDelay delay = new RetryDelay(LONGEST_DELAY);
    private Optional<Source> source = Optional.empty();
    private boolean scheduled;
    private boolean settling;
    /** Completes with the round that takes what is in the queue; empty if there is nothing in it. */
    private Optional<CompletableFuture<Void>> next = Optional.of(new CompletableFuture<>());
    /** Completes with the current or last round. */
    private CompletableFuture<Void> current = CompletableFuture.completedFuture(null);

    /**
     * The source of the directory; known from the start.
     *
     * @param stored true if the directory is stored
     */
    private record Source(RosterEngine engine, boolean stored) {}

    /**
     * @param directory the state to reach; it has a change before this hears of it
     * @param pushed    remembers what ejabberd was given
     * @param thread    a single one, which does everything but the calls
     * @param callers   as many threads as there may be calls at a time
     */
    HostSync(
            Ejabberd ejabberd,
            String host,
            RosterDirectory directory,
            PushedStore pushed,
            ScheduledExecutorService thread,
            ExecutorService callers) {
        this.host = host;
        this.directory = directory;
        this.thread = thread;
        sync = new GroupSync(ejabberd, host, directory, pushed, callers);
        queue = new SyncQueue(ejabberd.isQuick());
        problems = new SyncProblems(host);
    }

    /**
     * Starts, now that the directory has been loaded.
     *
     * @param engine fills the directory
     * @param stored true if the directory is stored
     * @param empty  true if nothing was stored, so that ejabberd may have groups that are unknown here
     * @return completes when the first round has ended, successfully or not
     */
    CompletableFuture<Void> start(RosterEngine engine, boolean stored, boolean empty) {
        CompletableFuture<Void> first;
        synchronized (this) {
            source = Optional.of(new Source(engine, stored));
            if (empty) {
                queue.adopt();
            }
            // Keeps other rounds from starting before the stored names are loaded.
            scheduled = true;
            first = settled();
        }
        execute(() -> {
            sync.load();
            synchronized (this) {
                queue.addNames(directory.users());
            }
            run();
        });
        return first;
    }

    @Override
    public synchronized void changed(RosterChange change) {
        queue.add(change);
        schedule();
    }

    @Override
    public void confirmed(Set<String> existing) {
        // The existence of users is queried each time.
    }

    /** Completes when everything that is known now has been synchronized, or that has failed. */
    synchronized CompletableFuture<Void> settled() {
        return next.orElse(current);
    }

    /** The changes since the start, for people. */
    String summary() {
        return sync.summary();
    }

    /** The reason why not everything is up to date; empty if it is. */
    synchronized Optional<String> trouble() {
        return problems.summary();
    }

    /**
     * Clears the directory of what a former cloud has shown, at a time when nothing is compared with it. Groups in
     * ejabberd are then adopted, as after the loss of a database.
     *
     * @param forget clears the directory
     * @return completes when the directory has been cleared
     */
    CompletableFuture<Void> cloudChanged(Supplier<CompletableFuture<Void>> forget) {
        CompletableFuture<Void> cleared = new CompletableFuture<>();
        execute(() -> {
            try {
                forget.get().join();
            } finally {
                synchronized (this) {
                    queue.adopt();
                    queue.reload();
                    compareAll();
                }
                cleared.complete(null);
            }
        });
        return cleared;
    }

    /** Compares everything that ejabberd has: others may have changed it. */
    synchronized void compareAll() {
        queue.compareAll();
        schedule();
    }

    /** Compares what ejabberd has of a user, a moment later. */
    synchronized void compareSoon(String user) {
        if (queue.addUser(user)) {
            scheduleUsers();
        }
    }

    private void scheduleUsers() {
        if (!settling && source.isPresent()) {
            settling = true;
            later(SETTLING_TIME, () -> {
                settling = false;
                schedule();
            });
        }
    }

    private void schedule() {
        if (next.isEmpty()) {
            next = Optional.of(new CompletableFuture<>());
        }
        if (!scheduled && source.isPresent()) {
            scheduled = true;
            execute(this::run);
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("closing, so this is left to the next start", e);
        }
    }

    /** @param task called with this locked */
    private void later(Duration time, Runnable task) {
        try {
            thread.schedule(
                    () -> guarded(() -> {
                        synchronized (this) {
                            task.run();
                        }
                    }),
                    time.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("closing, so this is left to the next start", e);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("the groups of {} in ejabberd could not be brought up to date", host, e);
        }
    }

    private void run() {
        Source from;
        Batch batch;
        CompletableFuture<Void> round;
        synchronized (this) {
            from = source.orElseThrow();
            round = next.orElseGet(CompletableFuture::new);
            current = round;
            next = Optional.empty();
            scheduled = false;
            // Users whose logins are not settled yet stay in the queue.
            batch = queue.take(!settling);
            if (queue.hasUsers()) {
                scheduleUsers();
            }
        }
        try {
            Result result = sync.perform(batch, from.engine(), from.stored());
            synchronized (this) {
                problems.completed(batch, result);
                retryFailures(result);
            }
        } catch (EjabberdException e) {
            synchronized (this) {
                problems.failed(e);
                retry(batch);
            }
        } catch (RuntimeException e) {
            log.error("the groups of {} in ejabberd could not be brought up to date", host, e);
            retry(batch);
        } finally {
            round.complete(null);
        }
    }

    private void retryFailures(Result result) {
        if (result.isComplete()) {
            delay.reset();
            return;
        }
        queue.addNames(result.failedNames().keySet());
        result.failedGroups().keySet().forEach(group -> {
            queue.addGroup(group);
            if (directory.group(group).isEmpty()) {
                // A group that only ejabberd has is found in its list.
                queue.compareAll();
            }
        });
        later(delay.next(), this::schedule);
    }

    private synchronized void retry(Batch batch) {
        queue.putBack(batch);
        later(delay.next(), this::schedule);
    }
}
