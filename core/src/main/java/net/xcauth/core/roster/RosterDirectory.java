package net.xcauth.core.roster;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.roster.ConflictResolution.Newer;

/**
 * The users and groups of an XMPP domain known from rosters, in memory, so that reading never blocks. A member's roster
 * shows the complete group. Answers may arrive out of order, so those to older queries than the last are ignored.
 */
public final class RosterDirectory {
    private final DirectoryState state = new DirectoryState();

    /** The group with this id; empty if unknown. */
    public Optional<Group> group(String id) {
        return state.group(id);
    }

    /** The ids of all groups, sorted. */
    public NavigableSet<String> groupIds() {
        return state.groups.keySet();
    }

    /** All known users. */
    public Set<String> users() {
        return Set.copyOf(state.people.keySet());
    }

    /** The ids of a user's groups. */
    public Set<String> groupsOf(String user) {
        return state.groupsOf(user);
    }

    /** A user's display name; empty if unknown. */
    public Optional<String> fullName(String user) {
        return state.person(user).map(Person::name).filter(name -> !name.isEmpty());
    }

    /** True if a user's own roster is known. */
    public boolean hasRoster(String user) {
        return asked(user).isAfter(Instant.EPOCH);
    }

    /** True if this user has appeared in a roster, and the cloud has not said since that there is no such user. */
    public boolean knows(String user) {
        return state.people.containsKey(user);
    }

    /** When the last answered query for this user's own roster was sent; {@link Instant#EPOCH} if never. */
    public Instant asked(String user) {
        return state.people.getOrDefault(user, Person.UNKNOWN).asked();
    }

    /** When a roster last showed that this user exists; {@link Instant#MIN} if none has. */
    public Instant confirmed(String user) {
        return groupsOf(user).stream()
                .map(state::group)
                .flatMap(Optional::stream)
                .map(Group::seen)
                .max(Comparator.naturalOrder())
                .or(() -> state.person(user)
                        .filter(person -> !person.hash().isEmpty())
                        .map(Person::asked))
                .orElse(Instant.MIN);
    }

    /**
     * A member of a group that others have been found to have left, and that no roster has shown since.
     *
     * @param start users queried since then are excluded
     */
    synchronized Optional<String> doubtful(Instant start) {
        return state.groups.values().stream()
                .filter(group -> group.denials() > 0 && group.seen().isBefore(start))
                .flatMap(group -> group.members().stream().sorted())
                .filter(user -> state.answered(user).isBefore(start))
                .findFirst();
    }

    /** Loads stored data; newer existing data stay. */
    public synchronized void load(DirectorySnapshot image) {
        image.people()
                .forEach((user, person) -> state.people.merge(
                        user, person, (here, stored) -> here.asked().isAfter(stored.asked()) ? here : stored));
        for (Group group : image.groups()) {
            Group here = state.groups.get(group.id());
            if (here == null || !here.seen().isAfter(group.seen())) {
                state.groups.put(group.id(), group);
            }
        }
        state.indexMemberships();
    }

    /** Forgets everything. */
    synchronized void clear() {
        state.clear();
    }

    /**
     * Applies what another process has stored. Answers learned before do not change it any more.
     *
     * @param stored  the stored state; those of these users and groups that are not in it are deleted
     * @param users   users that may have changed
     * @param ids     groups that may have changed
     * @param noted   false if there are no change notes: then only differences are changes
     * @param seen    the current time; the stored state was read before
     * @param unclear the earliest time at which the other process may have queried it
     */
    synchronized RosterChange follow(
            DirectorySnapshot stored,
            Set<String> users,
            Set<String> ids,
            boolean noted,
            Instant seen,
            Instant unclear) {
        DirectoryUpdate update = new DirectoryUpdate(state, AnswerAge.of(seen));
        Map<String, Group> there = new HashMap<>();
        stored.groups().forEach(group -> there.put(group.id(), group));
        ids.forEach(id -> update.followGroup(id, Optional.ofNullable(there.get(id)), noted, unclear));
        Set<String> gone = new HashSet<>();
        for (String user : users) {
            if (update.followUser(user, Optional.ofNullable(stored.people().get(user)), noted, unclear)) {
                gone.add(user);
            }
        }
        return update.change(gone);
    }

    /** Forgets what no answer still to come depends on, see {@link ConflictResolution#forget}. */
    synchronized void forgetOldConflicts(Instant oldest, Instant unclear) {
        state.groupFacts.forget(oldest, unclear);
        state.userFacts.forget(oldest, unclear);
    }

    /** The current state of these users and groups; deleted ones are left out. */
    public synchronized DirectorySnapshot image(Collection<String> users, Collection<String> ids) {
        Map<String, Person> some = new HashMap<>();
        users.forEach(user -> state.person(user).ifPresent(person -> some.put(user, person)));
        return new DirectorySnapshot(
                some, ids.stream().map(state::group).flatMap(Optional::stream).toList());
    }

    /**
     * True if an answer contains nothing new. If so, the known data are confirmed as of the time of the query.
     *
     * @param hash hash of the answer
     */
    synchronized boolean confirms(String user, String hash, AnswerAge age) {
        Person person = state.people.getOrDefault(user, Person.UNKNOWN);
        Instant asked = age.asked();
        if (!person.knows(hash) || asked.isBefore(person.asked())) {
            return false;
        }
        state.people.put(user, person.answered(hash, asked));
        state.answers.put(user, asked);
        state.userFacts.learned(user, age.known());
        groupsOf(user).forEach(id -> {
            state.groupFacts.learned(id, age.known());
            state.groups.computeIfPresent(
                    id,
                    (same, group) ->
                            new Group(group.name(), group.members(), DirectoryState.later(group.seen(), asked), 0));
        });
        return true;
    }

    /** Applies a user's roster. */
    synchronized RosterChange apply(String user, SharedRoster roster, String hash, AnswerAge age) {
        Instant asked = age.asked();
        if (asked.isBefore(state.answered(user))) {
            return RosterChange.NONE;
        }
        state.answers.put(user, asked);
        DirectoryUpdate update = new DirectoryUpdate(state, age);
        Set<String> shown = new HashSet<>();
        roster.groups().forEach((name, members) -> {
            shown.add(name.id());
            update.show(name, members);
        });
        for (String id : groupsOf(user)) {
            if (!shown.contains(id) && !roster.withheld().contains(id)) {
                state.group(id).ifPresent(group -> update.deny(group, user));
            }
        }
        roster.fullNames().forEach(update::name);
        update.name(user, roster.fullNames().getOrDefault(user, fullName(user).orElse("")));
        update.askAgainIfContested(user);
        state.userFacts.learned(user, age.known());
        RosterChange change = update.change(Set.of());
        state.people.computeIfPresent(user, (same, person) -> person.answered(update.isOvertaken() ? "" : hash, asked));
        return change;
    }

    /** Applies that the cloud does not know a user. */
    synchronized RosterChange forget(String user, Instant asked) {
        if (asked.isBefore(state.answered(user))) {
            return RosterChange.NONE;
        }
        if (state.newer(user, asked) != Newer.LEARNED) {
            return RosterChange.unclear(Set.of(user));
        }
        state.answers.put(user, asked);
        state.userFacts.learned(user, asked);
        DirectoryUpdate update = new DirectoryUpdate(state, AnswerAge.of(asked));
        groupsOf(user).stream()
                .map(state.groups::get)
                .filter(group -> !asked.isBefore(group.seen()))
                .forEach(group -> update.remove(group, Set.of(user)));
        if (asked.isBefore(state.people.getOrDefault(user, Person.UNKNOWN).named())
                || !groupsOf(user).isEmpty()) {
            return update.change(Set.of());
        }
        state.people.remove(user);
        return update.change(Set.of(user));
    }

    /** Notes an answer that is not to be applied. */
    synchronized void answered(String user, Instant asked) {
        if (asked.isAfter(state.answered(user))) {
            state.answers.put(user, asked);
        }
    }

    /**
     * Makes the next answers be read completely.
     *
     * @return users whose earlier answers are discarded
     */
    public synchronized Set<String> distrust() {
        Set<String> distrusted = new HashSet<>();
        state.people.replaceAll((user, person) -> {
            if (!person.hash().isEmpty()) {
                distrusted.add(user);
            }
            return person.answered("", person.asked());
        });
        return distrusted;
    }
}
