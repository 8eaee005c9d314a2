package net.xcauth.core.roster;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredGroup;
import net.xcauth.core.store.StoredRoster;
import net.xcauth.core.user.UserKey;

/** A store in memory, which fails when a test says so, and notes what is written. */
final class RememberedDirectory implements DirectoryStore {
    private final Map<UserKey, StoredRoster> users = new TreeMap<>((one, other) -> one.jid().compareTo(other.jid()));
    private final Map<String, StoredGroup> groups = new TreeMap<>();
    private final Set<String> written = new HashSet<>();
    private boolean failing;

    synchronized void fail() {
        failing = true;
    }

    synchronized void recover() {
        failing = false;
    }

    /** Another process has stored this instead: groups and their members. */
    synchronized void replaceAll(Map<String, Set<String>> members) {
        users.clear();
        groups.clear();
        members.forEach((group, accounts) -> groups.put(group, new StoredGroup(group, accounts.stream()
                .map(account -> new UserKey(account, "example.org")).collect(Collectors.toSet()))));
    }

    /** Users and groups that were written or deleted since this was last called. */
    synchronized Set<String> written() {
        Set<String> copy = Set.copyOf(written);
        written.clear();
        return copy;
    }

    @Override
    public synchronized Directory load(String domain) throws StoreException {
        failIfTheTestWants();
        return new Directory(users, groups);
    }

    @Override
    public synchronized void apply(Directory changed, Set<UserKey> goneUsers, Set<String> goneGroups, String domain)
            throws StoreException {
        failIfTheTestWants();
        users.putAll(changed.users());
        groups.putAll(changed.groups());
        users.keySet().removeAll(goneUsers);
        groups.keySet().removeAll(goneGroups);
        changed.users().keySet().forEach(user -> written.add(user.account()));
        goneUsers.forEach(user -> written.add("-" + user.account()));
        written.addAll(changed.groups().keySet());
        goneGroups.forEach(group -> written.add("-" + group));
    }

    private void failIfTheTestWants() throws StoreException {
        if (failing) {
            throw new StoreException("it fails as the test wants", null);
        }
    }
}
