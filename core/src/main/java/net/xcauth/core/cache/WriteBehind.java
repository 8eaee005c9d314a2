package net.xcauth.core.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.thread.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the database, many in one transaction, from a thread of its own. What cannot be written waits, in
 * order, until it can. Who holds its monitor sees no change in the database of which it is yet to be told that it is
 * stored.
 */
final class WriteBehind {
    private static final Logger log = LoggerFactory.getLogger(WriteBehind.class);
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_AT_ONCE = 1_000;
    /** How long the first change of a batch waits for others. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final UserStore store;
    private final StoredClouds clouds;
    private final int passwordsPerUser;
    private final Runnable whenStored;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Thread thread;
    private boolean closing;
    private boolean writing;
    private boolean failing;
    private boolean ended;
    private long lost;

    /** @param cloud that has said it, by its fingerprint; null if there is none */
    private record Waiting(Change change, String cloud, LongConsumer whenStored) {
        String domain() {
            return change.user().domain();
        }
    }

    /** @param whenStored called after each batch that concerns other processes */
    WriteBehind(UserStore store, StoredClouds clouds, int passwordsPerUser, Runnable whenStored) {
        this.store = store;
        this.clouds = clouds;
        this.passwordsPerUser = passwordsPerUser;
        this.whenStored = whenStored;
    }

    void add(Change change, LongConsumer whenStored) {
        String cloud = clouds.current(change.user().domain()).orElse(null);
        lock.lock();
        try {
            if (closing) {
                log.debug("What is learned while this ends is not stored");
                return;
            }
            if (waiting.size() >= MOST_WAITING) {
                if (lost++ == 0) {
                    log.warn("{} changes wait for the database, so newer ones are not stored", waiting.size());
                }
                return;
            }
            waiting.add(new Waiting(change, cloud, whenStored));
            if (thread == null) {
                thread = Daemons.thread(this::run, "xcauth-store-writer");
                thread.start();
            } else if (waiting.size() == 1) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, unless that takes longer than this. Nothing is taken on afterwards. */
    void close(Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            // What could not be written before is tried once more, by a thread that ends with that.
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
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                List<Waiting> batch = next();
                if (batch.isEmpty()) {
                    return;
                }
                boolean done = write(batch);
                settle(batch, done);
            }
        } catch (InterruptedException e) {
            log.debug("the database writer ends");
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

    /** @return what to write now; nothing when the end has come */
    private List<Waiting> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.await();
            }
            long gathering = failing ? RETRY.toNanos() : GATHER.toNanos();
            while (gathering > 0 && !closing && (failing || waiting.size() < MOST_AT_ONCE)) {
                gathering = changed.awaitNanos(gathering);
            }
            List<Waiting> batch = new ArrayList<>();
            while (!waiting.isEmpty() && batch.size() < MOST_AT_ONCE) {
                batch.add(waiting.poll());
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
                Map<String, String> now = new HashMap<>();
                for (String domain : batch.stream().map(Waiting::domain).collect(Collectors.toSet())) {
                    clouds.claim(domain);
                    clouds.current(domain).ifPresent(cloud -> now.put(domain, cloud));
                }
                // What a former cloud has said is void.
                List<Change> changes = batch.stream()
                        .filter(each -> Objects.equals(each.cloud, now.get(each.domain())))
                        .map(Waiting::change)
                        .toList();
                long revision = store.apply(changes, passwordsPerUser, now);
                batch.forEach(each -> each.whenStored.accept(revision));
            }
            if (!batch.stream().allMatch(each -> each.change instanceof Change.Used)) {
                whenStored.run();
            }
            return true;
        } catch (StoreException e) {
            log.debug("not written, tried again", e);
            return false;
        } catch (RuntimeException e) {
            // Trying again would fail again, and keep everything behind it from being stored.
            log.error("{} changes are not stored", batch.size(), e);
            return true;
        }
    }

    private void settle(List<Waiting> batch, boolean done) throws InterruptedException {
        lock.lock();
        try {
            writing = false;
            failing = !done;
            if (!done) {
                for (int i = batch.size() - 1; i >= 0; i--) {
                    waiting.addFirst(batch.get(i));
                }
                if (closing) {
                    throw new InterruptedException("closing");
                }
            } else if (lost > 0 && waiting.isEmpty()) {
                log.warn("{} changes were not stored", lost);
                lost = 0;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
