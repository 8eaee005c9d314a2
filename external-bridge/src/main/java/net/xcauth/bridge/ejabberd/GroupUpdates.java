package net.xcauth.bridge.ejabberd;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.RosterChange;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterListener;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.text.OneLine;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the groups and full names of one host in ejabberd up to date. What has changed is noted at once and done by a
 * thread of its own; what cannot be done is tried again, later and later. At the start, and after ejabberd could not
 * be reached, all groups are compared with what ejabberd really has.
 */
final class GroupUpdates implements RosterListener {
    private static final Logger log = LoggerFactory.getLogger(GroupUpdates.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_REMARKS = 1_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final PushedStore pushed;
    private final ScheduledExecutorService thread;
    private final ExecutorService callers;
    private final Set<String> remarks = ConcurrentHashMap.newKeySet();
    /** Null before the start; guarded by this. */
    private RosterEngine engine;
    private boolean lasting;

    /** What is to be done; guarded by this. */
    private Set<String> groups = new HashSet<>();
    private Set<String> names = new HashSet<>();
    private boolean compareAll = true;
    private boolean cloudChanged;
    private boolean scheduled;
    /** Of what is to be done; null if there is nothing. */
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    /** Of what is being done. */
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    /** What belongs to the thread. */
    private final Map<String, String> given = new HashMap<>();
    private final Set<String> foreign = new TreeSet<>();
    private Set<String> pythonGroups = Set.of();
    private boolean directoryWasEmpty;
    private Duration pause = FIRST_PAUSE;
    private volatile String trouble = "";
    private final Tally total = new Tally();

    /**
     * @param directory what is wanted; it shows a change before this hears of it
     * @param pushed    remembers what ejabberd was given
     * @param thread    a single one, on which all is done but the calls
     * @param callers   as many threads as may call at a time
     */
    GroupUpdates(Ejabberd ejabberd, String host, RosterDirectory directory, PushedStore pushed,
                 ScheduledExecutorService thread, ExecutorService callers) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.pushed = pushed;
        this.thread = thread;
        this.callers = callers;
    }

    /**
     * Begins, now that the directory holds what was stored.
     *
     * @param rosters   fills the directory
     * @param lastingly whether what the directory holds is stored
     * @param empty     whether nothing was stored, so that groups in ejabberd may have been forgotten
     * @return completes when ejabberd is as it should be for the first time, or it has been tried
     */
    CompletableFuture<Void> start(RosterEngine rosters, boolean lastingly, boolean empty) {
        synchronized (this) {
            engine = rosters;
            lasting = lastingly;
            // Until what is stored has been read, nothing must begin.
            scheduled = true;
        }
        CompletableFuture<Void> first = settled();
        execute(() -> {
            directoryWasEmpty |= empty;
            try {
                pushed.fullNames(host).forEach((user, name) -> given.put(Accounts.userOf(user.account()), name));
                pythonGroups = pushed.pythonGroups(host);
            } catch (StoreException e) {
                log.debug("full names are set again", e);
            }
            synchronized (this) {
                names.addAll(directory.users());
            }
            run();
        });
        return first;
    }

    @Override
    public void changed(RosterChange change) {
        synchronized (this) {
            change.groups().forEach(group -> groups.add(group.id()));
            names.addAll(change.renamed().keySet());
            soon();
        }
    }

    @Override
    public void confirmed(Set<String> users) {
        // Who exists is asked for each time.
    }

    /** Completes when what is known now has been done, or it has been tried. */
    synchronized CompletableFuture<Void> settled() {
        return waiting == null ? running : waiting;
    }

    /** What has been done since the start. */
    String summary() {
        return total.toString();
    }

    /** Why not all is done; empty if it is. */
    Optional<String> trouble() {
        return trouble.isEmpty() ? remarks.stream().findFirst() : Optional.of(trouble);
    }

    /** The directory has lost what a former cloud has shown: groups in ejabberd are taken over as after a lost database. */
    synchronized void cloudChanged() {
        cloudChanged = true;
        compareAll = true;
        soon();
    }

    /** Looks again at groups that were somebody else's. */
    void lookAgain() {
        execute(() -> {
            synchronized (this) {
                groups.addAll(foreign);
                soon();
            }
        });
    }

    private void soon() {
        if (waiting == null) {
            waiting = new CompletableFuture<>();
        }
        if (!scheduled && engine != null) {
            scheduled = true;
            execute(this::run);
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("ending, so this is done at the next start", e);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("the groups in ejabberd could not be brought up to date", e);
        }
    }

    private void run() {
        Set<String> someGroups;
        Set<String> someNames;
        boolean all;
        CompletableFuture<Void> done;
        synchronized (this) {
            done = waiting == null ? new CompletableFuture<>() : waiting;
            running = done;
            waiting = null;
            scheduled = false;
            someGroups = groups;
            someNames = names;
            all = compareAll;
            groups = new HashSet<>();
            names = new HashSet<>();
            compareAll = false;
            directoryWasEmpty |= cloudChanged;
            cloudChanged = false;
        }
        try {
            perform(someGroups, someNames, all);
        } catch (EjabberdException e) {
            again(someGroups, someNames, e);
        } catch (RuntimeException e) {
            log.error("the groups of {} in ejabberd could not be brought up to date", host, e);
            again(someGroups, someNames, null);
        } finally {
            done.complete(null);
        }
    }

    private void perform(Set<String> someGroups, Set<String> someNames, boolean all) throws EjabberdException {
        long start = System.nanoTime();
        long calls = ejabberd.calls();
        Round round = new Round(ejabberd, host, directory, pythonGroups::contains, callers);
        List<String> listed = all ? ejabberd.groups(host) : List.of();
        // After that: another process stores a group before ejabberd has it, so what is listed is known then.
        followOthers(all);
        if (all) {
            if (directoryWasEmpty) {
                List<Group> forgotten = round.forgotten(listed);
                engine.adopt(forgotten).join();
                directoryWasEmpty = false;
            }
            someGroups.addAll(listed);
            someGroups.addAll(directory.groupIds());
        }
        // Also of those who have become members since this began: names are shown with members.
        someGroups.forEach(id -> directory.group(id).ifPresent(group -> someNames.addAll(group.members())));
        try {
            round.perform(someGroups, missing(someNames));
        } finally {
            remember(round.named());
            total.add(round.tally());
        }
        // What another process has stored meanwhile may have been undone: it is noted, and done again.
        followOthers(false);
        overcome();
        foreign.removeAll(someGroups);
        foreign.addAll(round.foreign());
        round.foreign().forEach(this::remarkOnForeign);
        report(round.tally(), all, ejabberd.calls() - calls, start);
        if (!round.failedNames().isEmpty() || !round.failedGroups().isEmpty()) {
            retry(round);
        } else {
            pause = FIRST_PAUSE;
        }
    }

    private void followOthers(boolean everything) {
        if (lasting) {
            (everything ? engine.reload() : engine.follow()).join();
        }
    }

    /** The full names that ejabberd has not been given, of users who are in any group. */
    private Map<String, String> missing(Collection<String> users) {
        Map<String, String> missing = new HashMap<>();
        users.stream().filter(user -> !directory.groupsOf(user).isEmpty()).forEach(user -> directory.fullName(user)
                .filter(name -> !name.equals(given.get(user))).ifPresent(name -> missing.put(user, name)));
        return missing;
    }

    private void remember(Map<String, String> named) {
        if (named.isEmpty()) {
            return;
        }
        given.putAll(named);
        Map<UserKey, String> stored = new HashMap<>();
        named.forEach((user, name) -> stored.put(UserKey.ofJid(user + '@' + host), name));
        try {
            pushed.saveFullNames(stored);
        } catch (StoreException e) {
            log.debug("these names are set again after the next start", e);
        }
    }

    private void report(Tally tally, boolean all, long calls, long start) {
        if (all || !tally.isEmpty()) {
            log.info("{} in ejabberd: {} ({} calls, {} s)", host, tally, calls,
                    "%.1f".formatted(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / MILLIS_PER_SECOND));
        }
    }

    private void retry(Round round) {
        round.failedNames().values().forEach(why -> remark(why.getMessage()));
        round.failedGroups().values().forEach(why -> remark(why.getMessage()));
        synchronized (this) {
            names.addAll(round.failedNames().keySet());
            groups.addAll(round.failedGroups().keySet());
        }
        later();
    }

    private void again(Set<String> someGroups, Set<String> someNames, EjabberdException why) {
        synchronized (this) {
            groups.addAll(someGroups);
            names.addAll(someNames);
            compareAll = true;
        }
        if (why != null && !trouble.equals(why.getMessage())) {
            trouble = why.getMessage();
            log.warn("the groups of {} in ejabberd are not up to date: {}", host, trouble);
        }
        later();
    }

    private void later() {
        try {
            thread.schedule(() -> guarded(() -> {
                synchronized (this) {
                    soon();
                }
            }), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("ending, so this is done at the next start", e);
        }
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    private void overcome() {
        if (!trouble.isEmpty()) {
            log.info("ejabberd answers again");
            trouble = "";
        }
    }

    private void remarkOnForeign(String id) {
        remark("the group \"" + OneLine.of(id) + "\" of " + host + " in ejabberd was not made by xcauth and stays as it "
                + "is, so the cloud's group of that name is not shown; to have that instead, delete it: ejabberdctl "
                + "srg_delete '" + OneLine.of(id) + "' " + host);
    }

    private void remark(String sentence) {
        if (remarks.size() < MOST_REMARKS && remarks.add(sentence)) {
            log.warn("{}", sentence);
        }
    }
}
