package net.xcauth.core.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.thread.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the database in the background, many in one transaction. Changes that cannot be written wait, in
 * order, until they can. A thread that holds the monitor of this object sees only changes in the database that are
 * already reported as saved.
 */
final class WriteBehind {
    private static final Logger log = LoggerFactory.getLogger(WriteBehind.class);
    private static final int MAX_WAITING = 20_000;
    private static final int MAX_BATCH = 1_000;
    /** The time for which the first change of a batch waits for others. */
    private static final Duration BATCH_DELAY = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final UserStore store;
    private final StoredClouds clouds;
    private final int passwordsPerUser;
    private final Runnable onSaved;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Optional<Thread> thread = Optional.empty();
    private boolean closing;
    private boolean writing;
    private boolean failing;
    private boolean ended;
    private long lost;

    /** @param cloud the fingerprint of the cloud that the change is about */
    private record Waiting(Change change, Optional<String> cloud, LongConsumer onSaved) {
        String domain() {
            return change.user().domain();
        }
    }

    /** @param onSaved called after each batch that concerns other processes */
    WriteBehind(UserStore store, StoredClouds clouds, int passwordsPerUser, Runnable onSaved) {
        this.store = store;
        this.clouds = clouds;
        this.passwordsPerUser = passwordsPerUser;
        this.onSaved = onSaved;
    }

    void add(Change change, LongConsumer onSavedAt) {
        Optional<String> cloud = clouds.current(change.user().domain());
        lock.lock();
        try {
            if (closing) {
                log.debug("a change during shutdown is not saved");
                return;
            }
            if (waiting.size() >= MAX_WAITING) {
                if (lost++ == 0) {
                    log.warn("{} changes are waiting for the database, so newer ones are discarded", waiting.size());
                }
                return;
            }
            waiting.add(new Waiting(change, cloud, onSavedAt));
            if (thread.isEmpty()) {
                Thread started = Threads.daemon(this::run, "xcauth-store-writer");
                thread = Optional.of(started);
                started.start();
            } else if (waiting.size() == 1) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops accepting changes, and writes the waiting ones if that does not take longer than this. */
    void close(Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            // The thread tries once more what it could not write before, and ends.
            while ((!waiting.isEmpty() || writing) && nanos > 0 && !ended) {
                nanos = changed.awaitNanos(nanos);
            }
            if (!waiting.isEmpty()) {
                log.warn("{} changes could not be written to the database and are lost", waiting.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        thread.ifPresent(Thread::interrupt);
    }

    private void run() {
        try {
            while (true) {
                List<Waiting> batch = next();
                if (batch.isEmpty()) {
                    return;
                }
                settle(batch, write(batch));
            }
        } catch (InterruptedException e) {
            log.debug("the database writer stops");
        } finally {
            end();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The changes to write now; empty if the thread is to end. */
    private List<Waiting> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.await();
            }
            long gathering = failing ? RETRY.toNanos() : BATCH_DELAY.toNanos();
            while (gathering > 0 && !closing && (failing || waiting.size() < MAX_BATCH)) {
                gathering = changed.awaitNanos(gathering);
            }
            List<Waiting> batch = new ArrayList<>();
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                batch.add(waiting.remove());
            }
            writing = !batch.isEmpty();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean write(List<Waiting> batch) {
        try {
            synchronized (this) {
                Map<String, String> current = new HashMap<>();
                for (String domain : batch.stream().map(Waiting::domain).collect(Collectors.toSet())) {
                    clouds.claim(domain);
                    clouds.current(domain).ifPresent(cloud -> current.put(domain, cloud));
                }
                // Answers of a former cloud are no longer valid.
                List<Change> changes = batch.stream()
                        .filter(each -> each.cloud.equals(Optional.ofNullable(current.get(each.domain()))))
                        .map(Waiting::change)
                        .toList();
                long revision = store.apply(changes, passwordsPerUser, current);
                batch.forEach(each -> each.onSaved.accept(revision));
            }
            if (!batch.stream().allMatch(each -> each.change instanceof Change.Used)) {
                onSaved.run();
            }
            return true;
        } catch (StoreException e) {
            log.debug("changes cannot be written now; retrying", e);
            return false;
        } catch (RuntimeException e) {
            // A retry would fail again and block all later changes.
            log.error("{} changes are lost because of a bug", batch.size(), e);
            return true;
        }
    }

    private void settle(List<Waiting> batch, boolean written) throws InterruptedException {
        lock.lock();
        try {
            writing = false;
            failing = !written;
            if (!written) {
                for (int i = batch.size() - 1; i >= 0; i--) {
                    waiting.addFirst(batch.get(i));
                }
                if (closing) {
                    throw new InterruptedException("closing");
                }
            } else if (lost > 0 && waiting.isEmpty()) {
                log.warn("{} changes were discarded because the database was unavailable for too long", lost);
                lost = 0;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
