package net.xcauth.core.roster;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.UserKey;

/** A store in memory, which fails on demand and records writes. */
final class RememberedDirectory implements DirectoryStore {
    private final Map<UserKey, StoredRoster> users =
            new TreeMap<>((one, other) -> one.jid().compareTo(other.jid()));
    private final Map<String, StoredGroup> groups = new TreeMap<>();
    private final Set<String> written = new HashSet<>();
    private final Map<UserKey, Long> userRevisions = new HashMap<>();
    private final Map<String, Long> groupRevisions = new HashMap<>();
    private long revision;
    /** The time since which change notes are complete. */
    private long cleared;

    private boolean failing;

    synchronized void fail() {
        failing = true;
    }

    synchronized void recover() {
        failing = false;
    }

    /** Replaces the stored data as another process would: groups and their members. */
    synchronized void replaceAll(Map<String, Set<String>> members) {
        users.clear();
        groups.clear();
        cleared = ++revision;
        members.forEach((group, accounts) -> groups.put(
                group,
                new StoredGroup(
                        group,
                        accounts.stream()
                                .map(account -> new UserKey(account, "example.org"))
                                .collect(Collectors.toSet()))));
    }

    /** Users and groups written or deleted since the last call. */
    synchronized Set<String> written() {
        Set<String> copy = Set.copyOf(written);
        written.clear();
        return copy;
    }

    @Override
    public synchronized Others changesSince(String domain, Position since) throws StoreException {
        failIfTheTestWants();
        return others(since, revision);
    }

    private Others others(Position since, long until) {
        Position now = new Position(until, "", Instant.EPOCH);
        if (since.revision() < cleared) {
            return new Others(new Directory(users, groups), users.keySet(), groups.keySet(), true, now);
        }
        Set<UserKey> changedUsers = since(userRevisions, since);
        Set<String> changedGroups = since(groupRevisions, since);
        Map<UserKey, StoredRoster> someUsers = new HashMap<>(users);
        someUsers.keySet().retainAll(changedUsers);
        Map<String, StoredGroup> someGroups = new HashMap<>(groups);
        someGroups.keySet().retainAll(changedGroups);
        return new Others(new Directory(someUsers, someGroups), changedUsers, changedGroups, false, now);
    }

    private static <K> Set<K> since(Map<K, Long> revisions, Position since) {
        return revisions.entrySet().stream()
                .filter(entry -> entry.getValue() > since.revision())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized Position store(String domain, Position since, Function<Others, Learned> learn)
            throws StoreException {
        failIfTheTestWants();
        Learned learned = learn.apply(others(since, revision));
        revision++;
        Directory changed = learned.changed();
        users.putAll(changed.users());
        groups.putAll(changed.groups());
        users.keySet().removeAll(learned.goneUsers());
        groups.keySet().removeAll(learned.goneGroups());
        changed.users().keySet().forEach(user -> note(user, user.account()));
        learned.goneUsers().forEach(user -> note(user, "-" + user.account()));
        changed.groups().keySet().forEach(group -> note(group, group));
        learned.goneGroups().forEach(group -> note(group, "-" + group));
        return new Position(revision, "", Instant.EPOCH);
    }

    private void note(UserKey user, String what) {
        userRevisions.put(user, revision);
        written.add(what);
    }

    private void note(String group, String what) {
        groupRevisions.put(group, revision);
        written.add(what);
    }

    private void failIfTheTestWants() throws StoreException {
        if (failing) {
            throw new StoreException("it fails as the test wants", null);
        }
    }
}
