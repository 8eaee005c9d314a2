package net.xcauth.core.roster;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Others;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persists a directory, shared by all processes. Changes of other processes are applied to the directory; what cannot
 * be stored now is stored later, in its then current state.
 */
public final class StoredDirectory {
    private static final Logger log = LoggerFactory.getLogger(StoredDirectory.class);
    /** The maximum time between a query and storing its answer, unless the database fails. */
    private static final Duration LONGEST_QUESTION = Duration.ofMinutes(1);

    private final DirectoryStore store;
    private final RosterDirectory directory;
    private final String domain;
    private final Runnable whenStored;
    private final Set<String> users = new HashSet<>();
    private final Set<String> groups = new HashSet<>();
    private Position position = Position.START;
    /** When this process last knew everything stored. */
    private Instant looked = Instant.EPOCH;
    /** Since when storing has failed; empty if everything is stored. */
    private Optional<Instant> waiting = Optional.empty();

    /**
     * @param domain     XMPP domain
     * @param whenStored called after each stored change, to notify other processes
     */
    public StoredDirectory(DirectoryStore store, RosterDirectory directory, String domain, Runnable whenStored) {
        this.store = store;
        this.directory = directory;
        this.domain = XmppDomains.normal(domain);
        this.whenStored = whenStored;
    }

    /** Everything stored, for an empty directory. */
    public synchronized DirectorySnapshot load() throws StoreException {
        Others all = store.changesSince(domain, Position.START);
        position = all.position();
        return image(all);
    }

    private static DirectorySnapshot image(Others others) {
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
        return new DirectorySnapshot(people, all);
    }

    private static Set<String> names(Set<UserKey> keys) {
        return keys.stream().map(StoredDirectory::user).collect(Collectors.toSet());
    }

    /** Notes that these users must be stored. */
    synchronized void remember(Set<String> changedUsers) {
        users.addAll(changedUsers);
    }

    /** Notes what a change requires to be stored. */
    private void remember(RosterChange change) {
        users.addAll(change.renamed().keySet());
        users.addAll(change.added());
        users.addAll(change.gone());
        // Their last answers must not be considered stored.
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

    /** Discards the notes. */
    synchronized void discard() {
        users.clear();
        groups.clear();
        waiting = Optional.empty();
    }

    /** True if something is not stored yet. */
    synchronized boolean isWaiting() {
        return !users.isEmpty() || !groups.isEmpty();
    }

    /**
     * Applies what other processes have stored since this one last read.
     *
     * @param everything true to compare everything stored, regardless of change notes
     * @param now        the current time, always later than before
     * @param oldest     answers still to come were learned since then, unless their queries are in progress
     */
    synchronized RosterChange follow(boolean everything, Supplier<Instant> now, Instant oldest) throws StoreException {
        RosterChange change =
                applyOthers(store.changesSince(domain, everything ? position.unsure() : position), now.get());
        Instant unclear = looked.minus(LONGEST_QUESTION);
        directory.forgetOldConflicts(oldest.isBefore(unclear) ? oldest : unclear, unclear);
        return change;
    }

    /**
     * The result of learning.
     *
     * @param others  the change that others had stored before
     * @param own     the change that this process has learned
     * @param unclear users to query again, see {@link RosterChange#unclear()}
     */
    record Lesson(RosterChange others, RosterChange own, Set<String> unclear) {}

    /**
     * Changes the directory after applying what others have stored, and stores the change before others can store
     * anything. If it cannot be stored, it stays noted; {@code WatchedDatabase} logs the reason.
     *
     * @param learning changes the directory; called once
     */
    synchronized Lesson learn(Supplier<Instant> now, Supplier<RosterChange> learning) {
        Set<String> unclear = new HashSet<>();
        Learning step = new Learning(now, learning);
        try {
            position = store.store(domain, position, step);
            Instant stored = now.get();
            if (waiting.filter(stored.minus(LONGEST_QUESTION)::isAfter).isPresent()) {
                unclear.addAll(witnesses());
            }
            looked = stored;
            boolean hasStored = isWaiting();
            discard();
            if (hasStored) {
                whenStored.run();
            }
        } catch (StoreException e) {
            log.debug("not stored, will be retried", e);
            step.learn();
            waiting = waiting.or(() -> Optional.of(now.get()));
        }
        unclear.addAll(step.others.unclear());
        RosterChange own = step.own.orElseThrow();
        unclear.addAll(own.unclear());
        return new Lesson(step.others, own, unclear);
    }

    /** Runs while no other process can store anything. */
    private final class Learning implements Function<Others, Learned> {
        private final Supplier<Instant> now;
        private final Supplier<RosterChange> learning;
        private RosterChange others = RosterChange.NONE;
        /** Empty until learned. */
        private Optional<RosterChange> own = Optional.empty();

        Learning(Supplier<Instant> now, Supplier<RosterChange> learning) {
            this.now = now;
            this.learning = learning;
        }

        @Override
        public Learned apply(Others there) {
            others = applyOthers(there, now.get());
            learn();
            return learned();
        }

        void learn() {
            if (own.isEmpty()) {
                RosterChange change = learning.get();
                own = Optional.of(change);
                remember(change);
            }
        }
    }

    /** Applies changes of others. Own unstored changes to the same users and groups conflict with them. */
    private RosterChange applyOthers(Others others, Instant now) {
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
            // It could not be read before; most of it was stored before this process learned anything.
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

    /** Users whose rosters verify whether the notes are still correct. */
    private Set<String> witnesses() {
        Set<String> witnesses = new HashSet<>();
        groups.forEach(id -> directory
                .group(id)
                .ifPresent(
                        group -> witnesses.addAll(new GroupChange(Optional.empty(), Optional.of(group)).witnesses())));
        users.stream().filter(user -> directory.groupsOf(user).isEmpty()).forEach(witnesses::add);
        return witnesses;
    }

    private Learned learned() {
        DirectorySnapshot image = directory.image(users, groups);
        Set<String> goneUsers = new HashSet<>(users);
        goneUsers.removeAll(image.people().keySet());
        Set<String> goneGroups = new HashSet<>(groups);
        image.groups().forEach(group -> goneGroups.remove(group.id()));
        return new Learned(stored(image), goneUsers.stream().map(this::key).collect(Collectors.toSet()), goneGroups);
    }

    private Directory stored(DirectorySnapshot image) {
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
