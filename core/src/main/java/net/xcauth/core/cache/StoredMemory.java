package net.xcauth.core.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.xcauth.core.store.AccountStore;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.store.OutageLog;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.store.UserStore.Changes;
import net.xcauth.core.store.UserStore.Forgotten;
import net.xcauth.core.thread.Daemons;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory with a database behind it. A user is read once, when asked about first; what is learned is written behind the
 * answers; what other processes write is taken over within the refresh interval. Threads start with the first use.
 */
public final class StoredMemory implements Persistence, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoredMemory.class);
    /** Longer nobody waits for the database: then the cloud is asked. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(1);
    /** The same while the cloud is unreachable: then only the database can tell. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(5);

    private static final Duration PRUNE_INTERVAL = Duration.ofHours(1);
    private static final Duration FIRST_PRUNE = Duration.ofMinutes(1);
    private static final Duration NOTES_KEPT = Duration.ofHours(1);
    /** Who has not looked for longer than this may have missed some. */
    private static final Duration NOTES_TRUSTED = NOTES_KEPT.dividedBy(2);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final int READERS = 2;
    private static final int MOST_WAITING_READS = 1_000;
    /** A crowd after a restart is read in portions of this size: a question to the database each would keep it waiting. */
    private static final int MOST_READ_AT_ONCE = 100;

    private final UserStore store;
    private final StoredClouds clouds;
    private final CachePolicy policy;
    private final Duration refresh;
    private final Clock clock;
    private final OutageLog answering;
    private final Object seeing = new Object();
    private final Object delivering = new Object();
    private final WriteBehind writer;
    private final List<Holder> holders = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<UserKey, Recall> recalls = new ConcurrentHashMap<>();
    /** Those of {@link #recalls} that no reader has begun to read. */
    private final Queue<Recall> unread = new ConcurrentLinkedQueue<>();

    private ThreadPoolExecutor readers;
    private ScheduledThreadPoolExecutor timer;
    /** Never waits for the database, as the timer may. */
    private ScheduledThreadPoolExecutor patience;

    private volatile Long seenRevision;
    private volatile Instant seen;
    private volatile boolean unreadable;
    private boolean closed;
    private long changesTaken;

    /**
     * @param clouds  which clouds answer now
     * @param refresh how often other processes' changes are taken over
     * @param clock   decides what is too old to be kept
     */
    public StoredMemory(UserStore store, StoredClouds clouds, CachePolicy policy, Duration refresh, Clock clock) {
        this(store, clouds, policy, refresh, clock, () -> {});
    }

    /**
     * @param clouds     which clouds answer now
     * @param refresh    how often other processes' changes are taken over
     * @param clock      decides what is too old to be kept
     * @param whenStored called after changes were stored that concern other processes
     */
    public StoredMemory(
            UserStore store,
            StoredClouds clouds,
            CachePolicy policy,
            Duration refresh,
            Clock clock,
            Runnable whenStored) {
        this.store = store;
        this.clouds = clouds;
        this.policy = policy;
        this.refresh = refresh;
        this.clock = clock;
        answering = new OutageLog("the database answers in time", "logins go on from cloud and memory", clock);
        writer = new WriteBehind(store, clouds, policy.passwordsPerUser(), whenStored);
    }

    @Override
    public void hold(Holder holder) {
        holders.add(holder);
    }

    /**
     * A user who is being read.
     *
     * @param done complete when the database has answered, or has failed
     * @param soon complete when it has, or after {@link #READ_PATIENCE}
     */
    private record Recall(UserKey user, CompletableFuture<Void> done, CompletableFuture<Void> soon) {}

    @Override
    public CompletableFuture<Void> recall(UserKey user) {
        return answering.isFailing() || unreadable ? CompletableFuture.completedFuture(null) : startReading(user).soon;
    }

    @Override
    public CompletableFuture<Void> awaitRecall(UserKey user) {
        if (unreadable) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> read = new CompletableFuture<>();
        startReading(user).done.whenComplete((done, failure) -> read.complete(null));
        after(LONGEST_READ, read, () -> read.complete(null));
        return read;
    }

    /** Unless the user is being read already. */
    private Recall startReading(UserKey user) {
        CompletableFuture<Void> inTime = new CompletableFuture<>();
        Recall recall = new Recall(user, new CompletableFuture<>(), inTime.exceptionally(this::late));
        Recall underWay = recalls.putIfAbsent(user, recall);
        if (underWay != null) {
            return underWay;
        }
        recall.done.whenComplete((done, failure) -> {
            recalls.remove(user, recall);
            inTime.complete(null);
        });
        unread.add(recall);
        try {
            readers().execute(this::readWaiting);
        } catch (RejectedExecutionException e) {
            if (unread.remove(recall)) {
                inTime.completeExceptionally(e);
                recall.done.complete(null);
            }
        }
        after(READ_PATIENCE, inTime, () -> inTime.completeExceptionally(new TimeoutException()));
        return recall;
    }

    /** Not by the future's own timeout: Java's thread for those would keep a plugin's class loader for ever. */
    private synchronized void after(Duration delay, CompletableFuture<?> unless, Runnable task) {
        if (!closed && !unless.isDone()) {
            Future<?> end = patience.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            unless.whenComplete((done, failure) -> end.cancel(false));
        }
    }

    private Void late(Throwable failure) {
        answering.failed("the database does not answer within " + READ_PATIENCE.toMillis() + " ms");
        return null;
    }

    @Override
    public void remember(Change change, LongConsumer whenStored) {
        startThreads();
        writer.add(change, whenStored);
    }

    @Override
    public CompletableFuture<Map<UserKey, Instant>> missing() {
        return look(store::missing, Map.of());
    }

    @Override
    public CompletableFuture<Long> countPresent(String domain) {
        return look(() -> store.countPresent(domain), 0L);
    }

    @Override
    public CompletableFuture<Optional<Boolean>> reserveFailure(
            String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable) {
        return lookSoon(() -> Optional.of(store.failures().reserve(cloud, failure, since, sendable)), Optional.empty());
    }

    @Override
    public void releaseFailure(long id) {
        look(
                () -> {
                    store.failures().release(id);
                    return true;
                },
                false);
    }

    @Override
    public CompletableFuture<Boolean> failuresAtLeast(
            String cloud, int count, Instant since, List<StoredFailure> others) {
        return lookSoon(
                () -> {
                    store.failures().atLeast(cloud, count, since, others);
                    return true;
                },
                false);
    }

    /** A question about names that stand for accounts with another id. */
    @FunctionalInterface
    interface AccountQuestion<T> {
        T ask(AccountStore accounts) throws StoreException;
    }

    /** The answer; exceptional if the database does not give it within seconds. */
    <T> CompletableFuture<T> accounts(AccountQuestion<T> question) {
        CompletableFuture<T> answer = read(() -> question.ask(store.accounts()));
        after(
                LONGEST_READ,
                answer,
                () -> answer.completeExceptionally(new TimeoutException(
                        "the database does not answer within " + LONGEST_READ.toSeconds() + " s")));
        return answer;
    }

    private <T> CompletableFuture<T> lookSoon(Look<T> look, T otherwise) {
        if (answering.isFailing() || unreadable) {
            return CompletableFuture.completedFuture(otherwise);
        }
        CompletableFuture<T> found = look(look, otherwise);
        after(READ_PATIENCE, found, () -> found.complete(otherwise));
        return found;
    }

    /** Something that is read from the store. */
    @FunctionalInterface
    private interface Look<T> {
        T read() throws StoreException;
    }

    private <T> CompletableFuture<T> look(Look<T> look, T otherwise) {
        return read(look).exceptionally(failure -> {
            if (failure instanceof StoreException || failure instanceof RejectedExecutionException) {
                log.debug("not read", failure);
            } else {
                log.error("not read", failure);
            }
            return otherwise;
        });
    }

    /** What is read, by another thread; exceptional if it cannot be. */
    private <T> CompletableFuture<T> read(Look<T> look) {
        CompletableFuture<T> found = new CompletableFuture<>();
        try {
            readers().execute(() -> {
                try {
                    found.complete(look.read());
                } catch (StoreException | RuntimeException e) {
                    found.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(e);
        }
        return found;
    }

    /**
     * Takes over other processes' changes now, and not only at the next interval: one of them has just told.
     *
     * @return completes when that is done, or has failed
     */
    public synchronized CompletableFuture<Void> refreshNow() {
        startThreads();
        return closed ? CompletableFuture.completedFuture(null) : CompletableFuture.runAsync(this::refresh, timer);
    }

    /** Writes what waits and ends; waits some seconds for a database that answers late. */
    @Override
    public void close() {
        writer.close(LAST_WORDS);
        List<ThreadPoolExecutor> ending = threads();
        ending.forEach(ThreadPoolExecutor::shutdownNow);
        recalls.values().forEach(recall -> recall.done.complete(null));
        try {
            for (ThreadPoolExecutor threads : ending) {
                if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.warn("the database does not answer while the program ends");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<ThreadPoolExecutor> threads() {
        closed = true;
        return timer == null ? List.of() : List.of(timer, patience, readers);
    }

    /** Reads those who wait, together. Those whom another reader has taken meanwhile are left to it. */
    private void readWaiting() {
        List<Recall> taken = new ArrayList<>();
        Recall next = unread.poll();
        while (next != null) {
            taken.add(next);
            next = taken.size() < MOST_READ_AT_ONCE ? unread.poll() : null;
        }
        try {
            if (!taken.isEmpty()) {
                read(taken.stream().map(Recall::user).collect(Collectors.toSet()));
            }
        } finally {
            taken.forEach(recall -> recall.done.complete(null));
        }
    }

    private void read(Set<UserKey> users) {
        try {
            see();
            clouds.claim(users.stream().map(UserKey::domain).collect(Collectors.toSet()));
            long before;
            Map<UserKey, StoredUser> stored;
            do {
                before = changesTaken();
                stored = store.load(users);
            } while (!deliver(stored, before));
            answered();
        } catch (StoreException e) {
            unreadable = true;
            log.debug("not read", e);
        }
    }

    private long changesTaken() {
        synchronized (delivering) {
            return changesTaken;
        }
    }

    /** @return whether it was: what was read before others' changes came in may lack them */
    private boolean deliver(Map<UserKey, StoredUser> stored, long before) {
        synchronized (delivering) {
            boolean whole = changesTaken == before;
            if (whole) {
                stored.forEach(
                        (user, there) -> holders.forEach(holder -> holder.recalled(user, ofCurrentCloud(user, there))));
            }
            return whole;
        }
    }

    /** What another cloud has said, which another process takes for the domain's, has no effect here. */
    private StoredUser ofCurrentCloud(UserKey user, StoredUser stored) {
        return stored.cloud().isEmpty() || stored.cloud().equals(clouds.current(user.domain()))
                ? stored
                : StoredUser.UNKNOWN;
    }

    private void answered() {
        unreadable = false;
        answering.worked();
    }

    /** Before the first user is read: whatever changes from now on is noticed. */
    private void see() throws StoreException {
        synchronized (seeing) {
            if (seenRevision == null) {
                seen = clock.instant();
                seenRevision = store.revision();
            }
        }
    }

    private void refresh() {
        try {
            see();
            Changes changes;
            synchronized (writer) {
                changes = store.changesSince(seenRevision);
            }
            Instant now = clock.instant();
            store.load(concerned(changes, changes.all() || now.isAfter(seen.plus(NOTES_TRUSTED))))
                    .forEach((user, there) ->
                            holders.forEach(holder -> holder.changed(user, ofCurrentCloud(user, there))));
            seenRevision = changes.revision();
            seen = now;
            answered();
        } catch (StoreException e) {
            unreadable = true;
            log.debug("not refreshed", e);
        } catch (RuntimeException e) {
            // Whatever it is, it must not end the schedule.
            log.error("other processes' changes were not taken over", e);
        }
    }

    /**
     * Who must be read again. Users who are being read now are held already, or are read once more.
     *
     * @param forget whether everybody is forgotten instead
     */
    private Set<UserKey> concerned(Changes changes, boolean forget) {
        synchronized (delivering) {
            if (forget || !changes.users().isEmpty()) {
                changesTaken++;
            }
            if (forget) {
                holders.forEach(Holder::forget);
                return Set.of();
            }
            return changes.users().stream().filter(this::isHeld).collect(Collectors.toSet());
        }
    }

    private boolean isHeld(UserKey user) {
        return holders.stream().anyMatch(holder -> holder.holds(user));
    }

    private void prune() {
        try {
            Forgotten pruned = prune(store, policy, clock);
            log.info("pruned {} expired passwords and {} missing users", pruned.passwords(), pruned.users());
        } catch (StoreException e) {
            // Whoever writes next says what is wrong, if it still is.
            log.debug("not pruned", e);
        } catch (RuntimeException e) {
            log.error("not pruned", e);
        }
    }

    /** Deletes what can never count again. */
    public static Forgotten prune(UserStore store, CachePolicy policy, Clock clock) throws StoreException {
        Instant now = clock.instant();
        Duration existence = Collections.max(List.of(policy.unreachableTtl(), policy.isuserNegativeTtl()));
        return store.prune(now.minus(policy.longestTtl()), now.minus(existence), now.minus(NOTES_KEPT));
    }

    private synchronized ThreadPoolExecutor readers() {
        startThreads();
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        return readers;
    }

    private synchronized void startThreads() {
        if (timer == null && !closed) {
            readers = new ThreadPoolExecutor(
                    READERS,
                    READERS,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MOST_WAITING_READS),
                    Daemons.named("xcauth-store-reader"));
            readers.allowCoreThreadTimeOut(true);
            patience = new ScheduledThreadPoolExecutor(1, Daemons.named("xcauth-store-patience"));
            patience.setRemoveOnCancelPolicy(true);
            patience.setKeepAliveTime(10, TimeUnit.SECONDS);
            patience.allowCoreThreadTimeOut(true);
            timer = new ScheduledThreadPoolExecutor(1, Daemons.named("xcauth-store-refresh"));
            timer.setRemoveOnCancelPolicy(true);
            timer.scheduleWithFixedDelay(this::refresh, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
            timer.scheduleWithFixedDelay(
                    this::prune, FIRST_PRUNE.toSeconds(), PRUNE_INTERVAL.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
