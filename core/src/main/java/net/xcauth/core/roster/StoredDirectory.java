package net.xcauth.core.roster;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Others;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredGroup;
import net.xcauth.core.store.StoredRoster;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a directory is kept, for all processes. What other processes have stored comes into the directory; what cannot be stored
 * now is stored later, as it then is.
 */
public final class StoredDirectory {
    private static final Logger log = LoggerFactory.getLogger(StoredDirectory.class);
    /** No answer of the cloud is stored later than that after the question, unless the database fails. */
    private static final Duration LONGEST_QUESTION = Duration.ofMinutes(1);

    private final DirectoryStore store;
    private final RosterDirectory directory;
    private final String domain;
    private final Runnable whenStored;
    private final Set<String> users = new HashSet<>();
    private final Set<String> groups = new HashSet<>();
    private Position position = Position.START;
    /** The time at which this process last knew all that was stored. */
    private Instant looked = Instant.EPOCH;
    /** Since when something cannot be stored; null if everything is. */
    private Instant waiting;

    /**
     * @param domain     XMPP domain
     * @param whenStored called after each change, for other processes to hear of it
     */
    public StoredDirectory(DirectoryStore store, RosterDirectory directory, String domain, Runnable whenStored) {
        this.store = store;
        this.directory = directory;
        this.domain = XmppDomains.normal(domain);
        this.whenStored = whenStored;
    }

    /** All that is stored, for an empty directory. */
    public synchronized DirectoryImage load() throws StoreException {
        Others all = store.changesSince(domain, Position.START);
        position = all.position();
        return image(all);
    }

    private static DirectoryImage image(Others others) {
        Map<String, Person> people = new HashMap<>();
        others.stored()
                .users()
                .forEach((key, roster) -> people.put(
                        user(key), new Person(roster.name(), roster.hash(), roster.updated(), Instant.EPOCH)));
        List<Group> all = others.stored().groups().entrySet().stream()
                .map(entry -> new Group(
                        new GroupName(entry.getKey(), entry.getValue().text()),
                        names(entry.getValue().members()),
                        Instant.EPOCH,
                        0))
                .toList();
        return new DirectoryImage(people, all);
    }

    private static Set<String> names(Set<UserKey> keys) {
        return keys.stream().map(StoredDirectory::user).collect(Collectors.toSet());
    }

    /** Notes that something of these users must be stored. */
    synchronized void remember(Set<String> changedUsers) {
        users.addAll(changedUsers);
    }

    /** Notes what must be stored of a change. */
    private void remember(RosterChange change) {
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
        waiting = null;
    }

    /** True if something is noted that is not stored. */
    synchronized boolean isWaiting() {
        return !users.isEmpty() || !groups.isEmpty();
    }

    /**
     * Takes over what other processes have stored since this one has last looked.
     *
     * @param everything true to compare all that is stored, whether or not somebody has noted a change
     * @param now        the present, and later than ever before
     * @param oldest     answers that are still to come were learned since then, unless they are being asked for
     */
    synchronized RosterChange follow(boolean everything, Supplier<Instant> now, Instant oldest) throws StoreException {
        RosterChange change =
                takeOver(store.changesSince(domain, everything ? position.unsure() : position), now.get());
        Instant unclear = looked.minus(LONGEST_QUESTION);
        directory.forgetPrecedence(oldest.isBefore(unclear) ? oldest : unclear, unclear);
        return change;
    }

    /**
     * The change that this process has learned, and the one that others had stored before.
     *
     * @param others  first
     * @param own     then
     * @param unclear users to be asked about again, see {@link RosterChange#unclear()}
     */
    record Lesson(RosterChange others, RosterChange own, Set<String> unclear) {}

    /**
     * Changes the directory when it has what others have stored, and stores the change before others store anything. If it cannot
     * be stored it stays noted, and the database's keeper says why.
     *
     * @param learning changes the directory; called once
     */
    synchronized Lesson learn(Supplier<Instant> now, Supplier<RosterChange> learning) {
        Set<String> unclear = new HashSet<>();
        Learning step = new Learning(now, learning);
        try {
            position = store.store(domain, position, step);
            Instant stored = now.get();
            if (waiting != null && waiting.isBefore(stored.minus(LONGEST_QUESTION))) {
                unclear.addAll(witnesses());
            }
            looked = stored;
            boolean hasStored = isWaiting();
            discard();
            if (hasStored) {
                whenStored.run();
            }
        } catch (StoreException e) {
            log.debug("not stored, tried again", e);
            step.learn();
            waiting = waiting == null ? now.get() : waiting;
        }
        unclear.addAll(step.others.unclear());
        unclear.addAll(step.own.unclear());
        return new Lesson(step.others, step.own, unclear);
    }

    /** What is done while nobody else stores anything. */
    private final class Learning implements Function<Others, Learned> {
        private final Supplier<Instant> now;
        private final Supplier<RosterChange> learning;
        private RosterChange others = RosterChange.NONE;
        /** Null until it is learned. */
        private RosterChange own;

        Learning(Supplier<Instant> now, Supplier<RosterChange> learning) {
            this.now = now;
            this.learning = learning;
        }

        @Override
        public Learned apply(Others there) {
            others = takeOver(there, now.get());
            learn();
            return learned();
        }

        void learn() {
            if (own == null) {
                own = learning.get();
                remember(own);
            }
        }
    }

    /** What others have stored is stored: what is noted of the same users and groups is not, and nobody knows which is newer. */
    private RosterChange takeOver(Others others, Instant now) {
        boolean first = position.revision() < 0;
        position = others.position();
        Instant unclear = looked.minus(LONGEST_QUESTION);
        looked = now;
        Set<String> changedUsers = names(others.users());
        Set<String> changedGroups = new HashSet<>(others.groups());
        if (others.all()) {
            changedUsers.addAll(directory.users());
            changedGroups.addAll(directory.groupIds());
        }
        Set<String> doubtful = new HashSet<>();
        if (first) {
            // Could not be read before: most of it was stored before this process has learned anything.
            changedUsers.removeAll(users);
            changedGroups.removeAll(groups);
            doubtful.addAll(witnesses());
        }
        if (changedUsers.isEmpty() && changedGroups.isEmpty()) {
            return RosterChange.unclear(doubtful);
        }
        RosterChange change = directory.follow(image(others), changedUsers, changedGroups, !others.all(), now, unclear);
        doubtful.addAll(change.unclear());
        Stream.of(change.renamed().keySet(), change.gone())
                .flatMap(Set::stream)
                .filter(users::contains)
                .forEach(doubtful::add);
        change.groups().stream()
                .filter(group -> groups.contains(group.id()))
                .forEach(group -> doubtful.addAll(group.witnesses()));
        users.removeAll(changedUsers);
        groups.removeAll(changedGroups);
        return change.withUnclear(doubtful);
    }

    /** Users whose rosters show whether what was noted still holds. */
    private Set<String> witnesses() {
        Set<String> witnesses = new HashSet<>();
        groups.forEach(id ->
                directory.group(id).ifPresent(group -> witnesses.addAll(new GroupChange(null, group).witnesses())));
        users.stream().filter(user -> directory.groupsOf(user).isEmpty()).forEach(witnesses::add);
        return witnesses;
    }

    private Learned learned() {
        DirectoryImage image = directory.image(users, groups);
        Set<String> goneUsers = new HashSet<>(users);
        goneUsers.removeAll(image.people().keySet());
        Set<String> goneGroups = new HashSet<>(groups);
        image.groups().forEach(group -> goneGroups.remove(group.id()));
        return new Learned(stored(image), goneUsers.stream().map(this::key).collect(Collectors.toSet()), goneGroups);
    }

    private Directory stored(DirectoryImage image) {
        Map<UserKey, StoredRoster> rosters = new HashMap<>();
        image.people()
                .forEach((user, person) -> rosters.put(
                        key(user),
                        new StoredRoster(
                                person.name(),
                                directory.groupsOf(user).stream().sorted().toList(),
                                person.hash(),
                                person.asked())));
        Map<String, StoredGroup> members = new HashMap<>();
        image.groups()
                .forEach(group -> members.put(
                        group.id(),
                        new StoredGroup(
                                group.name().text(),
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
