package net.xcauth.core.cloud.nextcloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of one cloud and their members, as readings and logins have shown them. A login names the groups of one account; of two
 * answers about the same membership, the one to the later question is right. Thread-safe.
 */
final class LearnedDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(LearnedDirectory.class);
    /** Groups that only logins have named. */
    private static final int MOST_CLAIMED = 10_000;

    private final BiPredicate<String, String> wanted;
    private final Map<String, Entry> groups = new HashMap<>();
    /** Group ids by account, its ASCII letters in lower case. */
    private final Map<String, Set<String>> memberships = new HashMap<>();

    private final LearnedNames names = new LearnedNames();
    private final Namesakes namesakes = new Namesakes();
    /** Logins during the current readings, by account as above: a later question than the reading's may have been answered. */
    private final Map<String, Login> logins = new HashMap<>();
    /**
     * Accounts, as above, that the cloud says it does not have though the last reading showed them, or that readings have shown to
     * have left their last group: a cloud that deletes an account takes it out of its groups first, and of the address book last.
     */
    private final Set<String> doubted = new HashSet<>();

    private long order;
    private int readings;
    private boolean read;

    private record Login(CloudUser user, long asked) {}

    private enum State {
        /** Its members are known. */
        LISTED,
        /** A login has named it, and nothing more is known. */
        CLAIMED,
        /** The service account may not list it. */
        REFUSED,
        /** The rules leave it out, or the cloud does not have it. */
        UNWANTED
    }

    /**
     * A group.
     *
     * @param listed  when its members were last asked for; {@link Instant#MIN} if that is to be done again
     * @param asked   that question's place in the order of questions
     * @param refused true if the service account may not list it any more, so that its members stay as they were
     * @param missing true if the cloud has once said that it does not have it
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

    /** @param wanted says by id and display name which groups matter; members of the others are not asked for */
    LearnedDirectory(BiPredicate<String, String> wanted) {
        this.wanted = wanted;
    }

    /** The place of a question that is being asked now in the order of questions. */
    synchronized long question() {
        return ++order;
    }

    /** True if everything has been read at least once. */
    synchronized boolean isRead() {
        return read;
    }

    /** A reading begins. */
    synchronized void begin() {
        readings++;
    }

    /** A reading has ended, after it was taken over. */
    synchronized void end() {
        readings--;
        if (readings == 0) {
            logins.clear();
        }
    }

    /** The token for the changes of the address book; empty if all of it is to be read. */
    synchronized String token(Instant now) {
        return names.token(now);
    }

    /** Display names by id of groups that a reading must not overlook: those that were listed, or that logins have named. */
    synchronized Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        groups.forEach((id, group) -> {
            if (group.state != State.UNWANTED) {
                known.put(id, group.label);
            }
        });
        return known;
    }

    /** Takes over that an account has logged in. */
    synchronized void loggedIn(CloudUser user, long asked) {
        if (readings > 0) {
            logins.put(Accounts.asciiLowerCase(user.id()), new Login(user, asked));
        }
        if (read) {
            take(user, asked);
        }
    }

    /** Takes over that an account is disabled. */
    synchronized void disabled(String id) {
        names.disabled(id);
    }

    /** Takes over that the cloud says it does not have an account: its groups are asked for again when somebody needs them. */
    synchronized void notThere(String id) {
        String account = Accounts.asciiLowerCase(id);
        memberships
                .getOrDefault(account, Set.of())
                .forEach(group -> groups.computeIfPresent(group, (same, entry) -> entry.outdated()));
        if (memberships.containsKey(account) || names.has(id)) {
            doubted.add(account);
        }
    }

    /** Takes over that the cloud says it has an account. */
    synchronized void there(String id) {
        doubted.remove(Accounts.asciiLowerCase(id));
    }

    private void take(CloudUser user, long asked) {
        if (!Names.possible(user.id())) {
            return;
        }
        namesakes.note(user.id());
        names.loggedIn(user, asked);
        doubted.remove(Accounts.asciiLowerCase(user.id()));
        user.groups().ifPresent(ids -> {
            String account = Accounts.asciiLowerCase(user.id());
            Set<String> left = new HashSet<>(memberships.getOrDefault(account, Set.of()));
            left.removeAll(ids);
            left.stream().filter(id -> asked > groups.get(id).asked).forEach(id -> leave(account, id));
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
        Entry group = groups.get(id);
        if (group.state == State.LISTED) {
            Set<String> members = new HashSet<>(group.members);
            members.removeIf(member -> Accounts.asciiLowerCase(member).equals(account));
            groups.put(id, group.with(members));
        }
    }

    private void forget(String account, String id) {
        memberships.computeIfPresent(account, (same, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    /** Takes over a reading of everything. */
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

    /** Takes over a reading of some groups, which names no others. */
    synchronized void takeSome(DirectoryReading reading, Instant now) {
        Set<String> inGroups = Set.copyOf(memberships.keySet());
        take(reading, now);
        settle(inGroups);
    }

    /** Doubts those who have left their last group, and applies the logins that the reading may have missed. */
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
        namesakes.clear();
        groups.values().forEach(group -> group.members.forEach(namesakes::note));
        names.ids().forEach(namesakes::note);
    }

    private Entry after(Entry before, String id, MemberList list, Map<String, String> labels, Instant now) {
        String label = labels.getOrDefault(id, before == null ? id : before.label);
        if (list.members().isPresent()) {
            return new Entry(label, State.LISTED, list.members().get(), list.asked(), now, false, false);
        }
        if (before == null || before.state != State.LISTED) {
            return Entry.of(label, State.REFUSED, now);
        }
        if (!before.refused) {
            LOG.warn(
                    "The service account may not list the members of the group \"{}\" any more; they stay as they were until they"
                            + " log in. Add the service account to the group, or exclude the group",
                    Printable.of(id, 200));
        }
        return new Entry(label, State.LISTED, before.members, before.asked, now, true, false);
    }

    /** A group is gone only when the cloud has said so twice. */
    private void notFound(String id, Instant now) {
        Entry before = groups.get(id);
        boolean keeps = before != null && before.state == State.LISTED && !before.missing;
        put(id, keeps ? before.missing(true, now) : Entry.of(id, State.UNWANTED, now));
    }

    private void put(String id, Entry after) {
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

    /** True if what is known about its members is what logins say. */
    private static boolean isClaimable(Entry group) {
        return group != null && (group.state == State.CLAIMED || group.state == State.REFUSED);
    }

    private Set<String> members() {
        Set<String> all = new HashSet<>();
        groups.values().forEach(group -> all.addAll(group.members));
        return all;
    }

    /**
     * The groups of an account that must be asked for, since a login has shown that they have changed, or they were last asked for
     * before this time.
     */
    synchronized Set<String> outdated(String account, Instant oldest, Instant now) {
        Set<String> outdated = new TreeSet<>();
        memberships.getOrDefault(Accounts.asciiLowerCase(account), Set.of()).forEach(id -> {
            Instant listed = groups.get(id).listed;
            if (listed.isBefore(oldest) || listed.isAfter(now)) {
                outdated.add(id);
            }
        });
        return outdated;
    }

    /** True if only logins have named one of these groups. */
    synchronized boolean isUnnamed(Collection<String> ids) {
        return ids.stream().map(groups::get).anyMatch(group -> group == null || group.state == State.CLAIMED);
    }

    /** The address book's token, if it was read before this time or lists show somebody new; empty if it need not be read. */
    synchronized Optional<String> tokenFor(Map<String, MemberList> lists, Instant oldest, Instant now) {
        boolean somebodyNew = lists.values().stream()
                .flatMap(list -> list.members().stream())
                .flatMap(Set::stream)
                .anyMatch(member -> !names.has(member) && !memberships.containsKey(Accounts.asciiLowerCase(member)));
        return names.offered() && somebodyNew || names.isOlderThan(oldest)
                ? Optional.of(names.token(now))
                : Optional.empty();
    }

    /** True if the account is in a group, or in the address book, and that it exists is not in doubt. */
    synchronized boolean knows(String account) {
        String name = Accounts.asciiLowerCase(account);
        return !doubted.contains(name) && (memberships.containsKey(name) || names.has(account));
    }

    /**
     * Everybody who shares a group with an account, itself too unless disabled; nobody if it is in no group that may be listed.
     *
     * @param loginNames of accounts whose id is not their login name, by id: under these names they are shown
     * @param origin     says whether anything was asked for it
     */
    CloudRoster rosterOf(String account, Map<String, String> loginNames, CloudRoster.Origin origin) {
        Map<String, List<String>> shown = new TreeMap<>();
        Map<String, String> labels = new HashMap<>();
        Set<String> withheld = new HashSet<>();
        List<RosterEntry> entries = new ArrayList<>();
        synchronized (this) {
            Set<String> ids = namesakes.has(account)
                    ? Set.of()
                    : memberships.getOrDefault(Accounts.asciiLowerCase(account), Set.of());
            for (String id : ids) {
                Entry group = groups.get(id);
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
     * Disabled accounts are in groups, but not in the address book. They are not shown to themselves, either: a group has the same
     * members for all.
     */
    private boolean isShown(String member) {
        return names.isShown(member) && !namesakes.has(member);
    }
}
