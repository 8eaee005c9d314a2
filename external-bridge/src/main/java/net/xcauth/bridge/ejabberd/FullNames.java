package net.xcauth.bridge.ejabberd;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.ejabberd.SyncCounts.Change;
import net.xcauth.bridge.ejabberd.SyncQueue.Batch;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The full names in the vCards of one host's users. Sets those that ejabberd has not been given, and those that it has
 * lost, as far as it may be queried for them. For one thread.
 */
final class FullNames {
    private static final Logger log = LoggerFactory.getLogger(FullNames.class);
    /** Names read in each comparison: the last ones set, which a restored backup lacks, and others in rotation. */
    private static final int LAST_SET = 5;

    private static final int IN_ROTATION = 20;

    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final PushedStore pushed;
    private final ExecutorService callers;
    /** The names that ejabberd has been given, by user. */
    private final Map<String, String> given = new HashMap<>();

    private final Deque<String> lastSet = new ArrayDeque<>();
    private String lastRead = "";
    private boolean readable;
    private boolean loggedUnreadable;

    FullNames(Ejabberd ejabberd, String host, RosterDirectory directory, PushedStore pushed, ExecutorService callers) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.pushed = pushed;
        this.callers = callers;
    }

    /** Loads the names that ejabberd was given before the start. */
    void load() throws StoreException {
        pushed.fullNames(host).forEach((user, name) -> given.put(user.local(), name));
    }

    /** Tries again to read names, after ejabberd has refused that. */
    void retryReading() {
        readable = ejabberd.isQuick();
    }

    /**
     * The full names to set, by user.
     *
     * @param groups the groups that are synchronized, by id in the directory
     * @throws EjabberdException if further calls would fail, too
     */
    Map<String, String> pending(Batch batch, Set<String> groups, List<GroupDiff> diffs) throws EjabberdException {
        Set<String> users = new HashSet<>(batch.names());
        // With those who have become members since the round began: names are shown with members.
        groups.forEach(id -> directory.group(id).ifPresent(group -> users.addAll(group.members())));
        // A user who has been removed from a group in ejabberd may have lost the vCard, too.
        Set<String> suspects = new TreeSet<>(batch.users());
        suspects.addAll(joining(diffs, diff -> !batch.groups().contains(diff.group())));
        Set<String> lost = lost(suspects);
        if (batch.all() && !lost(sample()).isEmpty()) {
            lost = lost(Set.copyOf(given.keySet()));
        }
        given.keySet().removeAll(lost);
        users.addAll(lost);
        if (!readable) {
            // All members who join: after a failed attempt it is no longer known whose names were lost.
            given.keySet().removeAll(joining(diffs, diff -> true));
        }
        return directoryNames(users, (user, name) -> !name.equals(given.get(user)));
    }

    private static Set<String> joining(List<GroupDiff> diffs, Predicate<GroupDiff> which) {
        return diffs.stream()
                .filter(which)
                .flatMap(diff -> diff.joining().stream())
                .map(Ejabberd.Member::user)
                .collect(Collectors.toSet());
    }

    /** The matching full names of users who are in at least one group. */
    private Map<String, String> directoryNames(Collection<String> users, BiPredicate<String, String> which) {
        Map<String, String> names = new HashMap<>();
        users.stream()
                .filter(user -> !directory.groupsOf(user).isEmpty())
                .forEach(user -> directory
                        .fullName(user)
                        .filter(name -> which.test(user, name))
                        .ifPresent(name -> names.put(user, name)));
        return names;
    }

    /** The users whose vCards do not have the full names that ejabberd was given. */
    private Set<String> lost(Collection<String> users) throws EjabberdException {
        Map<String, String> expected = directoryNames(users, (user, name) -> name.equals(given.get(user)));
        if (expected.isEmpty() || !readable) {
            return Set.of();
        }
        try {
            return Set.copyOf(new ConcurrentCalls(callers)
                    .collect(
                            expected.keySet(),
                            user -> ejabberd.fullName(user, host)
                                            .filter(name -> name.equals(expected.get(user)))
                                            .isPresent()
                                    ? Optional.empty()
                                    : Optional.of(user)));
        } catch (EjabberdException e) {
            if (e.kind() != Kind.NOT_ALLOWED) {
                throw e;
            }
            readable = false;
            if (!loggedUnreadable) {
                loggedUnreadable = true;
                log.info("full names that ejabberd loses are not restored until they change: {}", e.getMessage());
            }
            return Set.of();
        }
    }

    private Set<String> sample() {
        TreeMap<String, String> sorted = new TreeMap<>(given);
        Set<String> sample = new HashSet<>(lastSet);
        Map<String, String> rotated = new LinkedHashMap<>(sorted.tailMap(lastRead, false));
        rotated.putAll(sorted.headMap(lastRead, true));
        rotated.keySet().stream().limit(IN_ROTATION).forEach(user -> {
            sample.add(user);
            lastRead = user;
        });
        return sample;
    }

    /**
     * Sets full names, and remembers them.
     *
     * @param names by user
     * @param calls records failures by user
     * @throws EjabberdException if further calls would fail, too; what has been done remains done
     */
    void set(Map<String, String> names, ConcurrentCalls calls, SyncCounts counts) throws EjabberdException {
        Map<String, String> set = new ConcurrentHashMap<>();
        try {
            calls.each(names.entrySet(), Map.Entry::getKey, name -> {
                ejabberd.setFullName(name.getKey(), host, name.getValue());
                counts.increment(Change.NAMED);
                set.put(name.getKey(), name.getValue());
            });
        } finally {
            remember(Map.copyOf(set));
        }
    }

    private void remember(Map<String, String> names) {
        if (names.isEmpty()) {
            return;
        }
        given.putAll(names);
        names.keySet().stream().limit(LAST_SET).forEach(user -> {
            lastSet.remove(user);
            lastSet.add(user);
        });
        while (lastSet.size() > LAST_SET) {
            lastSet.remove();
        }
        Map<UserKey, String> stored = new HashMap<>();
        names.forEach((user, name) -> stored.put(UserKey.ofJid(user + '@' + host), name));
        try {
            pushed.saveFullNames(stored);
        } catch (StoreException e) {
            log.debug("these full names will be set again after the next start", e);
        }
    }
}
