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
        return groupsOf(user).stream().map(groups::get).filter(group -> group != null).map(Group::seen)
                .max(Comparator.naturalOrder())
                .orElse(person == null || person.hash().isEmpty() ? Instant.MIN : person.asked());
    }

    /**
     * A member of a group that others have been found to have left, and that nobody has shown since.
     *
     * @param start who has been asked about since then is not meant
     */
    synchronized Optional<String> doubtful(Instant start) {
        return groups.values().stream().filter(group -> group.denials() > 0 && group.seen().isBefore(start))
                .flatMap(group -> group.members().stream().sorted()).filter(user -> answered(user).isBefore(start))
                .findFirst();
    }

    /** Fills it with what was stored: what is here already stays if it is newer. */
    public synchronized void load(DirectoryImage image) {
        image.people().forEach((user, person) -> people.merge(user, person,
                (here, stored) -> here.asked().isAfter(stored.asked()) ? here : stored));
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
    }

    /** Replaces all there is: another process has changed what is stored. */
    public synchronized void replace(DirectoryImage image) {
        people.keySet().retainAll(image.people().keySet());
        people.putAll(image.people());
        Map<String, Group> stored = new HashMap<>();
        image.groups().forEach(group -> stored.put(group.id(), group));
        groups.keySet().retainAll(stored.keySet());
        groups.putAll(stored);
        indexMemberships();
    }

    private void indexMemberships() {
        Map<String, Set<String>> index = new HashMap<>();
        groups.values().forEach(group -> group.members().forEach(
                member -> index.computeIfAbsent(member, absent -> new HashSet<>()).add(group.id())));
        memberships.keySet().retainAll(index.keySet());
        index.forEach((user, ids) -> memberships.put(user, Set.copyOf(ids)));
    }

    /** What there is to store of these users and groups; those that are gone are left out. */
    public synchronized DirectoryImage image(Collection<String> users, Collection<String> ids) {
        Map<String, Person> some = new HashMap<>();
        users.forEach(user -> Optional.ofNullable(people.get(user)).ifPresent(person -> some.put(user, person)));
        return new DirectoryImage(some, ids.stream().map(groups::get).filter(group -> group != null).toList());
    }

    /**
     * Whether an answer says what is known already; if so, that is now known to hold at the time of the question.
     *
     * @param hash  of the answer
     * @param asked when the question was asked
     */
    synchronized boolean confirms(String user, String hash, Instant asked) {
        Person person = people.getOrDefault(user, Person.UNKNOWN);
        if (!person.knows(hash) || asked.isBefore(person.asked())) {
            return false;
        }
        people.put(user, person.answered(hash, asked));
        answers.put(user, asked);
        groupsOf(user).forEach(id -> groups.computeIfPresent(id, (same, group) ->
                new Group(group.name(), group.members(), later(group.seen(), asked), 0)));
        return true;
    }

    /** Takes over a user's roster. */
    synchronized RosterChange apply(String user, SharedRoster roster, String hash, Instant asked) {
        if (asked.isBefore(answered(user))) {
            return RosterChange.NONE;
        }
        answers.put(user, asked);
        Draft draft = new Draft(asked);
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
        RosterChange change = draft.change(Set.of());
        people.computeIfPresent(user, (same, person) -> person.answered(draft.overtaken ? "" : hash, asked));
        return change;
    }

    /** Takes over that the cloud does not know a user. */
    synchronized RosterChange forget(String user, Instant asked) {
        if (asked.isBefore(answered(user))) {
            return RosterChange.NONE;
        }
        answers.put(user, asked);
        Draft draft = new Draft(asked);
        groupsOf(user).stream().map(groups::get).filter(group -> !asked.isBefore(group.seen()))
                .forEach(group -> draft.remove(group, Set.of(user)));
        if (asked.isBefore(people.getOrDefault(user, Person.UNKNOWN).named()) || !groupsOf(user).isEmpty()) {
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
        private final List<GroupChange> changed = new ArrayList<>();
        private final Map<String, String> renamed = new HashMap<>();
        private final Set<String> added = new HashSet<>();
        private final Set<String> doubted = new HashSet<>();
        /** Something was told that newer answers tell otherwise. */
        private boolean overtaken;

        Draft(Instant asked) {
            this.asked = asked;
        }

        /** A member's roster shows this group. */
        void show(GroupName name, Set<String> members) {
            Group before = groups.get(name.id());
            if (asked.isBefore(before == null ? ends.getOrDefault(name.id(), Instant.EPOCH) : before.seen())) {
                overtaken = true;
                return;
            }
            Set<String> current = new HashSet<>(members);
            current.removeIf(user -> asked.isBefore(answered(user))
                    && (before == null || !before.members().contains(user)));
            overtaken |= current.size() < members.size();
            if (!current.isEmpty()) {
                put(before, new Group(name, current, asked, 0));
            }
        }

        /** A member's roster does not show this group any more. */
        void deny(Group before, String user) {
            if (asked.isBefore(before.seen())) {
                overtaken = true;
                return;
            }
            boolean renamedGroup = changed.stream().anyMatch(change -> change.before() == null
                    && change.after().members().equals(before.members()));
            if (renamedGroup || before.denials() + 1 >= DENIALS_THAT_END_A_GROUP) {
                remove(before, before.members());
            } else {
                remove(new Group(before.name(), before.members(), before.seen(), before.denials() + 1), Set.of(user));
            }
        }

        void remove(Group before, Set<String> leaving) {
            Set<String> remaining = new HashSet<>(before.members());
            remaining.removeAll(leaving);
            put(groups.get(before.id()), remaining.isEmpty() ? null
                    : new Group(before.name(), remaining, before.seen(), before.denials()));
        }

        private void put(Group before, Group after) {
            GroupChange change = new GroupChange(before, after);
            if (after == null) {
                groups.remove(change.id());
                ends.put(change.id(), asked);
            } else {
                groups.put(change.id(), after);
                ends.remove(change.id());
            }
            if (before != null && after != null && before.members().equals(after.members()) && !change.isRenamed()) {
                return;
            }
            changed.add(change);
            change.joined().forEach(user -> memberships.merge(user, Set.of(change.id()), Draft::union));
            change.left().forEach(user -> memberships.computeIfPresent(user,
                    (same, ids) -> ids.size() == 1 ? null : without(ids, change.id())));
            doubt(before);
            doubt(after);
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

        RosterChange change(Set<String> gone) {
            return new RosterChange(List.copyOf(changed), Map.copyOf(renamed), Set.copyOf(added), gone,
                    Set.copyOf(doubted));
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
