package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.xcauth.core.roster.Group.GroupName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Users and groups as rosters are applied. Tests give the second of each query. */
class RosterDirectoryTest {
    private final RosterDirectory directory = new RosterDirectory();

    private static Instant at(int second) {
        return Instant.ofEpochSecond(1_700_000_000 + second);
    }

    private RosterChange tell(String user, int second, String... groups) {
        return tell(user, second, SampleRosters.of(groups));
    }

    /** Answers with the same content have the same hash. */
    private RosterChange tell(String user, int second, SharedRoster roster) {
        return directory.apply(user, roster, hash(roster), AnswerAge.of(at(second)));
    }

    private boolean confirms(String user, int second, String... groups) {
        return directory.confirms(user, hash(SampleRosters.of(groups)), AnswerAge.of(at(second)));
    }

    private static String hash(SharedRoster roster) {
        Map<String, Set<String>> groups = new TreeMap<>();
        roster.groups().forEach((name, members) -> groups.put(name.id(), new TreeSet<>(members)));
        return groups + " " + new TreeMap<>(roster.fullNames());
    }

    private Set<String> members(String group) {
        return directory.group(group).map(Group::members).orElse(Set.of());
    }

    private static GroupChange of(RosterChange change, String id) {
        return change.groups().stream()
                .filter(group -> group.id().equals(id))
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + id);
                })
                .orElseThrow();
    }

    private static List<String> ids(RosterChange change) {
        return change.groups().stream().map(GroupChange::id).sorted().toList();
    }

    private void assertConsistent() {
        Map<String, Set<String>> index = new TreeMap<>();
        for (String id : directory.groupIds()) {
            Group group = directory.group(id).orElseThrow();
            assertThat(group.members()).as(id).isNotEmpty();
            assertThat(group.id()).isEqualTo(id);
            group.members()
                    .forEach(user -> index.computeIfAbsent(user, absent -> new TreeSet<>())
                            .add(id));
        }
        index.forEach(
                (user, ids) -> assertThat(directory.groupsOf(user)).as(user).isEqualTo(ids));
    }

    @Nested
    class ARoster {

        @Test
        void saysNothingAboutWithheldGroups() {
            tell("alice", 1, "Staff: alice bob", "Fun: alice carol");
            RosterChange change =
                    tell("alice", 2, new SharedRoster(Map.of(), Map.of(), Map.of(), Set.of(), Set.of("Staff")));

            assertThat(ids(change)).containsExactly("Fun");
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "bob");
            assertConsistent();
        }

        @Test
        void showsUsersAndGroups() {
            RosterChange change = tell("alice", 1, "Staff: alice bob", "Fun: alice carol");

            assertThat(directory.groupIds()).containsExactly("Fun", "Staff");
            assertThat(directory.group("Staff"))
                    .contains(new Group(new GroupName("Staff", "Staff"), Set.of("alice", "bob"), at(1), 0));
            assertThat(directory.groupsOf("alice")).containsExactlyInAnyOrder("Fun", "Staff");
            assertThat(directory.groupsOf("bob")).containsExactly("Staff");
            assertThat(directory.fullName("bob")).contains("Bob");
            assertThat(ids(change)).containsExactly("Fun", "Staff");
            assertThat(of(change, "Staff").before()).isEmpty();
            assertThat(of(change, "Staff").joined()).containsExactlyInAnyOrder("alice", "bob");
            assertThat(of(change, "Staff").left()).isEmpty();
            assertThat(change.added()).containsExactlyInAnyOrder("alice", "bob", "carol");
            assertThat(change.renamed()).isEqualTo(Map.of("alice", "Alice", "bob", "Bob", "carol", "Carol"));
            assertThat(change.newNames()).isEmpty();
            assertThat(change.gone()).isEmpty();
        }

        @Test
        void withoutGroupsMakesTheUserKnown() {
            RosterChange change = tell("alice", 1);

            assertThat(change.added()).containsExactly("alice");
            assertThat(change.groups()).isEmpty();
            assertThat(directory.hasRoster("alice")).isTrue();
            assertThat(directory.groupsOf("alice")).isEmpty();
            assertThat(directory.fullName("alice")).isEmpty();
        }

        @Test
        void thatContainsNothingNewChangesNothing() {
            tell("alice", 1, "Staff: alice bob");

            assertThat(tell("alice", 2, "Staff: alice bob").isEmpty()).isTrue();
            assertThat(tell("bob", 3, "Staff: alice bob").isEmpty()).isTrue();
        }

        @Test
        void isKnownOnlyForTheQueriedUser() {
            tell("alice", 1, "Staff: alice bob");

            assertThat(directory.hasRoster("alice")).isTrue();
            assertThat(directory.asked("alice")).isEqualTo(at(1));
            assertThat(directory.hasRoster("bob")).isFalse();
            assertThat(directory.hasRoster("nobody")).isFalse();
            assertThat(directory.asked("bob")).isEqualTo(Instant.EPOCH);
        }

        @Test
        void showsWhoHasJoined() {
            tell("alice", 1, "Staff: alice bob", "Fun: alice bob");
            RosterChange change = tell("bob", 2, "Staff: alice bob carol", "Fun: alice bob");

            assertThat(ids(change)).containsExactly("Staff");
            assertThat(of(change, "Staff").joined()).containsExactly("carol");
            assertThat(of(change, "Staff").left()).isEmpty();
            assertThat(change.added()).containsExactly("carol");
            assertThat(directory.groupsOf("carol")).containsExactly("Staff");
            assertConsistent();
        }

        @Test
        void showsWhoHasLeft() {
            tell("alice", 1, "Staff: alice bob carol");
            RosterChange change = tell("alice", 2, "Staff: alice bob");

            assertThat(of(change, "Staff").left()).containsExactly("carol");
            assertThat(of(change, "Staff").joined()).isEmpty();
            assertThat(directory.groupsOf("carol")).isEmpty();
            assertThat(directory.fullName("carol")).contains("Carol");
            assertThat(change.gone()).isEmpty();
            assertConsistent();
        }

        @Test
        void showsNewNames() {
            tell("alice", 1, "Staff: alice bob");
            RosterChange change =
                    tell("alice", 2, SampleRosters.renamed(SampleRosters.of("Staff: alice bob"), "bob", "Robert"));

            assertThat(change.groups()).isEmpty();
            assertThat(change.added()).isEmpty();
            assertThat(change.renamed()).isEqualTo(Map.of("bob", "Robert"));
            assertThat(change.newNames()).isEqualTo(Map.of("bob", "Robert"));
            assertThat(directory.fullName("bob")).contains("Robert");
        }

        @Test
        void showsThatAUserNoLongerHasAName() {
            tell("alice", 1, "Staff: alice bob");
            RosterChange change =
                    tell("alice", 2, SampleRosters.renamed(SampleRosters.of("Staff: alice bob"), "bob", ""));

            assertThat(change.newNames()).isEqualTo(Map.of("bob", ""));
            assertThat(directory.fullName("bob")).isEmpty();
        }

        @Test
        void withoutGroupsLeavesTheUsersNameAlone() {
            tell("alice", 1, "Staff: alice bob");
            tell("alice", 2);

            assertThat(directory.fullName("alice")).contains("Alice");
        }

        @Test
        void containsNamesOfUsersWhoseGroupsAreNotShown() {
            SharedRoster roster =
                    new SharedRoster(Map.of("alice", "Alice", "bob", "Bob"), Map.of(), Map.of(), Set.of());

            assertThat(tell("alice", 1, roster).added()).containsExactlyInAnyOrder("alice", "bob");
            assertThat(directory.fullName("bob")).contains("Bob");
        }
    }

    @Nested
    class AGroupThatARosterNoLongerShows {

        @Test
        void hasLostThisUser() {
            tell("alice", 1, "Staff: alice bob carol", "Fun: alice bob");
            RosterChange change = tell("bob", 2, "Fun: alice bob");

            assertThat(ids(change)).containsExactly("Staff");
            assertThat(of(change, "Staff").left()).containsExactly("bob");
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol");
            assertConsistent();
        }

        @Test
        void isGoneWithItsLastMember() {
            tell("alice", 1, "Staff: alice");
            RosterChange change = tell("alice", 2);

            assertThat(of(change, "Staff").after()).isEmpty();
            assertThat(of(change, "Staff").left()).containsExactly("alice");
            assertThat(directory.groupIds()).isEmpty();
            assertThat(directory.groupsOf("alice")).isEmpty();
            assertThat(directory.group("Staff")).isEmpty();
        }

        @Test
        void wasRenamedIfANewOneHasItsMembers() {
            tell("alice", 1, "Staff: alice bob carol", "Fun: alice bob");
            RosterChange change = tell("bob", 2, "Team: alice bob carol", "Fun: alice bob");

            assertThat(ids(change)).containsExactly("Staff", "Team");
            assertThat(of(change, "Team").joined()).containsExactlyInAnyOrder("alice", "bob", "carol");
            assertThat(of(change, "Staff").left()).containsExactlyInAnyOrder("alice", "bob", "carol");
            assertThat(of(change, "Staff").after()).isEmpty();
            assertThat(directory.groupIds()).containsExactly("Fun", "Team");
            assertThat(directory.groupsOf("carol")).containsExactly("Team");
            assertConsistent();
        }

        @Test
        void wasNotRenamedIfTheNewOneHasOthers() {
            tell("alice", 1, "Staff: alice bob carol");
            tell("bob", 2, "Team: alice bob");

            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol");
            assertThat(members("Team")).containsExactlyInAnyOrder("alice", "bob");
            assertConsistent();
        }

        @Test
        void wasNotRenamedIfTheOneWithItsMembersWasThereBefore() {
            tell("alice", 1, "Staff: alice bob carol", "Team: alice bob");
            tell("alice", 2, "Staff: alice bob carol", "Team: alice bob carol");
            tell("bob", 3, "Team: alice bob carol");

            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol");
        }

        @Test
        void isDeletedWhenThreeInARowHaveLeftIt() {
            tell("alice", 1, "Staff: alice bob carol dave eve");
            tell("alice", 2);
            tell("bob", 3);
            assertThat(members("Staff")).containsExactlyInAnyOrder("carol", "dave", "eve");
            RosterChange change = tell("carol", 4);

            assertThat(of(change, "Staff").left()).containsExactlyInAnyOrder("carol", "dave", "eve");
            assertThat(of(change, "Staff").after()).isEmpty();
            assertThat(directory.groupsOf("eve")).isEmpty();
            assertConsistent();
        }

        @Test
        void staysIfAnotherRosterShowsItMeanwhile() {
            tell("alice", 1, "Staff: alice bob carol dave eve");
            tell("alice", 2);
            tell("bob", 3);
            tell("eve", 4, "Staff: carol dave eve");
            tell("carol", 5);
            tell("dave", 6);

            assertThat(members("Staff")).containsExactly("eve");
        }
    }

    @Nested
    class AnOlderQuery {

        @Test
        void doesNotUndoWhoIsInAGroup() {
            tell("alice", 5, "Staff: alice bob carol");

            assertThat(tell("bob", 4, "Staff: alice bob dave").groups()).isEmpty();
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "bob", "carol");
        }

        @Test
        void doesNotUndoThatTheUserHasJoined() {
            tell("alice", 5, "Staff: alice bob");

            assertThat(tell("bob", 4).groups()).isEmpty();
            assertThat(directory.groupsOf("bob")).containsExactly("Staff");
        }

        @Test
        void doesNotUndoThatAnotherUserHasLeft() {
            tell("alice", 1, "Staff: alice bob carol");
            tell("bob", 5);
            RosterChange change = tell("carol", 4, "Staff: alice bob carol dave");

            assertThat(of(change, "Staff").joined()).containsExactly("dave");
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol", "dave");
            assertConsistent();
        }

        @Test
        void doesNotUndoThatAnotherUserIsNotInANewGroup() {
            tell("bob", 5);
            tell("alice", 4, "Staff: alice bob");

            assertThat(members("Staff")).containsExactly("alice");
        }

        @Test
        void doesNotUndoThatAGroupWasRenamed() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 5, "Team: alice bob");
            tell("alice", 4, "Staff: alice bob");

            assertThat(directory.groupIds()).containsExactly("Team");
            assertThat(members("Team")).containsExactlyInAnyOrder("alice", "bob");
        }

        @Test
        void doesNotUndoANewName() {
            tell("alice", 5, SampleRosters.renamed(SampleRosters.of("Staff: alice bob"), "bob", "Robert"));

            assertThat(tell("bob", 4, "Staff: alice bob").renamed()).isEmpty();
            assertThat(directory.fullName("bob")).contains("Robert");
        }

        @Test
        void doesNotUndoAnAnswerAboutTheSameUser() {
            tell("alice", 5);

            assertThat(tell("alice", 4, "Staff: alice bob").isEmpty()).isTrue();
            assertThat(directory.groupIds()).isEmpty();
            assertThat(directory.asked("alice")).isEqualTo(at(5));
        }

        @Test
        void doesNotUndoThatAUserExists() {
            tell("alice", 5, "Staff: alice bob");

            assertThat(directory.forget("bob", at(4)).isEmpty()).isTrue();
            assertThat(directory.forget("alice", at(4)).isEmpty()).isTrue();
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "bob");
        }

        @Test
        void endsMembershipsThatNothingNewerShows() {
            tell("alice", 1, "Staff: alice bob", "Fun: alice bob");
            tell("alice", 5, "Staff: alice bob");
            RosterChange change = directory.forget("bob", at(4));

            assertThat(change.gone()).isEmpty();
            assertThat(ids(change)).containsExactly("Fun");
            assertThat(directory.groupsOf("bob")).containsExactly("Staff");
        }

        @Test
        void doesNotUndoThatAUserWithoutGroupsExists() {
            tell("alice", 5);

            assertThat(directory.forget("alice", at(4)).isEmpty()).isTrue();
            assertThat(directory.hasRoster("alice")).isTrue();
        }

        @Test
        void doesNotUndoTheDeletionOfAUser() {
            tell("alice", 1, "Staff: alice bob");
            directory.forget("bob", at(5));
            RosterChange change = tell("alice", 4, "Staff: alice bob carol");

            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol");
            assertThat(change.added()).containsExactly("carol");
            assertThat(directory.fullName("bob")).isEmpty();
            assertThat(tell("bob", 3, "Staff: alice bob carol").isEmpty()).isTrue();
        }

        @Test
        void doesNotKeepAUserFromComingBack() {
            tell("alice", 1, "Staff: alice bob");
            directory.forget("bob", at(2));
            RosterChange change = tell("alice", 3, "Staff: alice bob");

            assertThat(change.added()).containsExactly("bob");
            assertThat(directory.groupsOf("bob")).containsExactly("Staff");
            assertThat(directory.fullName("bob")).contains("Bob");
        }

        @Test
        void doesNotUndoThatAnUnchangedAnswerHasShownUsers() {
            tell("alice", 1);
            assertThat(confirms("alice", 5)).isTrue();
            assertThat(directory.forget("alice", at(4)).isEmpty()).isTrue();
            assertThat(directory.hasRoster("alice")).isTrue();

            tell("bob", 1, "Staff: bob carol");
            assertThat(confirms("bob", 5, "Staff: bob carol")).isTrue();
            assertThat(directory.forget("carol", at(4)).isEmpty()).isTrue();
            assertThat(directory.fullName("carol")).contains("Carol");
        }

        @Test
        void doesNotUndoThatAUserWasSeenWithoutShownGroups() {
            tell("alice", 5, new SharedRoster(Map.of("bob", "Bob"), Map.of(), Map.of(), Set.of()));

            assertThat(directory.forget("bob", at(4)).isEmpty()).isTrue();
            assertThat(directory.fullName("bob")).contains("Bob");
        }

        @Test
        void doesNotCreateAGroupOfFormerMembers() {
            tell("bob", 5);
            tell("alice", 4, "Staff: bob");

            assertThat(directory.groupIds()).isEmpty();
            assertConsistent();
        }

        @Test
        void stillShowsGroupsUnknownOtherwise() {
            tell("alice", 5, "Staff: alice bob");
            tell("bob", 4, "Staff: alice bob carol", "Fun: bob carol");

            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "bob");
            assertThat(members("Fun")).containsExactlyInAnyOrder("bob", "carol");
        }

        @Test
        void isNotConfirmedByItsHashIfNotAllOfItWasApplied() {
            tell("alice", 5, "Staff: alice bob");
            tell("bob", 4, "Staff: alice bob carol");

            assertThat(confirms("bob", 6, "Staff: alice bob carol")).isFalse();
        }

        @Test
        void isNotConfirmedByItsHashIfTheUserHadNotJoinedYet() {
            tell("alice", 1, "Staff: alice bob");
            assertThat(confirms("alice", 5, "Staff: alice bob")).isTrue();
            tell("bob", 4);

            assertThat(confirms("bob", 6)).isFalse();
        }

        @Test
        void isNotConfirmedByItsHashIfAnotherUserHadNotLeftYet() {
            tell("bob", 2);
            assertThat(confirms("bob", 5)).isTrue();
            tell("alice", 4, "Staff: alice bob");

            assertThat(members("Staff")).containsExactly("alice");
            assertThat(confirms("alice", 6, "Staff: alice bob")).isFalse();
        }

        @Test
        void isNotConfirmedByItsHashIfANameHadNotChangedYet() {
            tell("alice", 5, new SharedRoster(Map.of("bob", "Robert"), Map.of(), Map.of(), Set.of()));
            tell("bob", 4, "Fun: bob");

            assertThat(members("Fun")).containsExactly("bob");
            assertThat(confirms("bob", 6, "Fun: bob")).isFalse();
        }

        @Test
        void doesNotConfirm() {
            tell("alice", 5, "Staff: alice bob");

            assertThat(confirms("alice", 4, "Staff: alice bob")).isFalse();
        }
    }

    @Nested
    class AnUnchangedAnswer {

        @Test
        void isConfirmedByItsHash() {
            tell("alice", 1, "Staff: alice bob");

            assertThat(confirms("alice", 2, "Staff: alice bob")).isTrue();
            assertThat(directory.asked("alice")).isEqualTo(at(2));
            assertThat(directory.group("Staff").orElseThrow().seen()).isEqualTo(at(2));
            assertThat(directory.confirmed("bob")).isEqualTo(at(2));
        }

        @Test
        void isNotConfirmedByAnotherHash() {
            tell("alice", 1, "Staff: alice bob");

            assertThat(confirms("alice", 2, "Staff: alice bob carol")).isFalse();
            assertThat(confirms("bob", 2, "Staff: alice bob")).isFalse();
            assertThat(directory.confirms("nobody", "", AnswerAge.of(at(2)))).isFalse();
            assertThat(directory.asked("alice")).isEqualTo(at(1));
        }

        @Test
        void isNotConfirmedOnceTheRulesHaveChanged() {
            tell("alice", 1, "Staff: alice bob");
            directory.distrust();

            assertThat(confirms("alice", 2, "Staff: alice bob")).isFalse();
            assertThat(directory.hasRoster("alice")).isTrue();
        }

        @Test
        void isStillConfirmedWhenAnotherAnswerSaysTheSame() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 2, "Staff: alice bob", "Fun: bob carol");

            assertThat(confirms("alice", 3, "Staff: alice bob")).isTrue();
            assertThat(confirms("bob", 3, "Staff: alice bob", "Fun: bob carol")).isTrue();
        }

        @Test
        void isReadAgainWhenAnotherAnswerHasAddedTheUserToAGroup() {
            tell("alice", 1, "Fun: alice");
            tell("bob", 1, "Own: bob");
            tell("bob", 2, "Own: bob", "Staff: alice bob");

            assertThat(confirms("alice", 3, "Fun: alice")).isFalse();
            tell("alice", 3, "Fun: alice");
            assertThat(members("Staff")).containsExactly("bob");
        }

        @Test
        void isReadAgainWhenAnotherAnswerHasRemovedTheUserFromAGroup() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 2, "Staff: bob");

            assertThat(confirms("alice", 3, "Staff: alice bob")).isFalse();
            tell("alice", 3, "Staff: alice bob");
            assertThat(directory.groupsOf("alice")).containsExactly("Staff");
        }

        @Test
        void isReadAgainWhenOthersInTheGroupHaveChanged() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 2, "Staff: alice bob carol");

            assertThat(confirms("alice", 3, "Staff: alice bob")).isFalse();
            tell("alice", 3, "Staff: alice bob");
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "bob");
        }

        @Test
        void isReadAgainWhenAMemberHasLeftByItsOwnAnswer() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 2);

            assertThat(confirms("alice", 3, "Staff: alice bob")).isFalse();
        }

        @Test
        void isReadAgainWhenAMemberWasForgotten() {
            tell("alice", 1, "Staff: alice bob");
            directory.forget("bob", at(2));

            assertThat(confirms("alice", 3, "Staff: alice bob")).isFalse();
        }

        @Test
        void isReadAgainWhenThreeOthersHaveEndedTheGroup() {
            tell("alice", 1, "Staff: alice bob carol dave");
            tell("bob", 2);
            tell("carol", 2);
            tell("dave", 2);

            assertThat(confirms("alice", 3, "Staff: alice bob carol dave")).isFalse();
        }

        @Test
        void isReadAgainWhenTheGroupWasRenamedAndBack() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 2, "Team: alice bob");

            assertThat(confirms("alice", 3, "Staff: alice bob")).isFalse();
        }

        @Test
        void isReadAgainWhenAnotherAnswerHasChangedAName() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 2, SampleRosters.renamed(SampleRosters.of("Staff: alice bob"), "bob", "Robert"));

            assertThat(confirms("alice", 3, "Staff: alice bob")).isFalse();
            tell("alice", 3, "Staff: alice bob");
            assertThat(directory.fullName("bob")).contains("Bob");
        }

        @Test
        void isReadAgainWhenAnotherAnswerHasChangedTheUsersOwnName() {
            SharedRoster alone = new SharedRoster(Map.of("alice", "Alice"), Map.of(), Map.of(), Set.of());
            tell("alice", 1, alone);
            tell("bob", 2, new SharedRoster(Map.of("alice", "Alicia"), Map.of(), Map.of(), Set.of()));

            assertThat(directory.confirms("alice", hash(alone), AnswerAge.of(at(3))))
                    .isFalse();
        }

        /** Also with two queries at the same instant, and with an older one answered later. */
        @Test
        void isReadAgainRegardlessOfTheTimesOfTheQueries() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 1, "Staff: alice bob carol");
            assertThat(confirms("alice", 2, "Staff: alice bob")).isFalse();

            tell("dave", 9);
            tell("eve", 8, "Fun: dave eve");
            tell("dave", 10, "Fun: dave eve");
            tell("carol", 6, "Fun: carol dave eve");
            assertThat(confirms("dave", 11, "Fun: dave eve")).isTrue();
        }
    }

    @Nested
    class AUserUnknownToTheCloud {

        @Test
        void leavesAllGroups() {
            tell("alice", 1, "Staff: alice bob", "Fun: alice bob carol", "Own: alice");
            RosterChange change = directory.forget("alice", at(2));

            assertThat(change.gone()).containsExactly("alice");
            assertThat(ids(change)).containsExactly("Fun", "Own", "Staff");
            assertThat(change.groups()).allMatch(group -> group.left().equals(Set.of("alice")));
            assertThat(of(change, "Own").after()).isEmpty();
            assertThat(directory.groupIds()).containsExactly("Fun", "Staff");
            assertThat(members("Fun")).containsExactlyInAnyOrder("bob", "carol");
            assertThat(directory.groupsOf("alice")).isEmpty();
            assertThat(directory.fullName("alice")).isEmpty();
            assertThat(directory.hasRoster("alice")).isFalse();
            assertThat(directory.confirmed("alice")).isEqualTo(Instant.MIN);
            assertConsistent();
        }

        @Test
        void isDeletedEvenIfUnknown() {
            RosterChange change = directory.forget("nobody", at(1));

            assertThat(change.gone()).containsExactly("nobody");
            assertThat(change.groups()).isEmpty();
            assertThat(change.isEmpty()).isFalse();
        }

        @Test
        void isNotADenialOfAGroup() {
            tell("alice", 1, "Staff: alice bob carol dave eve");
            List.of("alice", "bob", "carol").forEach(user -> directory.forget(user, at(2)));

            assertThat(members("Staff")).containsExactlyInAnyOrder("dave", "eve");
        }
    }

    @Nested
    class Existence {

        @Test
        void isConfirmedByEveryRosterThatShowsTheUser() {
            tell("alice", 1, "Staff: alice bob", "Fun: alice bob carol");
            tell("carol", 3, "Fun: alice bob carol");

            assertThat(directory.confirmed("bob")).isEqualTo(at(3));
            assertThat(directory.confirmed("alice")).isEqualTo(at(3));
            assertThat(directory.confirmed("nobody")).isEqualTo(Instant.MIN);
        }

        @Test
        void isConfirmedByTheUsersOwnEmptyRoster() {
            tell("alice", 1);

            assertThat(directory.confirmed("alice")).isEqualTo(at(1));
        }

        @Test
        void isInDoubtWhenTheUserHasLeftTheLastGroup() {
            tell("alice", 1, "Staff: alice bob");
            tell("bob", 2, "Staff: alice bob");
            tell("alice", 3, "Staff: alice");

            assertThat(directory.confirmed("bob")).isEqualTo(Instant.MIN);
        }
    }

    @Nested
    class StoredData {
        private final Person alice =
                new Person("Alice", hash(SampleRosters.of("Staff: alice bob")), at(1), Instant.EPOCH);
        private final Person bob = new Person("Bob", "", Instant.EPOCH, Instant.EPOCH);

        private Group group(String name, String... members) {
            return new Group(new GroupName(name, name), Set.of(members), Instant.EPOCH, 0);
        }

        @Test
        void areKnownOnceLoaded() {
            directory.load(
                    new DirectorySnapshot(Map.of("alice", alice, "bob", bob), List.of(group("Staff", "alice", "bob"))));

            assertThat(directory.fullName("alice")).contains("Alice");
            assertThat(directory.groupsOf("bob")).containsExactly("Staff");
            assertThat(directory.hasRoster("alice")).isTrue();
            assertThat(directory.hasRoster("bob")).isFalse();
            assertThat(confirms("alice", 2, "Staff: alice bob")).isTrue();
            assertConsistent();
        }

        @Test
        void doNotReplaceNewerData() {
            tell("alice", 5, "Staff: alice carol");
            directory.load(new DirectorySnapshot(
                    Map.of("alice", alice, "bob", bob), List.of(group("Staff", "alice", "bob"), group("Fun", "bob"))));

            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol");
            assertThat(members("Fun")).containsExactly("bob");
            assertThat(directory.asked("alice")).isEqualTo(at(5));
            assertThat(directory.fullName("carol")).contains("Carol");
            assertThat(directory.groupsOf("bob")).containsExactly("Fun");
            assertConsistent();
        }

        @Test
        void replaceDataLoadedBefore() {
            directory.load(new DirectorySnapshot(Map.of("alice", alice), List.of(group("Staff", "alice", "bob"))));
            directory.load(new DirectorySnapshot(
                    Map.of("alice", new Person("Alicia", "", at(2), Instant.EPOCH)),
                    List.of(group("Staff", "alice", "carol"))));

            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol");
            assertThat(directory.groupsOf("bob")).isEmpty();
            assertThat(directory.fullName("alice")).contains("Alicia");
        }

        /** Clocks of other nodes may be ahead. */
        @Test
        void withFutureTimesDoNotKeepAnswersFromBeingApplied() {
            Person ahead = new Person("Alice", "x", at(1_000), Instant.EPOCH);
            directory.load(new DirectorySnapshot(Map.of("alice", ahead), List.of(group("Staff", "alice", "bob"))));
            tell("alice", 1, "Fun: alice bob");
            tell("bob", 2, "Fun: alice bob", "New: alice bob");
            assertThat(members("Fun")).containsExactlyInAnyOrder("alice", "bob");
            assertThat(members("New")).containsExactlyInAnyOrder("alice", "bob");

            directory.follow(
                    new DirectorySnapshot(Map.of("alice", ahead), List.of()),
                    Set.of("alice"),
                    directory.groupIds(),
                    false,
                    at(2),
                    at(0));
            assertThat(directory.forget("alice", at(3)).gone()).containsExactly("alice");
        }

        @Test
        void areASnapshotOfSelectedUsersAndGroups() {
            tell("alice", 1, "Staff: alice bob", "Fun: alice");
            DirectorySnapshot image = directory.image(List.of("bob", "nobody"), List.of("Staff", "None"));

            assertThat(image.people()).containsOnlyKeys("bob");
            assertThat(image.groups()).extracting(Group::id).containsExactly("Staff");
        }
    }

    @Nested
    class Concurrently {
        private final ExecutorService threads = Executors.newFixedThreadPool(4);

        @Test
        void readersNeverSeeAnInconsistentGroup() throws Exception {
            SharedRoster few = SampleRosters.of("Fun: alice", "Staff: alice bob");
            SharedRoster many = SampleRosters.of("Fun: alice bob carol", "Staff: alice carol dave");
            tell("alice", 0, few);
            CountDownLatch reading = new CountDownLatch(3);
            CountDownLatch written = new CountDownLatch(1);
            List<Future<?>> readers = IntStream.range(0, 3)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        while (written.getCount() > 0) {
                            assertThat(members("Staff"))
                                    .isIn(
                                            Set.of("alice", "bob"),
                                            Set.of("alice", "carol", "dave"),
                                            Set.of("bob"),
                                            Set.of("carol", "dave"));
                            for (String id : directory.groupIds()) {
                                assertThat(id).isIn("Fun", "Staff");
                            }
                            for (String user : List.of("alice", "bob", "carol", "dave")) {
                                assertThat(List.of("Fun", "Staff")).containsAll(directory.groupsOf(user));
                                directory.confirmed(user);
                                assertThat(directory.fullName(user).orElse(SampleRosters.nameOf(user)))
                                        .isEqualTo(SampleRosters.nameOf(user));
                            }
                            reading.countDown();
                        }
                    }))
                    .toList();
            for (int second = 1; second < 5_000 || reading.getCount() > 0; second++) {
                if (second % 10 == 9) {
                    directory.forget("alice", at(second));
                } else {
                    tell("alice", second, second % 2 == 0 ? few : many);
                }
            }
            written.countDown();
            for (Future<?> reader : readers) {
                reader.get(30, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertConsistent();
        }

        @Test
        void writersLoseNothing() throws Exception {
            List<Future<?>> tellers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String user = "user" + i;
                tellers.add(threads.submit(() -> {
                    for (int second = 0; second < 1_000; second++) {
                        tell(
                                user,
                                second,
                                "All: user0 user1 user2 user3",
                                "Own" + user + ": " + user + " guest",
                                "No" + second + user + ": " + user);
                    }
                }));
            }
            for (Future<?> teller : tellers) {
                teller.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();

            assertThat(directory.groupIds()).hasSize(9);
            assertThat(directory.groupsOf("guest")).hasSize(4);
            assertConsistent();
        }
    }
}
