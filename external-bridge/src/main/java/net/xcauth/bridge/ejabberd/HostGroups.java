package net.xcauth.bridge.ejabberd;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The groups and full names of one host: what ejabberd was given, and what is to be done about it. For one thread. */
final class HostGroups {
    private static final Logger log = LoggerFactory.getLogger(HostGroups.class);
    private static final double MILLIS_PER_SECOND = 1_000;
    /** Full names read at each comparison: of those set last, which a backup does not have, and some others in turn. */
    private static final int LAST_NAMES = 5;

    private static final int OTHER_NAMES = 20;

    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final PushedStore pushed;
    private final ExecutorService callers;
    private final Map<String, String> given = new HashMap<>();
    private final Deque<String> lastNamed = new ArrayDeque<>();
    private String lastRead = "";
    private boolean mayReadNames;
    private boolean saidSo;
    private Set<String> pythonGroups = Set.of();
    private Set<String> listed = Set.of();
    private final Tally total = new Tally();

    /**
     * @param directory what is wanted
     * @param pushed    remembers what ejabberd was given
     * @param callers   as many threads as may call at a time
     */
    HostGroups(Ejabberd ejabberd, String host, RosterDirectory directory, PushedStore pushed, ExecutorService callers) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.pushed = pushed;
        this.callers = callers;
    }

    /**
     * Something to be done.
     *
     * @param groups   of the directory, by id
     * @param names    users whose full names may have changed
     * @param users    whose groups and full names are compared, whether or not the directory has changed
     * @param all      true to compare all groups, and some full names
     * @param reload   true to read before what other bridges have stored
     * @param forgotten true to take over groups in ejabberd that nobody remembers, before
     */
    record Task(
            Set<String> groups, Set<String> names, Set<String> users, boolean all, boolean reload, boolean forgotten) {}

    /**
     * The work that remains.
     *
     * @param groups why, by group of the directory
     * @param names  why, by user
     * @param foreign ids in ejabberd of groups that are wanted, and are somebody else's
     * @param tried  all groups of the directory that were to be brought up to date
     */
    record Rest(
            Map<String, EjabberdException> groups,
            Map<String, EjabberdException> names,
            Set<String> foreign,
            Set<String> tried) {
        boolean isEmpty() {
            return groups.isEmpty() && names.isEmpty();
        }
    }

    /** Reads what ejabberd was given in earlier lives; what cannot be read is given again. */
    void load() {
        try {
            pushed.fullNames(host).forEach((user, name) -> given.put(Accounts.userOf(user.account()), name));
            pythonGroups = pushed.pythonGroups(host);
        } catch (StoreException e) {
            log.debug("full names are set again", e);
        }
    }

    /** What has been done since the start. */
    String summary() {
        return total.toString();
    }

    /**
     * Does it.
     *
     * @param engine fills the directory
     * @param stored true if what the directory holds is stored, and others may store it, too
     * @throws EjabberdException if nothing more can be done now
     */
    Rest perform(Task task, RosterEngine engine, boolean stored) throws EjabberdException {
        long start = System.nanoTime();
        long calls = ejabberd.calls();
        if (task.all) {
            listed = Set.copyOf(ejabberd.groups(host));
            mayReadNames = ejabberd.isQuick();
        }
        if (stored) {
            // After that: another bridge stores a group before ejabberd has it, so what is listed is known then.
            (task.reload ? engine.reload() : engine.follow()).join();
        }
        if (task.all && task.forgotten) {
            Comparison before = comparison();
            engine.adopt(round(before).forgotten(before.strays())).join();
        }
        Comparison comparison = comparison();
        Round round = round(comparison);
        Set<String> groups = groups(task);
        List<GroupPlan> plans = round.compare(groups, task.all ? comparison.strays() : List.of());
        try {
            round.name(names(task, groups, plans, comparison));
            round.perform(plans);
        } finally {
            remember(round.named());
            total.add(round.tally());
        }
        if (stored) {
            // What another bridge has stored meanwhile may have been undone: it is noted, and done again.
            engine.follow().join();
        }
        if (task.reload || !round.tally().isEmpty()) {
            log.info(
                    "{} in ejabberd: {} ({} calls, {} s)",
                    host,
                    round.tally(),
                    ejabberd.calls() - calls,
                    "%.1f".formatted(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / MILLIS_PER_SECOND));
        }
        return new Rest(round.failedGroups(), round.failedNames(), comparison.foreign(), groups);
    }

    private Comparison comparison() {
        return new Comparison(ejabberd, host, directory, pythonGroups, listed);
    }

    private Round round(Comparison comparison) {
        return new Round(ejabberd, host, directory, comparison, callers);
    }

    private Set<String> groups(Task task) {
        Set<String> groups = new HashSet<>(task.groups);
        task.users.forEach(user -> groups.addAll(directory.groupsOf(user)));
        if (task.all) {
            groups.addAll(directory.groupIds());
        }
        return groups;
    }

    /** The full names to be set. */
    private Map<String, String> names(Task task, Set<String> groups, List<GroupPlan> plans, Comparison comparison)
            throws EjabberdException {
        Set<String> users = new HashSet<>(task.names);
        // Also of those who have become members since this began: names are shown with members.
        groups.forEach(id -> directory.group(id).ifPresent(group -> users.addAll(group.members())));
        // A user whom somebody took out of a group in ejabberd may have lost the vCard, too.
        Set<String> suspects = new TreeSet<>(task.users);
        suspects.addAll(joining(plans, plan -> !task.groups.contains(plan.group())));
        Set<String> lost = lost(suspects, comparison);
        if (task.all && !lost(sample(), comparison).isEmpty()) {
            lost = lost(Set.copyOf(given.keySet()), comparison);
        }
        given.keySet().removeAll(lost);
        users.addAll(lost);
        if (!mayReadNames) {
            // Also where this is another try of what was lost: then it is not known any more that it was.
            given.keySet().removeAll(joining(plans, plan -> true));
        }
        return missing(users);
    }

    private static Set<String> joining(List<GroupPlan> plans, Predicate<GroupPlan> which) {
        return plans.stream()
                .filter(which)
                .flatMap(plan -> plan.joining().stream())
                .map(Ejabberd.Member::user)
                .collect(Collectors.toSet());
    }

    /** The full names that ejabberd has not been given, of users who are in any group. */
    private Map<String, String> missing(Collection<String> users) {
        return fullNames(users, (user, name) -> !name.equals(given.get(user)));
    }

    private Map<String, String> fullNames(Collection<String> users, BiPredicate<String, String> which) {
        Map<String, String> names = new HashMap<>();
        users.stream()
                .filter(user -> !directory.groupsOf(user).isEmpty())
                .forEach(user -> directory
                        .fullName(user)
                        .filter(name -> which.test(user, name))
                        .ifPresent(name -> names.put(user, name)));
        return names;
    }

    /** Of users who were given full names, those whose vCards do not have them. */
    private Set<String> lost(Collection<String> users, Comparison comparison) throws EjabberdException {
        Map<String, String> expected = fullNames(users, (user, name) -> name.equals(given.get(user)));
        if (expected.isEmpty() || !mayReadNames) {
            return Set.of();
        }
        try {
            return round(comparison).otherwiseNamed(expected);
        } catch (EjabberdException e) {
            if (e.kind() != Kind.NOT_ALLOWED) {
                throw e;
            }
            mayReadNames = false;
            if (!saidSo) {
                saidSo = true;
                log.info("full names that ejabberd loses are not set again before they change: {}", e.getMessage());
            }
            return Set.of();
        }
    }

    private Set<String> sample() {
        TreeMap<String, String> sorted = new TreeMap<>(given);
        Set<String> sample = new HashSet<>(lastNamed);
        Map<String, String> inTurn = new LinkedHashMap<>(sorted.tailMap(lastRead, false));
        inTurn.putAll(sorted.headMap(lastRead, true));
        inTurn.keySet().stream().limit(OTHER_NAMES).forEach(user -> {
            sample.add(user);
            lastRead = user;
        });
        return sample;
    }

    private void remember(Map<String, String> named) {
        if (named.isEmpty()) {
            return;
        }
        given.putAll(named);
        named.keySet().stream().limit(LAST_NAMES).forEach(user -> {
            lastNamed.remove(user);
            lastNamed.add(user);
        });
        while (lastNamed.size() > LAST_NAMES) {
            lastNamed.remove();
        }
        Map<UserKey, String> stored = new HashMap<>();
        named.forEach((user, name) -> stored.put(UserKey.ofJid(user + '@' + host), name));
        try {
            pushed.saveFullNames(stored);
        } catch (StoreException e) {
            log.debug("these names are set again after the next start", e);
        }
    }
}
