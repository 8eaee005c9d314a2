package net.xcauth.core.roster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import net.xcauth.core.roster.Precedence.Newer;

/**
 * The users and groups of an XMPP domain, as far as rosters have shown them. It is in memory: reading never waits.
 * What is told about a group by the roster of a member is the whole truth of it, and what is told by an older question
 * than the last is ignored: answers may come in another order than their questions were asked.
 */
public final class RosterDirectory {
    /** So many members in a row, each found to have left a group that nobody confirms, mean that it is no more. */
    private static final int DENIALS_THAT_END_A_GROUP = 3;

    private final ConcurrentMap<String, Person> people = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<String, Group> groups = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, Set<String>> memberships = new ConcurrentHashMap<>();
    /** When the cloud was last asked about a user, known or not; by our clock, as stored times may not be. */
    private final Map<String, Instant> answers = new HashMap<>();
    /** When the cloud was asked for what has ended a group. */
    private final Map<String, Instant> ends = new HashMap<>();

    private final Precedence groupFacts = new Precedence();
    private final Precedence userFacts = new Precedence();

    /** A group; empty if none of this id is known. */
    public Optional<Group> group(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    /** The ids of all groups, in order. */
    public NavigableSet<String> groupIds() {
        return groups.keySet();
    }

    /** All users that rosters have shown. */
    public Set<String> users() {
        return Set.copyOf(people.keySet());
    }

    /** The ids of the groups that a user is in. */
    public Set<String> groupsOf(String user) {
        return memberships.getOrDefault(user, Set.of());
    }

    /** A user's display name; empty if none is known. */
    public Optional<String> fullName(String user) {
        return Optional.ofNullable(people.get(user)).map(Person::name).filter(name -> !name.isEmpty());
    }

    /** Whether a user's own roster is known. */
    public boolean hasRoster(String user) {
        return asked(user).isAfter(Instant.EPOCH);
    }

    /** Whether a roster has shown this user, and the cloud has not said since that it has none such. */
    public boolean knows(String user) {
        return people.containsKey(user);
    }

    /** When the cloud was last asked for this user's own roster, and answered; {@link Instant#EPOCH} if never. */
    public Instant asked(String user) {
        return people.getOrDefault(user, Person.UNKNOWN).asked();
    }

    /** When a roster has last shown that this user exists; {@link Instant#MIN} if none has. */
    public Instant confirmed(String user) {
        Person person = people.get(user);
        return groupsOf(user).stream()
                .map(groups::get)
                .filter(group -> group != null)
                .map(Group::seen)
                .max(Comparator.naturalOrder())
                .orElse(person == null || person.hash().isEmpty() ? Instant.MIN : person.asked());
    }

    /**
     * A member of a group that others have been found to have left, and that nobody has shown since.
     *
     * @param start who has been asked about since then is not meant
     */
    synchronized Optional<String> doubtful(Instant start) {
        return groups.values().stream()
                .filter(group -> group.denials() > 0 && group.seen().isBefore(start))
                .flatMap(group -> group.members().stream().sorted())
                .filter(user -> answered(user).isBefore(start))
                .findFirst();
    }

    /** Fills it with what was stored: what is here already stays if it is newer. */
    public synchronized void load(DirectoryImage image) {
        image.people()
                .forEach((user, person) -> people.merge(
                        user, person, (here, stored) -> here.asked().isAfter(stored.asked()) ? here : stored));
        for (Group group : image.groups()) {
            Group here = groups.get(group.id());
            if (here == null || !here.seen().isAfter(group.seen())) {
                groups.put(group.id(), group);
            }
        }
        indexMemberships();
    }

    /** Knows nobody any more. */
    synchronized void clear() {
        people.clear();
        groups.clear();
        memberships.clear();
        answers.clear();
        ends.clear();
        groupFacts.clear();
        userFacts.clear();
    }

    /**
     * Takes over what another process has stored. Answers that were learned before do not change it any more.
     *
     * @param stored  as it is now; what is missing of these users and groups is gone
     * @param users   users that may have changed
     * @param ids     groups that may have changed
     * @param noted   false if nobody has noted that they have: then only what differs has
     * @param seen    the present: what is stored was read before
     * @param unclear since when the other process may have asked the cloud for it
     */
    synchronized RosterChange follow(
            DirectoryImage stored, Set<String> users, Set<String> ids, boolean noted, Instant seen, Instant unclear) {
        Draft draft = new Draft(AnswerAge.of(seen));
        Map<String, Group> there = new HashMap<>();
        stored.groups().forEach(group -> there.put(group.id(), group));
        ids.forEach(id -> draft.follow(id, there.get(id), noted, unclear));
        Set<String> gone = new HashSet<>();
        for (String user : users) {
            if (draft.follow(user, stored.people().get(user), noted, unclear)) {
                gone.add(user);
            }
        }
        return draft.change(gone);
    }

    /** Forgets what can matter to no answer that is still to come, see {@link Precedence#forget}. */
    synchronized void forgetPrecedence(Instant oldest, Instant unclear) {
        groupFacts.forget(oldest, unclear);
        userFacts.forget(oldest, unclear);
    }

    private void indexMemberships() {
        Map<String, Set<String>> index = new HashMap<>();
        groups.values()
                .forEach(group -> group.members()
                        .forEach(member -> index.computeIfAbsent(member, absent -> new HashSet<>())
                                .add(group.id())));
        memberships.keySet().retainAll(index.keySet());
        index.forEach((user, ids) -> memberships.put(user, Set.copyOf(ids)));
    }

    /** What there is to store of these users and groups; those that are gone are left out. */
    public synchronized DirectoryImage image(Collection<String> users, Collection<String> ids) {
        Map<String, Person> some = new HashMap<>();
        users.forEach(user -> Optional.ofNullable(people.get(user)).ifPresent(person -> some.put(user, person)));
        return new DirectoryImage(
                some,
                ids.stream().map(groups::get).filter(group -> group != null).toList());
    }

    /**
     * Whether an answer says what is known already; if so, that is now known to hold at the time of the question.
     *
     * @param hash of the answer
     */
    synchronized boolean confirms(String user, String hash, AnswerAge age) {
        Person person = people.getOrDefault(user, Person.UNKNOWN);
        Instant asked = age.asked();
        if (!person.knows(hash) || asked.isBefore(person.asked())) {
            return false;
        }
        people.put(user, person.answered(hash, asked));
        answers.put(user, asked);
        userFacts.learned(user, age.known());
        groupsOf(user).forEach(id -> {
            groupFacts.learned(id, age.known());
            groups.computeIfPresent(
                    id, (same, group) -> new Group(group.name(), group.members(), later(group.seen(), asked), 0));
        });
        return true;
    }

    /** Takes over a user's roster. */
    synchronized RosterChange apply(String user, SharedRoster roster, String hash, AnswerAge age) {
        Instant asked = age.asked();
        if (asked.isBefore(answered(user))) {
            return RosterChange.NONE;
        }
        answers.put(user, asked);
        Draft draft = new Draft(age);
        Set<String> shown = new HashSet<>();
        roster.groups().forEach((name, members) -> {
            shown.add(name.id());
            draft.show(name, members);
        });
        for (String id : groupsOf(user)) {
            if (!shown.contains(id) && !roster.withheld().contains(id)) {
                draft.deny(groups.get(id), user);
            }
        }
        roster.fullNames().forEach(draft::name);
        draft.name(user, roster.fullNames().getOrDefault(user, fullName(user).orElse("")));
        draft.askAgainIfContested(user);
        userFacts.learned(user, age.known());
        RosterChange change = draft.change(Set.of());
        people.computeIfPresent(user, (same, person) -> person.answered(draft.overtaken ? "" : hash, asked));
        return change;
    }

    /** Takes over that the cloud does not know a user. */
    synchronized RosterChange forget(String user, Instant asked) {
        if (asked.isBefore(answered(user))) {
            return RosterChange.NONE;
        }
        if (newer(user, asked) != Newer.LEARNED) {
            return RosterChange.unclear(Set.of(user));
        }
        answers.put(user, asked);
        userFacts.learned(user, asked);
        Draft draft = new Draft(AnswerAge.of(asked));
        groupsOf(user).stream()
                .map(groups::get)
                .filter(group -> !asked.isBefore(group.seen()))
                .forEach(group -> draft.remove(group, Set.of(user)));
        if (asked.isBefore(people.getOrDefault(user, Person.UNKNOWN).named())
                || !groupsOf(user).isEmpty()) {
            return draft.change(Set.of());
        }
        people.remove(user);
        return draft.change(Set.of(user));
    }

    /** Notes that the cloud has answered, though nothing is to be taken over of that. */
    synchronized void answered(String user, Instant asked) {
        if (asked.isAfter(answered(user))) {
            answers.put(user, asked);
        }
    }

    /** Compares what was learned of a user at a time with what others have stored of that user, or groups that the user is in. */
    private Newer newer(String user, Instant learned) {
        return groupsOf(user).stream()
                .map(id -> groupFacts.of(id, learned))
                .reduce(userFacts.of(user, learned), Newer::and);
    }

    private Instant answered(String user) {
        return answers.getOrDefault(user, Instant.EPOCH);
    }

    /**
     * Lets the next answers be read in full.
     *
     * @return whose earlier answers do not count any more
     */
    public synchronized Set<String> distrust() {
        Set<String> distrusted = new HashSet<>();
        people.replaceAll((user, person) -> {
            if (!person.hash().isEmpty()) {
                distrusted.add(user);
            }
            return person.answered("", person.asked());
        });
        return distrusted;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Changes while they are made. */
    private final class Draft {
        private final Instant asked;
        private final AnswerAge age;
        private final List<GroupChange> changed = new ArrayList<>();
        private final Map<String, String> renamed = new HashMap<>();
        private final Set<String> added = new HashSet<>();
        private final Set<String> doubted = new HashSet<>();
        private final Set<String> unclear = new HashSet<>();
        /** Something was told that newer answers, or other processes, tell otherwise. */
        private boolean overtaken;

        private Newer contest = Newer.LEARNED;

        Draft(AnswerAge age) {
            this.age = age;
            asked = age.asked();
        }

        /** A member's roster shows this group. */
        void show(GroupName name, Set<String> members) {
            Group before = groups.get(name.id());
            if (asked.isBefore(before == null ? ends.getOrDefault(name.id(), Instant.EPOCH) : before.seen())) {
                overtaken = true;
                return;
            }
            boolean same = before != null
                    && before.name().equals(name)
                    && before.members().equals(members);
            if (!same && isContested(groupFacts.of(name.id(), age.known()))) {
                return;
            }
            groupFacts.learned(name.id(), age.remembered() ? age.known() : asked);
            Set<String> current = new HashSet<>(members);
            current.removeIf(user -> (before == null || !before.members().contains(user))
                    && (asked.isBefore(answered(user)) || isContested(userFacts.of(user, age.known()))));
            overtaken |= current.size() < members.size();
            if (!current.isEmpty()) {
                change(before, new Group(name, current, asked, 0));
            }
        }

        /** True if another process knows something else that is newer, or may be. */
        private boolean isContested(Newer newer) {
            contest = contest.and(newer);
            overtaken |= newer != Newer.LEARNED;
            return newer != Newer.LEARNED;
        }

        /** Unless the answer was known to be old: then what others have stored is newer. */
        void askAgainIfContested(String user) {
            if (contest == Newer.UNCLEAR || contest == Newer.STORED && !age.remembered()) {
                unclear.add(user);
            }
        }

        /** A member's roster does not show this group any more. */
        void deny(Group before, String user) {
            if (asked.isBefore(before.seen())) {
                overtaken = true;
                return;
            }
            if (isContested(groupFacts.of(before.id(), age.known()).and(userFacts.of(user, age.known())))) {
                return;
            }
            groupFacts.learned(before.id(), age.known());
            boolean renamedGroup = changed.stream()
                    .anyMatch(change ->
                            change.before() == null && change.after().members().equals(before.members()));
            if (renamedGroup || before.denials() + 1 >= DENIALS_THAT_END_A_GROUP) {
                remove(before, before.members());
            } else {
                remove(new Group(before.name(), before.members(), before.seen(), before.denials() + 1), Set.of(user));
            }
        }

        void remove(Group before, Set<String> leaving) {
            Set<String> remaining = new HashSet<>(before.members());
            remaining.removeAll(leaving);
            change(
                    groups.get(before.id()),
                    remaining.isEmpty() ? null : new Group(before.name(), remaining, before.seen(), before.denials()));
        }

        private void change(Group before, Group after) {
            if (after == null) {
                ends.put(before.id(), asked);
            } else {
                ends.remove(after.id());
            }
            if (put(before, after)) {
                doubt(before);
                doubt(after);
            }
        }

        /** @return whether anybody sees a change */
        private boolean put(Group before, Group after) {
            GroupChange change = new GroupChange(before, after);
            if (after == null) {
                groups.remove(change.id());
            } else {
                groups.put(change.id(), after);
            }
            if (isSame(before, after)) {
                return false;
            }
            changed.add(change);
            change.joined().forEach(user -> memberships.merge(user, Set.of(change.id()), Draft::union));
            change.left()
                    .forEach(user -> memberships.computeIfPresent(
                            user, (same, ids) -> ids.size() == 1 ? null : without(ids, change.id())));
            return true;
        }

        private static boolean isSame(Group one, Group other) {
            return one == null || other == null
                    ? one == other
                    : one.members().equals(other.members()) && one.name().equals(other.name());
        }

        private void doubt(Group group) {
            if (group != null) {
                group.members().forEach(this::doubt);
            }
        }

        /** What this user was last told is not what is known now: the same answer must be read again. */
        private void doubt(String user) {
            people.computeIfPresent(user, (same, person) -> {
                if (person.hash().isEmpty()) {
                    return person;
                }
                doubted.add(user);
                return person.answered("", person.asked());
            });
        }

        void name(String user, String fullName) {
            Person before = people.get(user);
            if (asked.isBefore(before == null ? answered(user) : before.named())) {
                overtaken = true;
                return;
            }
            if ((before == null || !fullName.equals(before.name())) && isContested(newer(user, age.known()))) {
                return;
            }
            people.put(user, (before == null ? Person.UNKNOWN : before).named(fullName, asked));
            if (before == null) {
                added.add(user);
            }
            if (!fullName.equals(before == null ? "" : before.name())) {
                renamed.put(user, fullName);
                doubt(user);
                groupsOf(user).forEach(id -> doubt(groups.get(id)));
            }
        }

        /** @param stored what another process has stored of a group; null if it is gone */
        void follow(String id, Group stored, boolean noted, Instant since) {
            Group before = groups.get(id);
            boolean same = isSame(before, stored);
            if (noted || !same) {
                groupFacts.stored(id, asked, since);
            }
            if (same) {
                return;
            }
            GroupChange change = new GroupChange(before, stored);
            if (groupFacts.isLearnedSince(id, since)) {
                unclear.addAll(change.witnesses());
            }
            change.joined().stream()
                    .filter(user -> userFacts.isLearnedSince(user, since))
                    .forEach(unclear::add);
            put(
                    before,
                    stored == null
                            ? null
                            : new Group(
                                    stored.name(),
                                    stored.members(),
                                    before == null ? Instant.EPOCH : before.seen(),
                                    0));
        }

        /**
         * Takes over what another process has stored of a user.
         *
         * @param stored null if that user is gone
         * @return whether the user was known, and is gone
         */
        boolean follow(String user, Person stored, boolean noted, Instant since) {
            Person before = people.get(user);
            String name = stored == null ? "" : stored.name();
            boolean same = before == null || stored == null
                    ? before == stored
                    : before.name().equals(name);
            if (noted || !same) {
                userFacts.stored(user, asked, since);
            }
            if (!same && before != null && isLearnedSince(user, since)) {
                unclear.add(user);
            }
            if (stored == null) {
                return people.remove(user) != null;
            }
            people.put(
                    user,
                    before == null
                            ? stored
                            : new Person(name, stored.hash(), later(before.asked(), stored.asked()), before.named()));
            if (before == null) {
                added.add(user);
            }
            if (!name.equals(before == null ? "" : before.name())) {
                renamed.put(user, name);
            }
            return false;
        }

        private boolean isLearnedSince(String user, Instant since) {
            return userFacts.isLearnedSince(user, since)
                    || groupsOf(user).stream().anyMatch(id -> groupFacts.isLearnedSince(id, since));
        }

        RosterChange change(Set<String> gone) {
            return new RosterChange(
                    List.copyOf(changed),
                    Map.copyOf(renamed),
                    Set.copyOf(added),
                    gone,
                    Set.copyOf(doubted),
                    Set.copyOf(unclear));
        }

        private static Set<String> union(Set<String> one, Set<String> other) {
            Set<String> both = new HashSet<>(one);
            both.addAll(other);
            return Set.copyOf(both);
        }

        private static Set<String> without(Set<String> ids, String id) {
            Set<String> rest = new HashSet<>(ids);
            rest.remove(id);
            return Set.copyOf(rest);
        }
    }
}
