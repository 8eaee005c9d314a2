package net.xcauth.bridge.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.xcauth.bridge.ejabberd.ApiStub.Answer;
import net.xcauth.bridge.ejabberd.Ejabberd.GroupInfo;
import net.xcauth.bridge.ejabberd.EjabberdSettings.Kick;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.roster.DirectorySnapshot;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.roster.GroupRules;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.StoredDirectory;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.LocalParts;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups and full names in ejabberd, both in versions that keep ids unchanged and in those that normalize them. */
@Timeout(60)
class HostSyncTest {
    private static final String DOMAIN = EjabberdModel.DOMAIN;
    private static final String MARK = GroupInfo.MARK;
    private static final RosterEntry ALICE = new RosterEntry("alice", "Alice", List.of("Staff", "fun"));
    private static final RosterEntry BOB = new RosterEntry("bob", "Bob", List.of("Staff"));
    private static final RosterEntry DAVE = new RosterEntry("dave", "Dave", List.of("fun"));
    private static final Map<String, String> GROUPS = Map.of("staff", "Staff [alice, bob]", "fun", "fun [alice, dave]");
    private static final Map<String, String> NAMES = Map.of("alice", "Alice", "bob", "Bob", "dave", "Dave");

    private RosterDirectory directory = new RosterDirectory();
    private volatile Map<String, String> labels = Map.of();
    private volatile List<RosterEntry> roster = List.of(ALICE, BOB, DAVE);
    private final Map<UserKey, String> pushedNames = new HashMap<>();
    private Set<String> pythonGroups = Set.of();
    private EjabberdModel model;
    private EjabberdSync sync;
    private RosterEngine engine;

    private final PushedStore pushed = new PushedStore() {
        @Override
        public Map<UserKey, String> fullNames(String domain) {
            return Map.copyOf(pushedNames);
        }

        @Override
        public void saveFullNames(Map<UserKey, String> fullNames) {
            pushedNames.putAll(fullNames);
        }

        @Override
        public Set<String> pythonGroups(String domain) {
            return pythonGroups;
        }
    };

    @AfterEach
    void stop() {
        end();
        model.close();
    }

    private void end() {
        engine.close();
        sync.close();
    }

    private void start(boolean normalizes) throws Exception {
        model = new EjabberdModel(normalizes);
        begin();
    }

    /** Starts a bridge that reads alice's roster from the cloud; otherwise it knows what is in the directory. */
    private void begin() throws Exception {
        sync = new EjabberdSync(
                new EjabberdSettings(
                        Optional.empty(), Optional.of(model.api().address()), "", Optional.empty(), 2, Kick.NEVER),
                pushed);
        engine = new RosterEngine(
                user -> CompletableFuture.completedFuture(new Yes<>(CloudRoster.of(roster, labels))),
                new RosterReader(
                        new AccountNames(DOMAIN, false),
                        new GroupRules(List.of(), List.of(), 100, 50),
                        LocalParts::prepared),
                directory,
                new StoredDirectory(DirectoryStore.NONE, directory, DOMAIN, () -> {}),
                sync.listener(DOMAIN, directory),
                Clock.systemUTC());
        sync.start(served -> {});
        sync.begin(DOMAIN, engine, false, directory.groupIds().isEmpty()).join();
        refresh();
    }

    private void refresh() {
        engine.refresh("alice").join();
        sync.settled(DOMAIN).join();
    }

    private void compare() {
        sync.compareAll(DOMAIN);
        sync.settled(DOMAIN).join();
    }

    private List<String> calls(Predicate<String> which) {
        return model.api().calls().stream().filter(which).toList();
    }

    private static boolean changes(String call) {
        return !call.startsWith("srg_get") && !call.startsWith("srg_list") && !call.startsWith("get_vcard");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupsHaveNormalizedIdsAndTheirFullNamesAsLabels(boolean normalizes) throws Exception {
        roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff", "Team Fun", "R&D", "r&d", "STAFF")), BOB);
        start(normalizes);
        compare();

        assertThat(model.groups())
                .hasSize(5)
                .containsEntry("r_d~" + GroupIds.of("r&d").substring(4), "r&d [alice]");
        assertThat(model.groups().values())
                .containsExactlyInAnyOrder(
                        "Staff [alice, bob]", "Team Fun [alice]", "R&D [alice]", "r&d [alice]", "STAFF [alice]");
        assertThat(model.groups().keySet()).allMatch(id -> id.matches("[a-z_]+~[0-9a-f]{8,16}"));
        model.api().calls().clear();
        compare();
        assertThat(calls(HostSyncTest::changes))
                .as("a second comparison changes nothing")
                .isEmpty();
        assertThat(sync.trouble(DOMAIN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupsKeepTheIdsOfAnEarlierReleaseWhileOnlyMembersChange(boolean normalizes) throws Exception {
        model = new EjabberdModel(normalizes);
        model.create("Staff", "Staff", MARK, "alice", "carol");
        model.create("fun", "fun", MARK, "alice", "dave");
        begin();

        assertThat(model.groups()).isEqualTo(Map.of("Staff", "Staff [alice, bob]", "fun", "fun [alice, dave]"));
        assertThat(calls(call -> call.startsWith("srg_create") || call.startsWith("srg_delete")))
                .isEmpty();
        labels = Map.of("Staff", "Crew");
        refresh();
        assertThat(model.groups()).isEqualTo(Map.of("staff", "Crew [alice, bob]", "fun", "fun [alice, dave]"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupsReplaceThoseOfThePythonProgramBeforeAnybodyLeavesThem(boolean normalizes) throws Exception {
        pythonGroups = Set.of("Staff", "fun", "TeamHome", "Former");
        roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff", "fun", "Team@Home")), BOB, DAVE);
        model = new EjabberdModel(normalizes);
        List.of("Staff", "fun", "Alike", "TeamHome", "Former")
                .forEach(id -> model.create(id, id, id, "alice", "carol"));
        // The contents of the Python program's store.
        directory.load(stored(Map.of(
                "Staff", Set.of("alice", "carol"), "fun", Set.of("alice", "carol"), "TeamHome", Set.of("alice"))));
        begin();
        compare();

        assertThat(model.groups().keySet())
                .as("the store does not say that the Python program created this one")
                .contains("Alike");
        assertThat(model.groups()).containsAllEntriesOf(GROUPS).hasSize(4).containsValue("Team@Home [alice]");
        assertThat(calls(call ->
                        call.startsWith("srg_user_del") && call.contains("alice") && call.contains("\"Staff\"")))
                .as("alice is never without the group")
                .isEmpty();
        List<String> changes = calls(HostSyncTest::changes);
        assertThat(changes.indexOf("srg_delete {\"group\":\"Staff\",\"host\":\"example.org\"}"))
                .isGreaterThan(
                        changes.indexOf(
                                "srg_user_add {\"user\":\"alice\",\"host\":\"example.org\",\"group\":\"staff\",\"grouphost\":\"example.org\"}"));
    }

    /** An earlier release left this in an ejabberd that normalizes: a group that displays one that does not exist. */
    @Test
    void groupsThatAnEarlierReleaseCreatedUnderTheirNamesAreCorrected() throws Exception {
        model = new EjabberdModel(true);
        model.create("staff", "Staff", MARK);
        model.add("Staff", "alice");
        begin();

        assertThat(model.groups()).isEqualTo(GROUPS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupsAreAdoptedAfterTheDatabaseWasLost(boolean normalizes) throws Exception {
        start(normalizes);
        end();
        directory = new RosterDirectory();
        pushedNames.clear();
        model.api().calls().clear();
        roster = List.of(ALICE, BOB);
        begin();

        assertThat(model.groups()).isEqualTo(Map.of("staff", "Staff [alice, bob]", "fun", "fun [alice]"));
        assertThat(calls(call -> call.startsWith("srg_create") || call.startsWith("srg_delete")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupsAreRestoredWhateverHappensToThemInEjabberd(boolean normalizes) throws Exception {
        start(normalizes);
        model.removeUser("alice");
        model.delete("fun");
        model.create("staff", "Stuff", "by somebody");
        model.create("staff", "Stuff", MARK, "bob", "stranger");
        compare();
        assertThat(model.groups()).isEqualTo(GROUPS);
        assertThat(model.names()).isEqualTo(NAMES);

        model.empty();
        compare();
        assertThat(model.groups()).isEqualTo(GROUPS);
        assertThat(model.names()).isEqualTo(NAMES);
    }

    @Test
    void fullNamesMissingFromARestoredBackupAreSetAgain() throws Exception {
        start(true);
        roster = List.of(new RosterEntry("alice", "Alice Ångström", ALICE.groups()), BOB, DAVE);
        refresh();
        assertThat(model.names()).containsEntry("alice", "Alice Ångström");
        model.name("alice", "Alice");
        compare();

        assertThat(model.names()).containsEntry("alice", "Alice Ångström");
    }

    @Test
    void fullNamesOfLostMembersAreSetAgainEvenIfNamesMayNotBeRead() throws Exception {
        model = new EjabberdModel(true);
        model.fault("get_vcard", new Answer(403, "{\"code\":32,\"message\":\"AccessRules\"}"));
        begin();
        model.empty();
        compare();

        assertThat(model.names()).isEqualTo(NAMES);
        assertThat(sync.trouble(DOMAIN)).isEmpty();
        assertThat(calls(call -> call.startsWith("get_vcard")).size())
                .as("no attempt after a refusal")
                .isLessThanOrEqualTo(4);
    }

    @Test
    void aUsersGroupsAreComparedAfterALoginOrARemovalOfTheUser() throws Exception {
        start(true);
        model.removeUser("alice");
        model.remove("fun", "dave");
        model.delete("staff");
        model.api().calls().clear();
        sync.compareSoon("alice", DOMAIN);
        sync.compareSoon("alice", DOMAIN);

        Eventually.until(
                "everything is restored",
                () -> model.groups().equals(GROUPS) && model.names().equals(NAMES));
        assertThat(calls(call -> call.startsWith("srg_list"))).isEmpty();
    }

    @Test
    void ofManyUsersOnlySomeAreComparedAtATime() throws Exception {
        roster = IntStream.range(0, 50)
                .mapToObj(number -> new RosterEntry("user" + number, "", List.of("group" + number)))
                .toList();
        start(true);
        model.api().calls().clear();
        for (int number = 0; number < 50; number++) {
            model.remove("group" + number, "user" + number);
            sync.compareSoon("user" + number, DOMAIN);
        }

        Eventually.until(
                "the first users are restored",
                () -> model.groups().values().stream().anyMatch(group -> group.contains("user")));
        sync.settled(DOMAIN).join();
        assertThat(model.groups().values())
                .filteredOn(group -> group.contains("user"))
                .hasSize(20);
        Eventually.until(
                "all users are restored",
                () -> model.groups().values().stream().allMatch(group -> group.contains("user")));
    }

    @Test
    void aRefusalIsReportedUntilItIsResolved() throws Exception {
        model = new EjabberdModel(true);
        model.fault("srg_create", new Answer(400, "\"invalid_group_name\""));
        begin();
        assertThat(sync.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains("invalid_group_name", "1 more, see the log"));

        model.mend();
        model.fault("srg_create", new Answer(400, "\"another_reason\""));
        compare();
        assertThat(sync.trouble(DOMAIN))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("another_reason").doesNotContain("invalid_group_name"));
        model.mend();
        compare();
        assertThat(sync.trouble(DOMAIN)).isEmpty();
        assertThat(model.groups()).isEqualTo(GROUPS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"srg_create", "srg_user_add"})
    void aCommandThatSucceedsWithoutEffectIsReported(String command) throws Exception {
        model = new EjabberdModel(true);
        model.fault(command, new Answer(200, "0"));
        begin();

        assertThat(sync.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains("reports success for " + command));
    }

    @Test
    void aDeletionWithoutEffectIsReported() throws Exception {
        start(true);
        model.fault("srg_delete", new Answer(200, "0"));
        roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff")), BOB);
        refresh();
        engine.refresh("dave").join();
        sync.settled(DOMAIN).join();

        assertThat(sync.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains("srg_delete", "still exists"));
    }

    @Test
    void aGroupThatTheDirectoryHasJustLostIsDeletedOnlyOnce() throws Exception {
        start(true);
        ExecutorService callers = Executors.newSingleThreadExecutor();
        try (Ejabberd ejabberd = new Ejabberd(new ApiChannel(model.api().address(), "", Optional.empty()))) {
            RosterDirectory empty = new RosterDirectory();
            GroupComparison comparison = new GroupComparison(
                    ejabberd, DOMAIN, empty, new GroupIds(Set.of()), Set.of(), Set.of("staff", "fun"));

            assertThat(comparison.compare(Set.of("Staff"), comparison.strays(), new ConcurrentCalls(callers)))
                    .extracting(GroupDiff::id)
                    .containsExactlyInAnyOrder("staff", "fun");
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Staff", "staff"})
    void aForeignGroupOfTheSameNameIsLeftAloneAndReported(String id) throws Exception {
        model = new EjabberdModel(false);
        model.create(id, "Staff", "by hand", "carol");
        begin();
        compare();

        assertThat(model.groups()).isEqualTo(Map.of(id, "Staff [carol]", "fun", "fun [alice, dave]"));
        assertThat(sync.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains("srg_delete '" + id + "'"));
        model.delete(id);
        compare();
        assertThat(model.groups()).isEqualTo(GROUPS);
        assertThat(sync.trouble(DOMAIN)).isEmpty();
    }

    @Test
    void afterAChangeOfCloudGroupsStayUntilTheNewCloudsRostersDiffer() throws Exception {
        start(true);
        model.api().calls().clear();
        // A comparison is requested at the moment when the directory is empty.
        sync.cloudChanged(DOMAIN, () -> engine.cloudChanged().thenRun(() -> sync.compareAll(DOMAIN)))
                .join();

        assertThat(calls(call -> call.startsWith("srg_delete") || call.startsWith("srg_user_del")))
                .isEmpty();
        assertThat(directory.groupIds()).as("what ejabberd has").containsExactly("Staff", "fun");
        roster = List.of(
                new RosterEntry("alice", "Alice", List.of("Staff")),
                new RosterEntry("carol", "Carol", List.of("Staff")));
        engine.refreshAll(List.of("alice", "bob", "dave"), Duration.ofDays(1));

        Eventually.until(
                "ejabberd has the groups of the new cloud",
                () -> model.groups().equals(Map.of("staff", "Staff [alice, carol]")));
    }

    @Test
    void membersOfARenamedGroupJoinAgainSoThatEjabberdAnnouncesTheName() throws Exception {
        start(true);
        model.api().calls().clear();
        labels = Map.of("Staff", "Crew");
        refresh();

        assertThat(model.groups()).isEqualTo(Map.of("staff", "Crew [alice, bob]", "fun", "fun [alice, dave]"));
        assertThat(calls(call -> call.startsWith("srg_user_add"))).hasSize(2);
        assertThat(calls(call -> call.startsWith("srg_user_del") || call.startsWith("srg_create")))
                .as("they leave, the name changes, they join")
                .hasSize(3)
                .last()
                .asString()
                .startsWith("srg_create");
        assertThat(calls(call -> call.startsWith("srg_delete"))).isEmpty();
    }

    private static DirectorySnapshot stored(Map<String, Set<String>> groups) {
        return new DirectorySnapshot(
                Map.of(),
                groups.entrySet().stream()
                        .map(group -> new Group(new GroupName(group.getKey(), ""), group.getValue(), Instant.EPOCH, 0))
                        .toList());
    }
}
