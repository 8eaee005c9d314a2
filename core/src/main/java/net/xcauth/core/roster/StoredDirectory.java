package net.xcauth.core.roster;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredGroup;
import net.xcauth.core.store.StoredRoster;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a directory is kept. What cannot be stored now is stored later, as it then is. */
public final class StoredDirectory {
    private static final Logger log = LoggerFactory.getLogger(StoredDirectory.class);

    private final DirectoryStore store;
    private final RosterDirectory directory;
    private final String domain;
    private final Runnable whenStored;
    private final Set<String> users = new HashSet<>();
    private final Set<String> groups = new HashSet<>();

    /**
     * @param domain     XMPP domain
     * @param whenStored called after each change, for other processes to hear of it
     */
    public StoredDirectory(DirectoryStore store, RosterDirectory directory, String domain, Runnable whenStored) {
        this.store = store;
        this.directory = directory;
        this.domain = domain;
        this.whenStored = whenStored;
    }

    /** All that is stored. */
    public DirectoryImage load() throws StoreException {
        Directory stored = store.load(domain);
        Map<String, Person> people = new HashMap<>();
        stored.users().forEach((key, roster) -> people.put(user(key), new Person(roster.name(), roster.hash(),
                roster.updated(), Instant.EPOCH)));
        List<Group> all = stored.groups().entrySet().stream().map(entry -> new Group(
                new GroupName(entry.getKey(), entry.getValue().text()),
                entry.getValue().members().stream().map(StoredDirectory::user).collect(Collectors.toSet()),
                Instant.EPOCH, 0)).toList();
        return new DirectoryImage(people, all);
    }

    /** Notes that something of these users must be stored. */
    synchronized void remember(Set<String> changedUsers) {
        users.addAll(changedUsers);
    }

    /** Notes what must be stored of a change. */
    synchronized void remember(RosterChange change) {
        users.addAll(change.renamed().keySet());
        users.addAll(change.added());
        users.addAll(change.gone());
        // What these were last told must not be taken for what is stored.
        users.addAll(change.doubted());
        change.groups().forEach(group -> {
            groups.add(group.id());
            users.addAll(group.joined());
            users.addAll(group.left());
        });
    }

    /** Notes that these groups must be stored. */
    synchronized void remember(Collection<Group> changedGroups) {
        changedGroups.forEach(group -> groups.add(group.id()));
    }

    /** Stores nothing of what was noted. */
    synchronized void discard() {
        users.clear();
        groups.clear();
    }

    /**
     * Stores what was noted; if that fails it stays noted, and the database's keeper says why.
     *
     * @return whether all is stored
     */
    synchronized boolean flush() {
        if (users.isEmpty() && groups.isEmpty()) {
            return true;
        }
        DirectoryImage image = directory.image(users, groups);
        Set<String> goneUsers = new HashSet<>(users);
        goneUsers.removeAll(image.people().keySet());
        Set<String> goneGroups = new HashSet<>(groups);
        image.groups().forEach(group -> goneGroups.remove(group.id()));
        try {
            store.apply(stored(image), goneUsers.stream().map(this::key).collect(Collectors.toSet()), goneGroups,
                    domain);
            users.clear();
            groups.clear();
            whenStored.run();
            return true;
        } catch (StoreException e) {
            log.debug("not stored, tried again", e);
            return false;
        }
    }

    private Directory stored(DirectoryImage image) {
        Map<UserKey, StoredRoster> rosters = new HashMap<>();
        image.people().forEach((user, person) -> rosters.put(key(user), new StoredRoster(person.name(),
                directory.groupsOf(user).stream().sorted().toList(), person.hash(), person.asked())));
        Map<String, StoredGroup> members = new HashMap<>();
        image.groups().forEach(group -> members.put(group.id(), new StoredGroup(group.name().text(),
                group.members().stream().map(this::key).collect(Collectors.toSet()))));
        return new Directory(rosters, members);
    }

    private UserKey key(String user) {
        return UserKey.ofJid(user + '@' + domain);
    }

    private static String user(UserKey key) {
        return Accounts.userOf(key.account());
    }
}
