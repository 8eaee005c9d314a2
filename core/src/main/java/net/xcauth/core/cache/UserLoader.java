package net.xcauth.core.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads users from the database in batches; limits how long anyone waits; coalesces concurrent loads of a user. */
final class UserLoader {
    private static final Logger log = LoggerFactory.getLogger(UserLoader.class);
    /** After a restart, many users log in at once: one query for each would keep them waiting. */
    private static final int MAX_BATCH = 100;

    private final ChangeFeed feed;
    private final DatabaseThreads threads;
    private final DatabaseAvailability availability;
    private final Duration timeout;
    private final Duration lastResortTimeout;
    private final ConcurrentMap<UserKey, Load> loads = new ConcurrentHashMap<>();
    /** The loads that no reader has begun yet. */
    private final Queue<Load> waiting = new ConcurrentLinkedQueue<>();

    /**
     * A user who is being loaded.
     *
     * @param done complete when the database has answered or failed
     * @param soon complete when it has, or after {@link #timeout}
     */
    private record Load(UserKey user, CompletableFuture<Void> done, CompletableFuture<Void> soon) {}

    UserLoader(
            ChangeFeed feed,
            DatabaseThreads threads,
            DatabaseAvailability availability,
            Duration timeout,
            Duration lastResortTimeout) {
        this.feed = feed;
        this.threads = threads;
        this.availability = availability;
        this.timeout = timeout;
        this.lastResortTimeout = lastResortTimeout;
    }

    /** Completes when the user is loaded, or after the timeout; at once while the database is slow or unavailable. */
    CompletableFuture<Void> load(UserKey user) {
        return availability.isPoor() ? CompletableFuture.completedFuture(null) : start(user).soon;
    }

    /** Completes when the user is loaded, or after the longer timeout; at once while the database is unavailable. */
    CompletableFuture<Void> loadAsLastResort(UserKey user) {
        if (availability.isUnreadable()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        start(user).done.whenComplete((done, failure) -> loaded.complete(null));
        threads.after(lastResortTimeout, loaded, () -> loaded.complete(null));
        return loaded;
    }

    private Load start(UserKey user) {
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        Load load = new Load(user, new CompletableFuture<>(), inTime.thenAccept(this::noteTimeout));
        Load inFlight = loads.putIfAbsent(user, load);
        if (inFlight != null) {
            return inFlight;
        }
        load.done.whenComplete((done, failure) -> {
            loads.remove(user, load);
            inTime.complete(true);
        });
        waiting.add(load);
        try {
            threads.readers().execute(this::readBatch);
        } catch (RejectedExecutionException e) {
            if (waiting.remove(load)) {
                inTime.complete(false);
                load.done.complete(null);
            }
        }
        threads.after(timeout, inTime, () -> inTime.complete(false));
        return load;
    }

    private void noteTimeout(boolean loaded) {
        if (!loaded) {
            availability.timedOut(timeout);
        }
    }

    /** Reads the waiting users together, except those that another reader has taken. */
    private void readBatch() {
        List<Load> batch = new ArrayList<>();
        Load next = waiting.poll();
        while (next != null) {
            batch.add(next);
            next = batch.size() < MAX_BATCH ? waiting.poll() : null;
        }
        try {
            if (!batch.isEmpty()) {
                feed.load(batch.stream().map(Load::user).collect(Collectors.toSet()));
            }
        } catch (StoreException e) {
            availability.failed();
            log.debug("users cannot be loaded now", e);
        } finally {
            batch.forEach(load -> load.done.complete(null));
        }
    }

    /** Ends all loads. */
    void close() {
        loads.values().forEach(load -> load.done.complete(null));
    }
}
