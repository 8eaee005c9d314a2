package net.xcauth.core.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import net.xcauth.core.cache.DatabaseThreads.Query;
import net.xcauth.core.store.AccountStore;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.store.UserStore.Forgotten;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs the caches with a database: users are loaded on first use, changes are written behind the answers, and changes
 * by other processes are read at the refresh interval. Threads start on first use.
 */
public final class DatabasePersistence implements Persistence, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabasePersistence.class);
    /** After this time the cloud is queried instead. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(1);
    /** The timeout while the cloud is unreachable, when only the database has an answer. */
    private static final Duration LAST_RESORT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration PRUNE_INTERVAL = Duration.ofHours(1);
    private static final Duration FIRST_PRUNE = Duration.ofMinutes(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final UserStore store;
    private final CachePolicy policy;
    private final Duration refresh;
    private final Clock clock;
    private final DatabaseAvailability availability;
    private final DatabaseThreads threads;
    private final WriteBehind writer;
    private final ChangeFeed feed;
    private final UserLoader loader;

    /**
     * @param clouds  the clouds that serve the domains now
     * @param refresh the interval at which other processes' changes are read
     * @param clock   determines what is too old to be kept
     */
    public DatabasePersistence(
            UserStore store, StoredClouds clouds, CachePolicy policy, Duration refresh, Clock clock) {
        this(store, clouds, policy, refresh, clock, () -> {});
    }

    /**
     * @param clouds  the clouds that serve the domains now
     * @param refresh the interval at which other processes' changes are read
     * @param clock   determines what is too old to be kept
     * @param onSaved called after changes that concern other processes have been saved
     */
    public DatabasePersistence(
            UserStore store, StoredClouds clouds, CachePolicy policy, Duration refresh, Clock clock, Runnable onSaved) {
        this.store = store;
        this.policy = policy;
        this.refresh = refresh;
        this.clock = clock;
        availability = new DatabaseAvailability(clock);
        threads = new DatabaseThreads(this::schedule);
        writer = new WriteBehind(store, clouds, policy.passwordsPerUser(), onSaved);
        feed = new ChangeFeed(store, clouds, writer, availability, clock);
        loader = new UserLoader(feed, threads, availability, READ_TIMEOUT, LAST_RESORT_TIMEOUT);
    }

    private void schedule(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(feed::refresh, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                this::prune, FIRST_PRUNE.toSeconds(), PRUNE_INTERVAL.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void attach(BackedCache cache) {
        feed.attach(cache);
    }

    @Override
    public CompletableFuture<Void> load(UserKey user) {
        return loader.load(user);
    }

    @Override
    public CompletableFuture<Void> loadAsLastResort(UserKey user) {
        return loader.loadAsLastResort(user);
    }

    @Override
    public void save(Change change, LongConsumer onSaved) {
        threads.start();
        writer.add(change, onSaved);
    }

    @Override
    public CompletableFuture<Map<UserKey, Instant>> missing() {
        return readOr(Map.of(), store::missing);
    }

    @Override
    public CompletableFuture<Long> countPresent(String domain) {
        return readOr(0L, () -> store.countPresent(domain));
    }

    @Override
    public CompletableFuture<Optional<Boolean>> reserveFailure(
            String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable) {
        return readSoonOr(
                Optional.empty(), () -> Optional.of(store.failures().reserve(cloud, failure, since, sendable)));
    }

    @Override
    public void releaseFailure(long id) {
        readOr(false, () -> {
            store.failures().release(id);
            return true;
        });
    }

    @Override
    public CompletableFuture<Boolean> failuresAtLeast(
            String cloud, int count, Instant since, List<StoredFailure> others) {
        return readSoonOr(false, () -> {
            store.failures().atLeast(cloud, count, since, others);
            return true;
        });
    }

    /** A query about accounts with login names that differ from their ids. */
    @FunctionalInterface
    interface AccountQuery<T> {
        T read(AccountStore accounts) throws StoreException;
    }

    /** The result of a query; fails if the database does not respond within seconds. */
    <T> CompletableFuture<T> accounts(AccountQuery<T> query) {
        CompletableFuture<T> result = threads.read(() -> query.read(store.accounts()));
        threads.after(
                LAST_RESORT_TIMEOUT,
                result,
                () -> result.completeExceptionally(new TimeoutException(
                        "the database does not respond within " + LAST_RESORT_TIMEOUT.toSeconds() + " s")));
        return result;
    }

    private <T> CompletableFuture<T> readSoonOr(T fallback, Query<T> query) {
        if (availability.isPoor()) {
            return CompletableFuture.completedFuture(fallback);
        }
        CompletableFuture<T> result = readOr(fallback, query);
        threads.after(READ_TIMEOUT, result, () -> result.complete(fallback));
        return result;
    }

    private <T> CompletableFuture<T> readOr(T fallback, Query<T> query) {
        return threads.read(query).exceptionally(failure -> {
            if (failure instanceof StoreException || failure instanceof RejectedExecutionException) {
                log.debug("the database cannot be read now", failure);
            } else {
                log.error("the database was not read because of a bug", failure);
            }
            return fallback;
        });
    }

    /**
     * Reads other processes' changes now instead of at the next interval, because one of them has sent a notification.
     *
     * @return completes when the changes are processed, or cannot be read
     */
    public CompletableFuture<Void> refreshNow() {
        return threads.run(feed::refresh);
    }

    /** Writes the waiting changes and stops; waits some seconds for a slow database. */
    @Override
    public void close() {
        writer.close(CLOSE_TIMEOUT);
        threads.shutDown();
        loader.close();
        try {
            if (!threads.awaitEnd(CLOSE_TIMEOUT)) {
                log.warn("the database did not respond during shutdown");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void prune() {
        try {
            Forgotten pruned = prune(store, policy, clock);
            log.info("pruned {} expired passwords and {} missing users", pruned.passwords(), pruned.users());
        } catch (StoreException e) {
            // The next write logs the problem, if it persists.
            log.debug("expired entries cannot be pruned now", e);
        } catch (RuntimeException e) {
            log.error("expired entries were not pruned because of a bug", e);
        }
    }

    /** Deletes entries that can never be valid again. */
    public static Forgotten prune(UserStore store, CachePolicy policy, Clock clock) throws StoreException {
        Instant now = clock.instant();
        Duration existence = Collections.max(List.of(policy.unreachableTtl(), policy.isuserNegativeTtl()));
        return store.prune(now.minus(policy.longestTtl()), now.minus(existence), now.minus(ChangeFeed.NOTES_KEPT));
    }
}
