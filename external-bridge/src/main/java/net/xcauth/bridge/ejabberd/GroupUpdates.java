package net.xcauth.bridge.ejabberd;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.xcauth.core.roster.RosterChange;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterListener;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.text.OneLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the groups and full names of one host in ejabberd up to date. What has changed is noted at once and done by a
 * thread of its own; what cannot be done is tried again, later and later. What ejabberd has is compared with the directory at the
 * start, after ejabberd could not be reached, and when somebody asks for it.
 */
final class GroupUpdates implements RosterListener {
    private static final Logger log = LoggerFactory.getLogger(GroupUpdates.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    /** How long after a login, or a removal of a user, ejabberd is ready with it. */
    private static final Duration SETTLING = Duration.ofSeconds(2);
    /** Users whose groups are compared at a time; the others wait for the next time, since logins may come in crowds. */
    private static final int USERS_AT_A_TIME = 20;

    private static final int MOST_USERS = 1_000;
    private static final int USERS_AT_A_TIME_WHEN_SLOW = 2;
    private static final int MOST_USERS_WHEN_SLOW = 10;
    private static final int MOST_REMARKS = 1_000;
    /** Before a user's name: no group's id has it. */
    private static final String USER = "@";

    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final ScheduledExecutorService thread;
    private final HostGroups state;
    private final Set<String> remarks = ConcurrentHashMap.newKeySet();
    /** Null before the start; guarded by this. */
    private RosterEngine engine;

    private boolean lasting;

    /** What is to be done; guarded by this. */
    private Set<String> groups = new HashSet<>();

    private Set<String> names = new HashSet<>();
    private final Set<String> users = new HashSet<>();
    private boolean compareAll = true;
    private boolean reload = true;
    private boolean forgotten;
    private boolean scheduled;
    private boolean settling;
    /** Of what is to be done; null if there is nothing. */
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    /** Of what is being done. */
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    /** Why some groups and full names are not as they should be, by id and user; guarded by this. */
    private final Map<String, String> unfinished = new TreeMap<>();

    private String trouble = "";

    /** Of the thread. */
    private Duration pause = FIRST_PAUSE;

    /**
     * @param directory what is wanted; it shows a change before this hears of it
     * @param pushed    remembers what ejabberd was given
     * @param thread    a single one, on which all is done but the calls
     * @param callers   as many threads as may call at a time
     */
    GroupUpdates(
            Ejabberd ejabberd,
            String host,
            RosterDirectory directory,
            PushedStore pushed,
            ScheduledExecutorService thread,
            ExecutorService callers) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.thread = thread;
        state = new HostGroups(ejabberd, host, directory, pushed, callers);
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
            forgotten |= empty;
            // Until what is stored has been read, nothing must begin.
            scheduled = true;
        }
        CompletableFuture<Void> first = settled();
        execute(() -> {
            state.load();
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
    public void confirmed(Set<String> existing) {
        // Who exists is asked for each time.
    }

    /** Completes when what is known now has been done, or it has been tried. */
    synchronized CompletableFuture<Void> settled() {
        return waiting == null ? running : waiting;
    }

    /** What has been done since the start. */
    String summary() {
        return state.summary();
    }

    /** Why not all is as it should be, as the last attempt has found; empty if it is. */
    synchronized Optional<String> trouble() {
        if (!trouble.isEmpty()) {
            return Optional.of(trouble);
        }
        List<String> reasons = unfinished.values().stream().distinct().toList();
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(reasons.get(0)
                        + (reasons.size() == 1
                                ? ""
                                : "; and " + (reasons.size() - 1) + " more like that, see the log"));
    }

    /**
     * Has the directory lose what a former cloud has shown, while nothing is compared with it: groups in ejabberd are then taken over
     * as after a lost database.
     *
     * @param forget clears the directory
     * @return completes when the directory is cleared
     */
    CompletableFuture<Void> cloudChanged(Supplier<CompletableFuture<Void>> forget) {
        CompletableFuture<Void> cleared = new CompletableFuture<>();
        execute(() -> {
            try {
                forget.get().join();
            } finally {
                synchronized (this) {
                    forgotten = true;
                    reload = true;
                    compareAll();
                }
                cleared.complete(null);
            }
        });
        return cleared;
    }

    /** Compares all that ejabberd has: others may have changed it. */
    synchronized void compareAll() {
        compareAll = true;
        soon();
    }

    /** Compares what ejabberd has of a user, after a short while, and not of too many users at a time. */
    synchronized void compareSoon(String user) {
        if (users.size() < (ejabberd.isQuick() ? MOST_USERS : MOST_USERS_WHEN_SLOW) && users.add(user)) {
            settle();
        }
    }

    private void settle() {
        if (!settling && engine != null) {
            settling = true;
            later(SETTLING, () -> {
                settling = false;
                soon();
            });
        }
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

    /** @param task called while this is locked */
    private void later(Duration delay, Runnable task) {
        try {
            thread.schedule(
                    () -> guarded(() -> {
                        synchronized (this) {
                            task.run();
                        }
                    }),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
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
        HostGroups.Task task;
        CompletableFuture<Void> done;
        synchronized (this) {
            done = waiting == null ? new CompletableFuture<>() : waiting;
            running = done;
            waiting = null;
            scheduled = false;
            task = new HostGroups.Task(groups, names, someUsers(), compareAll, reload, forgotten);
            groups = new HashSet<>();
            names = new HashSet<>();
            compareAll = false;
            reload = false;
            forgotten = false;
        }
        try {
            take(task, state.perform(task, engine, lasting));
        } catch (EjabberdException e) {
            again(task, e);
        } catch (RuntimeException e) {
            log.error("the groups of {} in ejabberd could not be brought up to date", host, e);
            again(task, null);
        } finally {
            done.complete(null);
        }
    }

    /** No login waits for these: only what is due is taken. */
    private Set<String> someUsers() {
        if (settling) {
            return Set.of();
        }
        Set<String> some = new HashSet<>(users.stream()
                .limit(ejabberd.isQuick() ? USERS_AT_A_TIME : USERS_AT_A_TIME_WHEN_SLOW)
                .toList());
        users.removeAll(some);
        if (!users.isEmpty()) {
            settle();
        }
        return some;
    }

    private synchronized void take(HostGroups.Task task, HostGroups.Rest rest) {
        if (!trouble.isEmpty()) {
            log.info("ejabberd answers again");
            trouble = "";
        }
        if (task.all()) {
            unfinished.clear();
        }
        unfinished.keySet().removeAll(rest.tried());
        task.names().forEach(user -> unfinished.remove(USER + user));
        rest.groups().forEach((group, why) -> unfinished.put(group, why.getMessage()));
        rest.names().forEach((user, why) -> unfinished.put(USER + user, why.getMessage()));
        rest.foreign().forEach(id -> unfinished.put(id, foreign(id)));
        unfinished.values().forEach(this::remark);
        if (rest.isEmpty()) {
            pause = FIRST_PAUSE;
            return;
        }
        names.addAll(rest.names().keySet());
        rest.groups().keySet().forEach(group -> {
            groups.add(group);
            // What is only in ejabberd is found by its list.
            compareAll |= directory.group(group).isEmpty();
        });
        retry();
    }

    private synchronized void again(HostGroups.Task task, EjabberdException why) {
        groups.addAll(task.groups());
        names.addAll(task.names());
        compareAll = true;
        reload = true;
        forgotten |= task.forgotten();
        if (why != null && !trouble.equals(why.getMessage())) {
            trouble = why.getMessage();
            log.warn("the groups of {} in ejabberd are not up to date: {}", host, trouble);
        }
        retry();
    }

    private void retry() {
        later(pause, this::soon);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    private String foreign(String id) {
        return "the group \"" + OneLine.of(id) + "\" of " + host
                + " in ejabberd was not created by xcauth and stays as it "
                + "is, so the cloud's group of that name is not shown; to have that instead, delete it: ejabberdctl "
                + "srg_delete '" + OneLine.of(id) + "' " + host;
    }

    private void remark(String sentence) {
        if (remarks.size() < MOST_REMARKS && remarks.add(sentence)) {
            log.warn("{}", sentence);
        }
    }
}
