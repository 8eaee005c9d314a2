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
import java.util.function.Function;
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

/** The groups and full names in ejabberds that keep ids as they are, and that normalise them. */
@Timeout(60)
class GroupUpdatesTest {
    private static final String DOMAIN = EjabberdModel.DOMAIN;
    private static final String MARK = GroupInfo.MARK;
    private static final RosterEntry ALICE = new RosterEntry("alice", "Alice", List.of("Staff", "fun"));
    private static final RosterEntry BOB = new RosterEntry("bob", "Bob", List.of("Staff"));
    private static final RosterEntry DAVE = new RosterEntry("dave", "Dave", List.of("fun"));
    private static final Map<String, String> RIGHT = Map.of("staff", "Staff [alice, bob]", "fun", "fun [alice, dave]");
    private static final Map<String, String> NAMES = Map.of("alice", "Alice", "bob", "Bob", "dave", "Dave");

    private RosterDirectory directory = new RosterDirectory();
    private volatile Map<String, String> labels = Map.of();
    private volatile List<RosterEntry> roster = List.of(ALICE, BOB, DAVE);
    private final Map<UserKey, String> pushedNames = new HashMap<>();
    private Set<String> pythonGroups = Set.of();
    private EjabberdModel model;
    private Hosts hosts;
    private RosterEngine engine;

    private final DirectoryStore nowhere = new DirectoryStore() {
        @Override
        public Others changesSince(String domain, Position since) {
            return Others.none(since);
        }

        @Override
        public Position store(String domain, Position since, Function<Others, Learned> learn) {
            Learned unused = learn.apply(Others.none(since));
            return since;
        }
    };

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
        hosts.close();
    }

    private void start(boolean normalises) throws Exception {
        model = new EjabberdModel(normalises);
        begin();
    }

    /** A bridge that knows alice's roster from the cloud and, if the directory was empty before, nothing else. */
    private void begin() throws Exception {
        hosts = new Hosts(
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
                new StoredDirectory(nowhere, directory, DOMAIN, () -> {}),
                hosts.listener(DOMAIN, directory),
                Clock.systemUTC());
        hosts.start(served -> {});
        hosts.begin(DOMAIN, engine, false, directory.groupIds().isEmpty()).join();
        refresh();
    }

    private void refresh() {
        engine.refresh("alice").join();
        hosts.settled(DOMAIN).join();
    }

    private void compare() {
        hosts.compareAll(DOMAIN);
        hosts.settled(DOMAIN).join();
    }

    private List<String> asked(Predicate<String> which) {
        return model.api().asked().stream().filter(which).toList();
    }

    private static boolean changes(String call) {
        return !call.startsWith("srg_get") && !call.startsWith("srg_list") && !call.startsWith("get_vcard");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void haveIdsThatAreTheirOwnNormalFormAndTheWholeNamesAsLabels(boolean normalises) throws Exception {
        roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff", "Team Fun", "R&D", "r&d", "STAFF")), BOB);
        start(normalises);
        compare();

        assertThat(model.groups())
                .hasSize(5)
                .containsEntry("r_d~" + GroupIds.of("r&d").substring(4), "r&d [alice]");
        assertThat(model.groups().values())
                .containsExactlyInAnyOrder(
                        "Staff [alice, bob]", "Team Fun [alice]", "R&D [alice]", "r&d [alice]", "STAFF [alice]");
        assertThat(model.groups().keySet()).allMatch(id -> id.matches("[a-z_]+~[0-9a-f]{8,16}"));
        model.api().asked().clear();
        compare();
        assertThat(asked(GroupUpdatesTest::changes)).as("nothing is done twice").isEmpty();
        assertThat(hosts.trouble(DOMAIN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepTheIdsOfAnEarlierReleaseWhileNothingButMembersChanges(boolean normalises) throws Exception {
        model = new EjabberdModel(normalises);
        model.create("Staff", "Staff", MARK, "alice", "carol");
        model.create("fun", "fun", MARK, "alice", "dave");
        begin();

        assertThat(model.groups()).isEqualTo(Map.of("Staff", "Staff [alice, bob]", "fun", "fun [alice, dave]"));
        assertThat(asked(call -> call.startsWith("srg_create") || call.startsWith("srg_delete")))
                .isEmpty();
        labels = Map.of("Staff", "Crew");
        refresh();
        assertThat(model.groups()).isEqualTo(Map.of("staff", "Crew [alice, bob]", "fun", "fun [alice, dave]"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void replaceThoseOfThePythonProgramBeforeAnybodyLeavesThem(boolean normalises) throws Exception {
        pythonGroups = Set.of("Staff", "fun", "TeamHome", "Former");
        roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff", "fun", "Team@Home")), BOB, DAVE);
        model = new EjabberdModel(normalises);
        List.of("Staff", "fun", "Alike", "TeamHome", "Former")
                .forEach(id -> model.create(id, id, id, "alice", "carol"));
        // As the store of the Python program has it.
        directory.load(stored(Map.of(
                "Staff", Set.of("alice", "carol"), "fun", Set.of("alice", "carol"), "TeamHome", Set.of("alice"))));
        begin();
        compare();

        assertThat(model.groups().keySet())
                .as("nobody says that the Python program created this one")
                .contains("Alike");
        assertThat(model.groups()).containsAllEntriesOf(RIGHT).hasSize(4).containsValue("Team@Home [alice]");
        assertThat(asked(call ->
                        call.startsWith("srg_user_del") && call.contains("alice") && call.contains("\"Staff\"")))
                .as("alice is never without the group")
                .isEmpty();
        List<String> changes = asked(GroupUpdatesTest::changes);
        assertThat(changes.indexOf("srg_delete {\"group\":\"Staff\",\"host\":\"example.org\"}"))
                .isGreaterThan(
                        changes.indexOf(
                                "srg_user_add {\"user\":\"alice\",\"host\":\"example.org\",\"group\":\"staff\",\"grouphost\":\"example.org\"}"));
    }

    /** What an earlier release has left in such an ejabberd: a group that displays one that is not there. */
    @Test
    void areRightAfterAnEarlierReleaseHasCreatedThemUnderTheirNames() throws Exception {
        model = new EjabberdModel(true);
        model.create("staff", "Staff", MARK);
        model.add("Staff", "alice");
        begin();

        assertThat(model.groups()).isEqualTo(RIGHT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areTakenOverAfterTheDatabaseWasLost(boolean normalises) throws Exception {
        start(normalises);
        end();
        directory = new RosterDirectory();
        pushedNames.clear();
        model.api().asked().clear();
        roster = List.of(ALICE, BOB);
        begin();

        assertThat(model.groups()).isEqualTo(Map.of("staff", "Staff [alice, bob]", "fun", "fun [alice]"));
        assertThat(asked(call -> call.startsWith("srg_create") || call.startsWith("srg_delete")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void comeBackWhateverHasHappenedToThem(boolean normalises) throws Exception {
        start(normalises);
        model.removeUser("alice");
        model.delete("fun");
        model.create("staff", "Stuff", "by whoever");
        model.create("staff", "Stuff", MARK, "bob", "stranger");
        compare();
        assertThat(model.groups()).isEqualTo(RIGHT);
        assertThat(model.names()).isEqualTo(NAMES);

        model.empty();
        compare();
        assertThat(model.groups()).isEqualTo(RIGHT);
        assertThat(model.names()).isEqualTo(NAMES);
    }

    @Test
    void fullNamesThatARestoredBackupDoesNotHaveAreSetAgain() throws Exception {
        start(true);
        roster = List.of(new RosterEntry("alice", "Alice Ångström", ALICE.groups()), BOB, DAVE);
        refresh();
        assertThat(model.names()).containsEntry("alice", "Alice Ångström");
        model.name("alice", "Alice");
        compare();

        assertThat(model.names()).containsEntry("alice", "Alice Ångström");
    }

    @Test
    void fullNamesOfThoseWhoWereLostAreSetAgainWhereTheyMayNotBeRead() throws Exception {
        model = new EjabberdModel(true);
        model.fault("get_vcard", new Answer(403, "{\"code\":32,\"message\":\"AccessRules\"}"));
        begin();
        model.empty();
        compare();

        assertThat(model.names()).isEqualTo(NAMES);
        assertThat(hosts.trouble(DOMAIN)).isEmpty();
        assertThat(asked(call -> call.startsWith("get_vcard")).size())
                .as("asked until it is refused")
                .isLessThanOrEqualTo(4);
    }

    @Test
    void aUsersGroupsAreComparedAfterALoginOrARemoval() throws Exception {
        start(true);
        model.removeUser("alice");
        model.remove("fun", "dave");
        model.delete("staff");
        model.api().asked().clear();
        hosts.compareSoon("alice", DOMAIN);
        hosts.compareSoon("alice", DOMAIN);

        Eventually.until(
                "all is there again",
                () -> model.groups().equals(RIGHT) && model.names().equals(NAMES));
        assertThat(asked(call -> call.startsWith("srg_list"))).isEmpty();
    }

    @Test
    void ofCrowdsOnlySomeUsersAreComparedAtATime() throws Exception {
        roster = IntStream.range(0, 50)
                .mapToObj(number -> new RosterEntry("user" + number, "", List.of("group" + number)))
                .toList();
        start(true);
        model.api().asked().clear();
        for (int number = 0; number < 50; number++) {
            model.remove("group" + number, "user" + number);
            hosts.compareSoon("user" + number, DOMAIN);
        }

        Eventually.until(
                "the first are there again",
                () -> model.groups().values().stream().anyMatch(group -> group.contains("user")));
        hosts.settled(DOMAIN).join();
        assertThat(model.groups().values())
                .filteredOn(group -> group.contains("user"))
                .hasSize(20);
        Eventually.until(
                "all are there again",
                () -> model.groups().values().stream().allMatch(group -> group.contains("user")));
    }

    @Test
    void whatEjabberdRefusesIsToldUntilItIsDone() throws Exception {
        model = new EjabberdModel(true);
        model.fault("srg_create", new Answer(400, "\"invalid_group_name\""));
        begin();
        assertThat(hosts.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains("invalid_group_name", "1 more like that"));

        model.mend();
        model.fault("srg_create", new Answer(400, "\"another_reason\""));
        compare();
        assertThat(hosts.trouble(DOMAIN))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("another_reason").doesNotContain("invalid_group_name"));
        model.mend();
        compare();
        assertThat(hosts.trouble(DOMAIN)).isEmpty();
        assertThat(model.groups()).isEqualTo(RIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"srg_create", "srg_user_add"})
    void whatEjabberdSaysIsDoneAndIsNotIsTold(String command) throws Exception {
        model = new EjabberdModel(true);
        model.fault(command, new Answer(200, "0"));
        begin();

        assertThat(hosts.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains(command, "is done, but"));
    }

    @Test
    void aGroupThatIsNotDeletedIsTold() throws Exception {
        start(true);
        model.fault("srg_delete", new Answer(200, "0"));
        roster = List.of(new RosterEntry("alice", "Alice", List.of("Staff")), BOB);
        refresh();
        engine.refresh("dave").join();
        hosts.settled(DOMAIN).join();

        assertThat(hosts.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains("srg_delete", "still there"));
    }

    @Test
    void aGroupThatTheDirectoryHasJustLostIsDeletedOnce() throws Exception {
        start(true);
        ExecutorService callers = Executors.newSingleThreadExecutor();
        try (Ejabberd ejabberd = new Ejabberd(new ApiChannel(model.api().address(), "", Optional.empty()))) {
            RosterDirectory empty = new RosterDirectory();
            Comparison comparison = new Comparison(ejabberd, DOMAIN, empty, Set.of(), Set.of("staff", "fun"));

            assertThat(new Round(ejabberd, DOMAIN, empty, comparison, callers)
                            .compare(Set.of("Staff"), comparison.strays()))
                    .extracting(GroupPlan::id)
                    .containsExactlyInAnyOrder("staff", "fun");
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Staff", "staff"})
    void somebodyElsesGroupOfTheNameStaysAndIsNamed(String id) throws Exception {
        model = new EjabberdModel(false);
        model.create(id, "Staff", "by hand", "carol");
        begin();
        compare();

        assertThat(model.groups()).isEqualTo(Map.of(id, "Staff [carol]", "fun", "fun [alice, dave]"));
        assertThat(hosts.trouble(DOMAIN))
                .hasValueSatisfying(why -> assertThat(why).contains("srg_delete '" + id + "'"));
        model.delete(id);
        compare();
        assertThat(model.groups()).isEqualTo(RIGHT);
        assertThat(hosts.trouble(DOMAIN)).isEmpty();
    }

    @Test
    void stayUntilTheNewCloudsRostersSayOtherwise() throws Exception {
        start(true);
        model.api().asked().clear();
        // Somebody asks for a comparison in the moment when the directory is empty.
        hosts.cloudChanged(DOMAIN, () -> engine.cloudChanged().thenRun(() -> hosts.compareAll(DOMAIN)))
                .join();

        assertThat(asked(call -> call.startsWith("srg_delete") || call.startsWith("srg_user_del")))
                .isEmpty();
        assertThat(directory.groupIds()).as("what ejabberd has").containsExactly("Staff", "fun");
        roster = List.of(
                new RosterEntry("alice", "Alice", List.of("Staff")),
                new RosterEntry("carol", "Carol", List.of("Staff")));
        engine.refreshAll(List.of("alice", "bob", "dave"), Duration.ofDays(1));

        Eventually.until(
                "the new cloud's are there", () -> model.groups().equals(Map.of("staff", "Staff [alice, carol]")));
    }

    @Test
    void aGroupOfTheSameIdWithANewNameIsJoinedAgainSinceEjabberdTellsNobodyOtherwise() throws Exception {
        start(true);
        model.api().asked().clear();
        labels = Map.of("Staff", "Crew");
        refresh();

        assertThat(model.groups()).isEqualTo(Map.of("staff", "Crew [alice, bob]", "fun", "fun [alice, dave]"));
        assertThat(asked(call -> call.startsWith("srg_user_add"))).hasSize(2);
        assertThat(asked(call -> call.startsWith("srg_user_del") || call.startsWith("srg_create")))
                .as("they leave, the name changes, they join")
                .hasSize(3)
                .last()
                .asString()
                .startsWith("srg_create");
        assertThat(asked(call -> call.startsWith("srg_delete"))).isEmpty();
    }

    private static DirectorySnapshot stored(Map<String, Set<String>> groups) {
        return new DirectorySnapshot(
                Map.of(),
                groups.entrySet().stream()
                        .map(group -> new Group(new GroupName(group.getKey(), ""), group.getValue(), Instant.EPOCH, 0))
                        .toList());
    }
}
