package net.xcauth.core.roster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.roster.ConflictResolution.Newer;
import net.xcauth.core.roster.Group.GroupName;

/** Applies one answer of the cloud, or the changes of another process, to a directory, and collects what changes. */
final class DirectoryUpdate {
    /** After this number of members found to have left a group that no roster confirms, it is considered deleted. */
    private static final int DENIALS_THAT_END_A_GROUP = 3;

    private final DirectoryState state;
    private final Instant asked;
    private final AnswerAge age;
    private final List<GroupChange> changed = new ArrayList<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> added = new HashSet<>();
    private final Set<String> doubted = new HashSet<>();
    private final Set<String> unclear = new HashSet<>();
    private boolean overtaken;
    private Newer contest = Newer.LEARNED;

    /** @param state locked by the caller */
    DirectoryUpdate(DirectoryState state, AnswerAge age) {
        this.state = state;
        this.age = age;
        asked = age.asked();
    }

    /** True if the answer contradicts newer answers or other processes. */
    boolean isOvertaken() {
        return overtaken;
    }

    /** Applies a group in a member's roster. */
    void show(GroupName name, Set<String> members) {
        Optional<Group> before = state.group(name.id());
        Instant known = before.map(Group::seen).orElseGet(() -> state.ends.getOrDefault(name.id(), Instant.EPOCH));
        if (asked.isBefore(known)) {
            overtaken = true;
            return;
        }
        boolean same = before.filter(
                        group -> group.name().equals(name) && group.members().equals(members))
                .isPresent();
        if (!same && isContested(state.groupFacts.of(name.id(), age.known()))) {
            return;
        }
        state.groupFacts.learned(name.id(), age.remembered() ? age.known() : asked);
        Set<String> former = before.map(Group::members).orElse(Set.of());
        Set<String> current = new HashSet<>(members);
        current.removeIf(user -> !former.contains(user)
                && (asked.isBefore(state.answered(user)) || isContested(state.userFacts.of(user, age.known()))));
        overtaken |= current.size() < members.size();
        if (!current.isEmpty()) {
            change(before, Optional.of(new Group(name, current, asked, 0)));
        }
    }

    /** True if another process has different data that are newer, or may be. */
    private boolean isContested(Newer newer) {
        contest = contest.and(newer);
        overtaken |= newer != Newer.LEARNED;
        return newer != Newer.LEARNED;
    }

    /** Requests another query, unless the answer was known to be old: then what others have stored is newer. */
    void askAgainIfContested(String user) {
        if (contest == Newer.UNCLEAR || contest == Newer.STORED && !age.remembered()) {
            unclear.add(user);
        }
    }

    /** Applies that a member's roster no longer shows a group. */
    void deny(Group before, String user) {
        if (asked.isBefore(before.seen())) {
            overtaken = true;
            return;
        }
        if (isContested(state.groupFacts.of(before.id(), age.known()).and(state.userFacts.of(user, age.known())))) {
            return;
        }
        state.groupFacts.learned(before.id(), age.known());
        boolean renamedGroup = changed.stream()
                .anyMatch(change -> change.before().isEmpty()
                        && change.after()
                                .filter(group -> group.members().equals(before.members()))
                                .isPresent());
        if (renamedGroup || before.denials() + 1 >= DENIALS_THAT_END_A_GROUP) {
            remove(before, before.members());
        } else {
            remove(new Group(before.name(), before.members(), before.seen(), before.denials() + 1), Set.of(user));
        }
    }

    /** Removes members from a group, and the group with its last member. */
    void remove(Group before, Set<String> leaving) {
        Set<String> remaining = new HashSet<>(before.members());
        remaining.removeAll(leaving);
        change(
                state.group(before.id()),
                remaining.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Group(before.name(), remaining, before.seen(), before.denials())));
    }

    private void change(Optional<Group> before, Optional<Group> after) {
        after.ifPresentOrElse(
                group -> state.ends.remove(group.id()),
                () -> before.ifPresent(group -> state.ends.put(group.id(), asked)));
        if (put(before, after)) {
            before.ifPresent(this::doubtMembers);
            after.ifPresent(this::doubtMembers);
        }
    }

    /** @return true if the change is visible */
    private boolean put(Optional<Group> before, Optional<Group> after) {
        GroupChange change = new GroupChange(before, after);
        after.ifPresentOrElse(group -> state.groups.put(group.id(), group), () -> state.groups.remove(change.id()));
        if (isSame(before, after)) {
            return false;
        }
        changed.add(change);
        change.joined().forEach(user -> state.memberships.merge(user, Set.of(change.id()), DirectoryUpdate::union));
        change.left()
                .forEach(user -> state.memberships.computeIfPresent(
                        user, (same, ids) -> ids.size() == 1 ? null : without(ids, change.id())));
        return true;
    }

    private static boolean isSame(Optional<Group> one, Optional<Group> other) {
        return one.map(Group::members).equals(other.map(Group::members))
                && one.map(Group::name).equals(other.map(Group::name));
    }

    private void doubtMembers(Group group) {
        group.members().forEach(this::doubt);
    }

    /** Marks a user's last answer as outdated, so that the same answer is read again. */
    private void doubt(String user) {
        state.people.computeIfPresent(user, (same, person) -> {
            if (person.hash().isEmpty()) {
                return person;
            }
            doubted.add(user);
            return person.answered("", person.asked());
        });
    }

    /** Applies a user's display name. */
    void name(String user, String fullName) {
        Optional<Person> before = state.person(user);
        if (asked.isBefore(before.map(Person::named).orElseGet(() -> state.answered(user)))) {
            overtaken = true;
            return;
        }
        boolean same = before.filter(person -> fullName.equals(person.name())).isPresent();
        if (!same && isContested(state.newer(user, age.known()))) {
            return;
        }
        state.people.put(user, before.orElse(Person.UNKNOWN).named(fullName, asked));
        if (before.isEmpty()) {
            added.add(user);
        }
        if (!fullName.equals(before.map(Person::name).orElse(""))) {
            renamed.put(user, fullName);
            doubt(user);
            state.groupsOf(user).forEach(id -> state.group(id).ifPresent(this::doubtMembers));
        }
    }

    /**
     * Applies what another process has stored about a group.
     *
     * @param stored empty if the group is deleted
     */
    void followGroup(String id, Optional<Group> stored, boolean noted, Instant since) {
        Optional<Group> before = state.group(id);
        boolean same = isSame(before, stored);
        if (noted || !same) {
            state.groupFacts.stored(id, asked, since);
        }
        if (same) {
            return;
        }
        GroupChange change = new GroupChange(before, stored);
        if (state.groupFacts.isLearnedSince(id, since)) {
            unclear.addAll(change.witnesses());
        }
        change.joined().stream()
                .filter(user -> state.userFacts.isLearnedSince(user, since))
                .forEach(unclear::add);
        put(
                before,
                stored.map(group -> new Group(
                        group.name(), group.members(), before.map(Group::seen).orElse(Instant.EPOCH), 0)));
    }

    /**
     * Applies what another process has stored about a user.
     *
     * @param stored empty if the user is deleted
     * @return true if a known user is deleted
     */
    boolean followUser(String user, Optional<Person> stored, boolean noted, Instant since) {
        Optional<Person> before = state.person(user);
        boolean same = before.map(Person::name).equals(stored.map(Person::name));
        if (noted || !same) {
            state.userFacts.stored(user, asked, since);
        }
        if (!same && before.isPresent() && isLearnedSince(user, since)) {
            unclear.add(user);
        }
        if (stored.isEmpty()) {
            return state.people.remove(user) != null;
        }
        Person person = stored.get();
        state.people.put(
                user,
                before.map(known -> new Person(
                                person.name(),
                                person.hash(),
                                DirectoryState.later(known.asked(), person.asked()),
                                known.named()))
                        .orElse(person));
        if (before.isEmpty()) {
            added.add(user);
        }
        if (!person.name().equals(before.map(Person::name).orElse(""))) {
            renamed.put(user, person.name());
        }
        return false;
    }

    private boolean isLearnedSince(String user, Instant since) {
        return state.userFacts.isLearnedSince(user, since)
                || state.groupsOf(user).stream().anyMatch(id -> state.groupFacts.isLearnedSince(id, since));
    }

    /** The collected changes. */
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
