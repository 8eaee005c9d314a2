package net.xcauth.core.roster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
import java.util.stream.Collectors;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Questions;
import net.xcauth.core.roster.StoredDirectory.Lesson;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.thread.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a directory up to date: asks the cloud for rosters, takes over what has changed, tells the XMPP server, and
 * stores it. Answers are taken over by one thread, in the order in which they come.
 */
public final class RosterEngine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RosterEngine.class);
    /** Oddities of the cloud's groups are said once each; there are never many, unless somebody makes them. */
    private static final int MOST_REMARKS = 1_000;

    private final RosterSource source;
    private final RosterReader reader;
    private final RosterDirectory directory;
    private final StoredDirectory store;
    private final RosterListener listener;
    private final Clock clock;
    private final ThreadPoolExecutor thread;
    private final Questions<RosterQuestion, Boolean> questions = new Questions<>();
    private final Queue<String> suspects = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean investigating = new AtomicBoolean();
    /** Those of the suspects about whom nothing that was learned before a time is any help, and that time. */
    private final ConcurrentMap<String, Instant> unclear = new ConcurrentHashMap<>();

    private final Set<String> remarks = ConcurrentHashMap.newKeySet();
    private Instant last = Instant.EPOCH;
    /** When another cloud began to answer; earlier questions went to the former one. */
    private volatile Instant cloudSince = Instant.EPOCH;
    /** When the last refresh of the source began: what it remembers was learned since then. */
    private volatile Instant sourceSince = Instant.EPOCH;

    private volatile boolean closed;

    /** For a user's roster, to the cloud that has answered since then. */
    private record RosterQuestion(String user, Instant cloudSince) {}

    /**
     * @param source    asked for rosters
     * @param directory what is known; changed by this alone, but for what its owner loads into it
     * @param store     where it is kept
     * @param listener  whom changes concern
     * @param clock     orders questions
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
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Daemons.named("xcauth-roster"));
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks for a user's roster and takes it over. While such a question is under way, the same is not asked again.
     *
     * @param user XMPP local part, as the directory spells it
     * @return completes when all is done, with whether the cloud has answered; never exceptionally
     */
    public CompletableFuture<Boolean> refresh(String user) {
        return questions.ask(new RosterQuestion(user, cloudSince), () -> question(user));
    }

    /** Does what {@link #refresh} does, but never with a question that was asked before. */
    private CompletableFuture<Boolean> refreshAnew(String user) {
        return questions.askAnew(new RosterQuestion(user, cloudSince), () -> question(user));
    }

    private CompletableFuture<Boolean> question(String user) {
        if (closed) {
            return CompletableFuture.completedFuture(false);
        }
        Instant asked = now();
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        ask(user).whenComplete((answer, failure) -> {
            if (failure != null) {
                log.error("the shared roster of {} could not be asked for", user, failure);
            }
            try {
                thread.execute(() -> {
                    boolean answered = answer != null && takeOver(user, answer, asked);
                    again(user, asked)
                            .ifPresentOrElse(
                                    question -> question.thenAccept(taken::complete), () -> taken.complete(answered));
                });
            } catch (RejectedExecutionException e) {
                taken.complete(false);
            }
        });
        return taken;
    }

    /** The next question about a user, if the answer to this one was not newer for sure than what another process has stored. */
    private Optional<CompletableFuture<Boolean>> again(String user, Instant asked) {
        Instant since = unclear.get(user);
        if (since == null || since.isBefore(asked)) {
            return Optional.empty();
        }
        unclear.remove(user, since);
        return Optional.of(refreshSourceSince(since)
                .thenCompose(refreshed -> refreshed ? question(user) : CompletableFuture.completedFuture(false))
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

    /** Later than ever before: the clock may be set back, and no two questions are of the same time. */
    private synchronized Instant now() {
        Instant time = clock.instant();
        last = time.isAfter(last) ? time : last.plusNanos(1);
        return last;
    }

    /**
     * Refreshes every group that somebody of these is in, with few questions: always the roster is asked for that
     * shows most of the groups not yet seen. Groups that somebody has been found to have left, and that nobody has
     * shown since, are then asked for by their other members, online or not. Those who have not been asked about
     * themselves for long come last, since only their own rosters show groups that nobody else is known to be in. Waits
     * for the cloud.
     *
     * @param online   users (XMPP local parts)
     * @param interval how long ago a user may have been asked about himself
     * @return how many questions were asked; no more are once the cloud cannot be reached
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

    /** The same without a refresh of the source: for users whose logins have just shown what is new about them. */
    int refreshGroups(Collection<String> online, Duration interval) throws InterruptedException {
        Instant start = now();
        GroupCover cover = new GroupCover(online, directory, start);
        int questions = 0;
        Optional<String> next = cover.next();
        while (next.isPresent()) {
            questions++;
            if (!refreshNow(next.get())) {
                return questions;
            }
            next = cover.next();
        }
        for (next = directory.doubtful(start); next.isPresent(); next = directory.doubtful(start)) {
            questions++;
            if (!refreshNow(next.get())) {
                return questions;
            }
        }
        for (String user : online) {
            if (directory.asked(user).plus(interval).isBefore(start)) {
                questions++;
                if (!refreshNow(user)) {
                    return questions;
                }
            }
        }
        flush();
        return questions;
    }

    private boolean refreshNow(String user) throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
        return answered(refreshAnew(user));
    }

    private static boolean answered(CompletableFuture<Boolean> question) throws InterruptedException {
        try {
            return question.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes over that the cloud does not know a user, as another question has shown. */
    public void forget(String user) {
        Instant asked = now();
        perform(() -> learn(() -> directory.forget(user, asked)));
    }

    /** Stores what could not be stored before. */
    public void flush() {
        perform(this::store);
    }

    /** @return whether all is stored */
    private boolean store() {
        if (store.isWaiting()) {
            learn(() -> RosterChange.NONE);
        }
        return !store.isWaiting();
    }

    /**
     * Takes over groups that the XMPP server has and nobody remembers, as when the database was lost: they stay until
     * a member's roster says otherwise. No earlier answer counts any more, since none knew of them.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> adopt(Collection<Group> groups) {
        return perform(() -> learn(() -> {
            directory.load(new DirectoryImage(Map.of(), List.copyOf(groups)));
            store.remember(directory.distrust());
            store.remember(groups);
            return RosterChange.NONE;
        }));
    }

    /**
     * Takes over what other processes have stored since the last time, and tells the XMPP server; unless the store cannot be read.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> follow() {
        return perform(() -> follow(false));
    }

    /**
     * Does what {@link #follow} does, and compares all that is stored, whether or not a process has noted a change.
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
            log.debug("what others have stored is not read now", e);
        }
    }

    /**
     * Forgets what the former cloud has shown, since another one answers from now on, and takes over what others have stored of
     * that one. Nobody is gone by it, so nobody is told. Answers that the former cloud is still to give are ignored.
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
                log.debug("what others have stored is not read now", e);
            }
        });
    }

    private CompletableFuture<Void> perform(Runnable task) {
        try {
            return CompletableFuture.runAsync(() -> guarded(task), thread);
        } catch (RejectedExecutionException e) {
            log.debug("closed, so not done", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private boolean takeOver(String user, Answer<CloudRoster> answer, Instant asked) {
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

    /** What goes wrong with one answer must not keep the next from being taken over. */
    private static boolean guarded(Runnable task) {
        try {
            task.run();
            return true;
        } catch (RuntimeException e) {
            log.error("a shared roster could not be taken over", e);
            return false;
        }
    }

    private void read(String user, CloudRoster answer, Instant asked) {
        String hash = hash(answer);
        AnswerAge age = age(answer, asked);
        if (directory.confirms(user, hash, age)) {
            return;
        }
        SharedRoster roster = reader.read(answer);
        remarkOn(roster);
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

    /** The user of a question that is still under way is asked about again with it. */
    private void settle(String user, Set<String> unclearUsers) {
        Set<String> others = new HashSet<>(unclearUsers);
        if (others.remove(user)) {
            unclear.put(user, now());
        }
        investigate(others);
    }

    /** What a source remembers was learned since it was last refreshed; the rest of such an answer may be that old, too. */
    private AnswerAge age(CloudRoster answer, Instant asked) {
        return answer.origin() == CloudRoster.Origin.QUESTION
                ? AnswerAge.of(asked)
                : new AnswerAge(asked, sourceSince, answer.remembered());
    }

    private void learn(Supplier<RosterChange> learning) {
        investigate(learn(learning, () -> {}));
    }

    /**
     * Changes the directory, stores it, and tells the XMPP server: in this order, since what the server has been told and nobody
     * remembers would be left half done by a kill.
     *
     * @param before done before the server is told
     * @return users of whom this process and another know different things, and nobody can tell which are newer
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

    /** @param users of whom this process and another know different things, and nobody can tell which are newer */
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

    /** Users who have left the last group may have been deleted; they are asked about one after the other. */
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
                .thenCompose(refreshed -> refreshed ? refreshAnew(user) : CompletableFuture.completedFuture(false))
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

    private void remarkOn(SharedRoster roster) {
        roster.skipped().forEach((group, why) -> remark("the cloud's group \"" + group + "\" is not shown: " + why));
        roster.unmappable()
                .forEach(account -> remark(
                        "the cloud's account \"" + account + "\" cannot be an XMPP user and is left out of rosters"));
    }

    private void remark(String sentence) {
        if (remarks.size() < MOST_REMARKS && remarks.add(sentence)) {
            log.info(
                    "{}",
                    sentence.codePoints()
                            .mapToObj(
                                    sign -> Character.getType(sign) == Character.FORMAT || Character.isISOControl(sign)
                                            ? "\\u%04x".formatted(sign)
                                            : Character.toString(sign))
                            .collect(Collectors.joining()));
        }
    }

    private String hash(CloudRoster answer) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(reader.fingerprint().getBytes(StandardCharsets.UTF_8));
            if (!answer.labels().isEmpty()) {
                sha256.update(new TreeMap<>(answer.labels()).toString().getBytes(StandardCharsets.UTF_8));
            }
            if (!answer.withheld().isEmpty()) {
                sha256.update(new TreeSet<>(answer.withheld()).toString().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha256.digest(answer.json().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Ends what is under way, stores what can be stored, and waits for it some seconds. */
    @Override
    public void close() {
        closed = true;
        flush();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("changes of shared rosters are not all stored; they are found again at the next start");
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
        questions.endAll(false);
    }
}
