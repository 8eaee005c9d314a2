package net.xcauth.core.cloud.nextcloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.cloud.nextcloud.DirectoryReading.MemberList;
import net.xcauth.core.user.Accounts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of one cloud and their members, learned from directory reads and logins. A login lists the groups of one
 * account. Of two answers about the same membership, the one to the later query is correct. Thread-safe.
 */
final class LearnedDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(LearnedDirectory.class);
    /** Limit for groups known from logins only. */
    private static final int MOST_CLAIMED = 10_000;

    private final BiPredicate<String, String> wanted;
    private final Map<String, Entry> groups = new HashMap<>();
    /** Group ids by account, its ASCII letters in lower case. */
    private final Map<String, Set<String>> memberships = new HashMap<>();

    private final LearnedNames names = new LearnedNames();
    private final CaseCollisions collisions = new CaseCollisions();
    /** Logins during current reads, by account as above: their queries may be later than those of the read. */
    private final Map<String, Login> logins = new HashMap<>();
    /**
     * Accounts, as above, that may have been deleted: the cloud says that they do not exist although the last read
     * contained them, or they have left their last group. A cloud removes a deleted account from its groups first, and
     * from the address book last.
     */
    private final Set<String> doubted = new HashSet<>();

    private long order;
    private int readings;
    private boolean read;

    private record Login(CloudUser user, long asked) {}

    private enum State {
        /** The members are known. */
        LISTED,
        /** Known from logins only. */
        CLAIMED,
        /** The service account may not list the members. */
        REFUSED,
        /** Excluded by the rules, or missing in the cloud. */
        UNWANTED
    }

    /**
     * A group.
     *
     * @param listed  when its members were last read; {@link Instant#MIN} to read them again
     * @param asked   the sequence number of that query
     * @param refused true if the service account may no longer list it, so that its members stay as last seen
     * @param missing true if the cloud has said once that it does not exist
     */
    private record Entry(
            String label,
            State state,
            Set<String> members,
            long asked,
            Instant listed,
            boolean refused,
            boolean missing) {

        static Entry of(String label, State state, Instant at) {
            return new Entry(label, state, Set.of(), 0, at, false, false);
        }

        Entry with(Set<String> newMembers) {
            return new Entry(label, state, newMembers, asked, Instant.MIN, refused, missing);
        }

        Entry outdated() {
            return with(members);
        }

        Entry missing(boolean newMissing, Instant at) {
            return new Entry(label, state, members, asked, at, refused, newMissing);
        }
    }

    /** @param wanted selects groups by id and display name; members of the others are not read */
    LearnedDirectory(BiPredicate<String, String> wanted) {
        this.wanted = wanted;
    }

    /** The sequence number of a query that starts now. */
    synchronized long question() {
        return ++order;
    }

    /** True if everything has been read at least once. */
    synchronized boolean isRead() {
        return read;
    }

    /** Notes that a read starts. */
    synchronized void begin() {
        readings++;
    }

    /** Notes that a read has ended, after it was applied. */
    synchronized void end() {
        readings--;
        if (readings == 0) {
            logins.clear();
        }
    }

    /** The token for changes of the address book; empty to read all of it. */
    synchronized String token(Instant now) {
        return names.token(now);
    }

    /** Display names by id of groups that a read must include: those listed before or named by logins. */
    synchronized Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        groups.forEach((id, group) -> {
            if (group.state != State.UNWANTED) {
                known.put(id, group.label);
            }
        });
        return known;
    }

    /** Applies a login. */
    synchronized void loggedIn(CloudUser user, long asked) {
        if (readings > 0) {
            logins.put(Accounts.asciiLowerCase(user.id()), new Login(user, asked));
        }
        if (read) {
            take(user, asked);
        }
    }

    /** Notes that an account is disabled. */
    synchronized void disabled(String id) {
        names.disabled(id);
    }

    /** Notes that the cloud does not know an account: its groups are read again when needed. */
    synchronized void notThere(String id) {
        String account = Accounts.asciiLowerCase(id);
        memberships
                .getOrDefault(account, Set.of())
                .forEach(group -> groups.computeIfPresent(group, (same, entry) -> entry.outdated()));
        if (memberships.containsKey(account) || names.has(id)) {
            doubted.add(account);
        }
    }

    /** Notes that the cloud knows an account. */
    synchronized void there(String id) {
        doubted.remove(Accounts.asciiLowerCase(id));
    }

    private void take(CloudUser user, long asked) {
        if (!Names.possible(user.id())) {
            return;
        }
        collisions.note(user.id());
        names.loggedIn(user, asked);
        doubted.remove(Accounts.asciiLowerCase(user.id()));
        user.groups().ifPresent(ids -> {
            String account = Accounts.asciiLowerCase(user.id());
            Set<String> left = new HashSet<>(memberships.getOrDefault(account, Set.of()));
            left.removeAll(ids);
            left.stream().filter(id -> asked > known(id).asked).forEach(id -> leave(account, id));
            ids.forEach(id -> join(user.id(), account, id, asked));
        });
    }

    private void join(String member, String account, String id, long asked) {
        Entry group = groups.get(id);
        if (group == null && groups.size() < MOST_CLAIMED && wanted.test(id, id)) {
            group = Entry.of(id, State.CLAIMED, Instant.MIN);
            groups.put(id, group);
        }
        if (group == null || group.state == State.UNWANTED || asked <= group.asked) {
            return;
        }
        if (group.missing) {
            group = group.missing(false, group.listed);
            groups.put(id, group);
        }
        if (memberships.computeIfAbsent(account, absent -> new TreeSet<>()).add(id) && group.state == State.LISTED) {
            Set<String> members = new HashSet<>(group.members);
            members.add(member);
            groups.put(id, group.with(members));
        }
    }

    private void leave(String account, String id) {
        forget(account, id);
        Entry group = known(id);
        if (group.state == State.LISTED) {
            Set<String> members = new HashSet<>(group.members);
            members.removeIf(member -> Accounts.asciiLowerCase(member).equals(account));
            groups.put(id, group.with(members));
        }
    }

    /** The group of a membership. */
    private Entry known(String id) {
        return Objects.requireNonNull(groups.get(id));
    }

    private void forget(String account, String id) {
        memberships.computeIfPresent(account, (same, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    /** Applies a complete read. */
    synchronized void takeAll(DirectoryReading reading, Instant now) {
        Set<String> inGroups = Set.copyOf(memberships.keySet());
        Set<String> gone = new HashSet<>(groups.keySet());
        take(reading, now);
        gone.removeAll(reading.names().keySet());
        gone.removeAll(reading.missing());
        gone.forEach(id -> put(id, null));
        doubted.clear();
        read = true;
        settle(inGroups);
    }

    /** Applies a read of some groups. */
    synchronized void takeSome(DirectoryReading reading, Instant now) {
        Set<String> inGroups = Set.copyOf(memberships.keySet());
        take(reading, now);
        settle(inGroups);
    }

    /** Marks accounts that have left their last group as doubtful, and applies logins that the read may have missed. */
    private void settle(Set<String> inGroupsBefore) {
        inGroupsBefore.stream()
                .filter(account -> !memberships.containsKey(account))
                .forEach(doubted::add);
        logins.values().forEach(login -> take(login.user, login.asked));
    }

    private void take(DirectoryReading reading, Instant now) {
        reading.names().forEach((id, label) -> {
            if (!wanted.test(id, label)) {
                put(id, Entry.of(label, State.UNWANTED, now));
            }
        });
        reading.lists().forEach((id, list) -> {
            Entry before = groups.get(id);
            if (before == null || list.asked() >= before.asked) {
                put(id, after(before, id, list, reading.names(), now));
            }
        });
        reading.missing().forEach(id -> notFound(id, now));
        reading.book().ifPresent(book -> names.take(book, this::members, reading.bookAsked(), now));
        collisions.clear();
        groups.values().forEach(group -> group.members.forEach(collisions::note));
        names.ids().forEach(collisions::note);
    }

    private Entry after(@Nullable Entry before, String id, MemberList list, Map<String, String> labels, Instant now) {
        String label = labels.getOrDefault(id, before == null ? id : before.label);
        if (list.members().isPresent()) {
            return new Entry(label, State.LISTED, list.members().get(), list.asked(), now, false, false);
        }
        if (before == null || before.state != State.LISTED) {
            return Entry.of(label, State.REFUSED, now);
        }
        if (!before.refused) {
            LOG.warn(
                    "The service account may no longer list the members of the group \"{}\"; the known members stay until they log in. Add the service account to the group, or exclude the group",
                    Printable.of(id, 200));
        }
        return new Entry(label, State.LISTED, before.members, before.asked, now, true, false);
    }

    /** Removes a group only when the cloud has reported it missing twice. */
    private void notFound(String id, Instant now) {
        Entry before = groups.get(id);
        put(
                id,
                before != null && before.state == State.LISTED && !before.missing
                        ? before.missing(true, now)
                        : Entry.of(id, State.UNWANTED, now));
    }

    private void put(String id, @Nullable Entry after) {
        Entry before = after == null ? groups.remove(id) : groups.put(id, after);
        if (isClaimable(before) && !isClaimable(after)) {
            List.copyOf(memberships.keySet()).forEach(account -> forget(account, id));
        } else if (before != null) {
            before.members.forEach(member -> forget(Accounts.asciiLowerCase(member), id));
        }
        if (after != null) {
            after.members.forEach(member -> memberships
                    .computeIfAbsent(Accounts.asciiLowerCase(member), absent -> new TreeSet<>())
                    .add(id));
        }
    }

    /** True if its members are known from logins only. */
    private static boolean isClaimable(@Nullable Entry group) {
        return group != null && (group.state == State.CLAIMED || group.state == State.REFUSED);
    }

    private Set<String> members() {
        Set<String> all = new HashSet<>();
        groups.values().forEach(group -> all.addAll(group.members));
        return all;
    }

    /**
     * The groups of an account that must be read again because a login has shown a change, or because they were last
     * read before this time.
     */
    synchronized Set<String> outdated(String account, Instant oldest, Instant now) {
        Set<String> outdated = new TreeSet<>();
        memberships.getOrDefault(Accounts.asciiLowerCase(account), Set.of()).forEach(id -> {
            Instant listed = known(id).listed;
            if (listed.isBefore(oldest) || listed.isAfter(now)) {
                outdated.add(id);
            }
        });
        return outdated;
    }

    /** True if one of these groups is known from logins only. */
    synchronized boolean isUnnamed(Collection<String> ids) {
        return ids.stream().map(groups::get).anyMatch(group -> group == null || group.state == State.CLAIMED);
    }

    /** The address book's token if it must be read: the book is older than this time, or lists have a new account. */
    synchronized Optional<String> tokenFor(Map<String, MemberList> lists, Instant oldest, Instant now) {
        boolean anyNew = lists.values().stream()
                .flatMap(list -> list.members().stream())
                .flatMap(Set::stream)
                .anyMatch(member -> !names.has(member) && !memberships.containsKey(Accounts.asciiLowerCase(member)));
        return names.offered() && anyNew || names.isOlderThan(oldest)
                ? Optional.of(names.token(now))
                : Optional.empty();
    }

    /** True if the account is in a group or in the address book, and not doubtful. */
    synchronized boolean knows(String account) {
        String name = Accounts.asciiLowerCase(account);
        return !doubted.contains(name) && (memberships.containsKey(name) || names.has(account));
    }

    /**
     * The roster of an account: accounts that share a group with it, including itself unless disabled; none if it is in
     * no group that may be listed.
     *
     * @param loginNames login names by account id where they differ, which are used instead of ids
     * @param origin     the source of the data
     */
    CloudRoster rosterOf(String account, Map<String, String> loginNames, CloudRoster.Origin origin) {
        Map<String, List<String>> shown = new TreeMap<>();
        Map<String, String> labels = new HashMap<>();
        Set<String> withheld = new HashSet<>();
        List<RosterEntry> entries = new ArrayList<>();
        synchronized (this) {
            Set<String> ids = collisions.has(account)
                    ? Set.of()
                    : memberships.getOrDefault(Accounts.asciiLowerCase(account), Set.of());
            for (String id : ids) {
                Entry group = known(id);
                if (group.state == State.LISTED) {
                    labels.put(id, group.label);
                    group.members.stream()
                            .filter(this::isShown)
                            .forEach(member -> shown.computeIfAbsent(member, absent -> new ArrayList<>())
                                    .add(id));
                } else {
                    withheld.add(id);
                }
            }
            shown.forEach((member, common) -> entries.add(
                    new RosterEntry(loginNames.getOrDefault(member, member), names.nameOf(member), common)));
        }
        return CloudRoster.of(entries, labels, withheld, origin);
    }

    /**
     * Disabled accounts are in groups, but not in the address book. They are not shown to themselves either, since a
     * group has the same members for everyone.
     */
    private boolean isShown(String member) {
        return names.isShown(member) && !collisions.has(member);
    }
}
