package net.xcauth.core.roster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.RequestCoalescer;
import net.xcauth.core.roster.StoredDirectory.Lesson;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.thread.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a directory up to date: queries rosters, applies and stores changes, and notifies the XMPP server. Answers are
 * applied by one thread, in the order in which they arrive.
 */
public final class RosterEngine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RosterEngine.class);

    private final RosterSource source;
    private final RosterReader reader;
    private final RosterDirectory directory;
    private final StoredDirectory store;
    private final RosterListener listener;
    private final Clock clock;
    private final ThreadPoolExecutor thread;
    private final RequestCoalescer<RosterQuery, Boolean> queries = new RequestCoalescer<>();
    private final Queue<String> suspects = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean investigating = new AtomicBoolean();
    /** Suspects that must be verified by data learned after this time. */
    private final ConcurrentMap<String, Instant> unclear = new ConcurrentHashMap<>();

    private final RosterRemarks remarks = new RosterRemarks();
    private Instant last = Instant.EPOCH;
    /** When another cloud began to serve the domain; earlier queries went to the former one. */
    private volatile Instant cloudSince = Instant.EPOCH;
    /** When the last refresh of the source began; its data were learned since then. */
    private volatile Instant sourceSince = Instant.EPOCH;

    private volatile boolean closed;

    /** A query for a user's roster, to the cloud that has served the domain since then. */
    private record RosterQuery(String user, Instant cloudSince) {}

    /**
     * @param directory the known users and groups; only changed by this engine, apart from initial loading
     * @param store     persists the directory
     * @param listener  receives changes
     * @param clock     orders queries
     */
    public RosterEngine(
            RosterSource source,
            RosterReader reader,
            RosterDirectory directory,
            StoredDirectory store,
            RosterListener listener,
            Clock clock) {
        this.source = source;
        this.reader = reader;
        this.directory = directory;
        this.store = store;
        this.listener = listener;
        this.clock = clock;
        thread = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.daemons("xcauth-roster"));
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Queries a user's roster and applies it. Concurrent calls for the same user share one query.
     *
     * @param user XMPP local part, as the directory spells it
     * @return completes when the answer is applied, with true if the cloud has answered; never exceptionally
     */
    public CompletableFuture<Boolean> refresh(String user) {
        return queries.ask(new RosterQuery(user, cloudSince), () -> query(user));
    }

    /** As {@link #refresh}, but never with a query sent before. */
    private CompletableFuture<Boolean> refreshAgain(String user) {
        return queries.askAgain(new RosterQuery(user, cloudSince), () -> query(user));
    }

    private CompletableFuture<Boolean> query(String user) {
        if (closed) {
            return CompletableFuture.completedFuture(false);
        }
        Instant asked = now();
        CompletableFuture<Boolean> applied = new CompletableFuture<>();
        ask(user).whenComplete((answer, failure) -> {
            if (failure != null) {
                log.error("querying the shared roster of {} failed", user, failure);
            }
            try {
                thread.execute(() -> {
                    boolean answered = answer != null && apply(user, answer, asked);
                    again(user, asked)
                            .ifPresentOrElse(
                                    next -> next.thenAccept(applied::complete), () -> applied.complete(answered));
                });
            } catch (RejectedExecutionException e) {
                applied.complete(false);
            }
        });
        return applied;
    }

    /** The next query for a user, if this answer may be older than what another process has stored. */
    private Optional<CompletableFuture<Boolean>> again(String user, Instant asked) {
        Instant since = unclear.get(user);
        if (since == null || since.isBefore(asked)) {
            return Optional.empty();
        }
        unclear.remove(user, since);
        return Optional.of(refreshSourceSince(since)
                .thenCompose(refreshed -> refreshed ? query(user) : CompletableFuture.completedFuture(false))
                .whenComplete((answered, failure) -> {
                    if (!Boolean.TRUE.equals(answered)) {
                        suspect(user, since);
                    }
                }));
    }

    private CompletableFuture<Answer<CloudRoster>> ask(String user) {
        try {
            return source.ask(user);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The current time, always later than before: the clock may be set back, and no two queries share a time. */
    private synchronized Instant now() {
        Instant time = clock.instant();
        last = time.isAfter(last) ? time : last.plusNanos(1);
        return last;
    }

    /**
     * Refreshes all groups of these users with few queries: always for the roster that shows most of the groups not yet
     * seen. Groups that a member has been found to have left, and that no roster has shown since, are then verified by
     * their other members, online or not. Users not queried themselves for a while come last, since only their own
     * rosters show groups without any other known member. Waits for the cloud.
     *
     * @param online   users (XMPP local parts)
     * @param interval the maximum age of a user's own roster
     * @return the number of queries sent; stops when the cloud becomes unreachable
     * @throws InterruptedException if the thread is interrupted, or this is closed, before it is done
     */
    public int refreshAll(Collection<String> online, Duration interval) throws InterruptedException {
        return online.isEmpty() || answered(refreshSource()) ? refreshGroups(online, interval) : 0;
    }

    private CompletableFuture<Boolean> refreshSource() {
        Instant begun = now();
        return source.refresh().thenApply(refreshed -> {
            if (refreshed) {
                sourceSince = begun;
            }
            return refreshed;
        });
    }

    /** As {@link #refreshAll}, without refreshing the source, for users whose logins have just updated it. */
    int refreshGroups(Collection<String> online, Duration interval) throws InterruptedException {
        Instant start = now();
        GroupCover cover = new GroupCover(online, directory, start);
        int count = 0;
        Optional<String> next = cover.next();
        while (next.isPresent()) {
            count++;
            if (!refreshNow(next.get())) {
                return count;
            }
            next = cover.next();
        }
        for (next = directory.doubtful(start); next.isPresent(); next = directory.doubtful(start)) {
            count++;
            if (!refreshNow(next.get())) {
                return count;
            }
        }
        for (String user : online) {
            if (directory.asked(user).plus(interval).isBefore(start)) {
                count++;
                if (!refreshNow(user)) {
                    return count;
                }
            }
        }
        flush();
        return count;
    }

    private boolean refreshNow(String user) throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
        return answered(refreshAgain(user));
    }

    private static boolean answered(CompletableFuture<Boolean> query) throws InterruptedException {
        try {
            return query.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Applies that the cloud does not know a user, learned elsewhere. */
    public void forget(String user) {
        Instant asked = now();
        perform(() -> learn(() -> directory.forget(user, asked)));
    }

    /** Retries to store what could not be stored before. */
    public void flush() {
        perform(this::store);
    }

    /** @return true if everything is stored */
    private boolean store() {
        if (store.isWaiting()) {
            learn(() -> RosterChange.NONE);
        }
        return !store.isWaiting();
    }

    /**
     * Adopts groups of the XMPP server that are unknown here, as after the loss of the database: they stay until a
     * member's roster contradicts them. Earlier answers are discarded, since they did not consider them.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> adopt(Collection<Group> groups) {
        return perform(() -> learn(() -> {
            directory.load(new DirectorySnapshot(Map.of(), List.copyOf(groups)));
            store.remember(directory.distrust());
            store.remember(groups);
            return RosterChange.NONE;
        }));
    }

    /**
     * Applies what other processes have stored since the last time, and notifies the XMPP server; does nothing if the
     * store cannot be read.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> follow() {
        return perform(() -> follow(false));
    }

    /**
     * As {@link #follow}, but compares everything stored, regardless of change notes.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> reload() {
        return perform(() -> follow(true));
    }

    private void follow(boolean everything) {
        try {
            if (store()) {
                RosterChange change = store.follow(everything, this::now, sourceSince);
                tell(change, listener::followed);
                investigate(change.unclear());
            }
        } catch (StoreException e) {
            log.debug("changes of other processes cannot be read now", e);
        }
    }

    /**
     * Forgets the former cloud's data, since another one serves the domain now, and loads what others have stored about
     * that one. This does not delete users, so no listener is notified. The former cloud's pending answers are ignored.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> cloudChanged() {
        cloudSince = now();
        return perform(() -> {
            directory.clear();
            store.discard();
            suspects.clear();
            unclear.clear();
            try {
                directory.load(store.load());
            } catch (StoreException e) {
                log.debug("changes of other processes cannot be read now", e);
            }
        });
    }

    private CompletableFuture<Void> perform(Runnable task) {
        try {
            return CompletableFuture.runAsync(() -> guarded(task), thread);
        } catch (RejectedExecutionException e) {
            log.debug("closed, so the task is dropped", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private boolean apply(String user, Answer<CloudRoster> answer, Instant asked) {
        if (asked.isBefore(cloudSince)) {
            return false;
        }
        if (answer instanceof Unreachable<CloudRoster> unknown && unknown.cause() == Cause.UNCONFIRMED) {
            directory.answered(user, asked);
            return true;
        }
        return !(answer instanceof Unreachable)
                && guarded(() -> {
                    if (answer instanceof Yes<CloudRoster> yes) {
                        read(user, yes.value(), asked);
                    } else {
                        settle(user, learn(() -> directory.forget(user, asked), () -> {}));
                    }
                });
    }

    /** Keeps an exception with one answer from affecting the next. */
    private static boolean guarded(Runnable task) {
        try {
            task.run();
            return true;
        } catch (RuntimeException e) {
            log.error("a shared roster could not be applied", e);
            return false;
        }
    }

    private void read(String user, CloudRoster answer, Instant asked) {
        String hash = reader.hash(answer);
        AnswerAge age = age(answer, asked);
        if (directory.confirms(user, hash, age)) {
            return;
        }
        SharedRoster roster = reader.read(answer);
        remarks.log(roster);
        settle(
                user,
                learn(
                        () -> {
                            store.remember(Set.of(user));
                            return directory.apply(user, roster, hash, age);
                        },
                        () -> {
                            Set<String> shown = new HashSet<>(roster.fullNames().keySet());
                            shown.add(user);
                            shown.removeIf(other -> !directory.knows(other));
                            guarded(() -> listener.confirmed(shown));
                        }));
    }

    /** The user of the query in progress is queried again as part of it. */
    private void settle(String user, Set<String> unclearUsers) {
        Set<String> others = new HashSet<>(unclearUsers);
        if (others.remove(user)) {
            unclear.put(user, now());
        }
        investigate(others);
    }

    /** A source's data were learned since its last refresh; the rest of such an answer may be that old, too. */
    private AnswerAge age(CloudRoster answer, Instant asked) {
        return answer.origin() == CloudRoster.Origin.QUESTION
                ? AnswerAge.of(asked)
                : new AnswerAge(asked, sourceSince, answer.remembered());
    }

    private void learn(Supplier<RosterChange> learning) {
        investigate(learn(learning, () -> {}));
    }

    /**
     * Changes the directory, stores it, and notifies the XMPP server, in this order, since otherwise a kill could leave
     * the server with a change that is not stored.
     *
     * @param before runs before the server is notified
     * @return users about whom this process and another have different data, and it is unknown which are newer
     */
    private Set<String> learn(Supplier<RosterChange> learning, Runnable before) {
        Lesson lesson = store.learn(this::now, learning);
        tell(lesson.others(), listener::followed);
        before.run();
        tell(lesson.own(), listener::changed);
        lesson.own().groups().stream()
                .flatMap(group -> group.left().stream())
                .distinct()
                .filter(user -> directory.groupsOf(user).isEmpty()
                        && !lesson.own().gone().contains(user))
                .forEach(this::suspect);
        return lesson.unclear();
    }

    private static void tell(RosterChange change, Consumer<RosterChange> listener) {
        if (!change.isEmpty()) {
            guarded(() -> listener.accept(change));
        }
    }

    /** @param users users about whom this process and another have different data, and it is unknown which are newer */
    private void investigate(Set<String> users) {
        if (!users.isEmpty()) {
            Instant since = now();
            users.forEach(user -> suspect(user, since));
        }
        investigate();
    }

    private void suspect(String user, Instant since) {
        unclear.put(user, since);
        suspect(user);
    }

    private void suspect(String user) {
        if (!suspects.contains(user)) {
            suspects.add(user);
        }
    }

    /** Users who have left their last group may have been deleted; they are queried one after another. */
    private void investigate() {
        if (!closed && !suspects.isEmpty() && investigating.compareAndSet(false, true)) {
            String suspect = suspects.poll();
            if (suspect == null) {
                investigating.set(false);
                return;
            }
            Instant since = unclear.get(suspect);
            (since == null ? refresh(suspect) : refreshSince(since, suspect)).whenComplete((answered, failure) -> {
                investigating.set(false);
                if (Boolean.TRUE.equals(answered)) {
                    investigate();
                } else {
                    suspect(suspect);
                }
            });
        }
    }

    private CompletableFuture<Boolean> refreshSince(Instant since, String user) {
        return refreshSourceSince(since)
                .thenCompose(refreshed -> refreshed ? refreshAgain(user) : CompletableFuture.completedFuture(false))
                .thenApply(answered -> {
                    if (answered) {
                        unclear.remove(user, since);
                    }
                    return answered;
                });
    }

    private CompletableFuture<Boolean> refreshSourceSince(Instant since) {
        return sourceSince.isBefore(since) ? refreshSource() : CompletableFuture.completedFuture(true);
    }

    /** Stops pending work, stores what can be stored, and waits for that up to 5 s. */
    @Override
    public void close() {
        closed = true;
        flush();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("some changes to shared rosters are not stored; they are found again after the next start");
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
        queries.endAll(false);
    }
}
