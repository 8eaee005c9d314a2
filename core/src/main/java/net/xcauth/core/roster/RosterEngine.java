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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Questions;
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
    private final Set<String> remarks = ConcurrentHashMap.newKeySet();
    private Instant last = Instant.EPOCH;
    /** When another cloud began to answer; earlier questions went to the former one. */
    private volatile Instant cloudSince = Instant.EPOCH;
    private volatile boolean closed;

    /** For a user's roster, to the cloud that has answered since then. */
    private record RosterQuestion(String user, Instant cloudSince) {
    }

    /**
     * @param source    asked for rosters
     * @param directory what is known; changed by this alone, but for what its owner loads into it
     * @param store     where it is kept
     * @param listener  whom changes concern
     * @param clock     orders questions
     */
    public RosterEngine(RosterSource source, RosterReader reader, RosterDirectory directory, StoredDirectory store,
                        RosterListener listener, Clock clock) {
        this.source = source;
        this.reader = reader;
        this.directory = directory;
        this.store = store;
        this.listener = listener;
        this.clock = clock;
        thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Daemons.named("xcauth-roster"));
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks for a user's roster and takes it over. While such a question is under way, the same is not asked again.
     *
     * @param user XMPP local part, as the directory spells it
     * @return completes when all is done, with whether the cloud has answered; never exceptionally
     */
    public CompletableFuture<Boolean> refresh(String user) {
        return questions.ask(new RosterQuestion(user, cloudSince), () -> {
            Instant asked = now();
            CompletableFuture<Boolean> taken = new CompletableFuture<>();
            ask(user).whenComplete((answer, failure) -> {
                if (failure != null) {
                    log.error("the shared roster of {} could not be asked for", user, failure);
                }
                try {
                    thread.execute(() -> taken.complete(answer != null && takeOver(user, answer, asked)));
                } catch (RejectedExecutionException e) {
                    taken.complete(false);
                }
            });
            return taken;
        });
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
        return online.isEmpty() || answered(source.refresh()) ? refreshGroups(online, interval) : 0;
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
        return answered(refresh(user));
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
        perform(() -> publish(directory.forget(user, asked)));
    }

    /** Stores what could not be stored before. */
    public void flush() {
        perform(store::flush);
    }

    /**
     * Takes over groups that the XMPP server has and nobody remembers, as when the database was lost: they stay until
     * a member's roster says otherwise. No earlier answer counts any more, since none knew of them.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> adopt(Collection<Group> groups) {
        return perform(() -> {
            directory.load(new DirectoryImage(Map.of(), List.copyOf(groups)));
            store.remember(directory.distrust());
            store.remember(groups);
            store.flush();
        });
    }

    /**
     * Replaces what is known by what is stored, since other processes may have stored what they have learned; unless
     * something is still to be stored, or the store cannot be read.
     *
     * @return completes when that is done
     */
    public CompletableFuture<Void> reload() {
        return perform(() -> {
            try {
                if (store.flush()) {
                    directory.replace(store.load());
                }
            } catch (StoreException e) {
                log.debug("what others have stored is not read now", e);
            }
        });
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
            try {
                directory.replace(store.load());
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
        return !(answer instanceof Unreachable) && guarded(() -> {
            if (answer instanceof Yes<CloudRoster> yes) {
                read(user, yes.value(), asked);
            } else {
                publish(directory.forget(user, asked));
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
        if (directory.confirms(user, hash, asked)) {
            return;
        }
        SharedRoster roster = reader.read(answer);
        remarkOn(roster);
        RosterChange change = directory.apply(user, roster, hash, asked);
        store.remember(Set.of(user));
        Set<String> shown = new HashSet<>(roster.fullNames().keySet());
        shown.add(user);
        shown.removeIf(other -> !directory.knows(other));
        guarded(() -> listener.confirmed(shown));
        publish(change);
        store.flush();
    }

    private void publish(RosterChange change) {
        if (change.isEmpty()) {
            return;
        }
        store.remember(change);
        // Before the server is told: what it has been told and nobody remembers would be left half done by a kill.
        store.flush();
        guarded(() -> listener.changed(change));
        change.groups().stream().flatMap(group -> group.left().stream()).distinct()
                .filter(user -> directory.groupsOf(user).isEmpty() && !change.gone().contains(user))
                .forEach(suspects::add);
        investigate();
    }

    /** Who has left the last group may have been deleted; they are asked about one after the other. */
    private void investigate() {
        if (!closed && !suspects.isEmpty() && investigating.compareAndSet(false, true)) {
            String suspect = suspects.poll();
            if (suspect == null) {
                investigating.set(false);
                return;
            }
            refresh(suspect).whenComplete((answered, failure) -> {
                investigating.set(false);
                if (Boolean.TRUE.equals(answered)) {
                    investigate();
                } else {
                    suspects.add(suspect);
                }
            });
        }
    }

    private void remarkOn(SharedRoster roster) {
        roster.skipped().forEach((group, why) -> remark("the cloud's group \"" + group + "\" is not shown: " + why));
        roster.unmappable().forEach(account -> remark("the cloud's account \"" + account
                + "\" cannot be an XMPP user and is left out of rosters"));
    }

    private void remark(String sentence) {
        if (remarks.size() < MOST_REMARKS && remarks.add(sentence)) {
            log.info("{}", sentence.codePoints().mapToObj(sign -> Character.getType(sign) == Character.FORMAT
                    || Character.isISOControl(sign) ? "\\u%04x".formatted(sign) : Character.toString(sign))
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
