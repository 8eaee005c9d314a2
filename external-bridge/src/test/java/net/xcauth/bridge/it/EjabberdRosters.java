package net.xcauth.bridge.it;

import static net.xcauth.bridge.it.support.RosterContact.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.EjabberdServer;
import net.xcauth.bridge.it.support.PythonDatabase;
import net.xcauth.bridge.it.support.RosterClient;
import net.xcauth.bridge.it.support.RosterContact;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import net.xcauth.test.Volume;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared rosters as users of a real ejabberd see them, whichever way the bridge reaches it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class EjabberdRosters {
    private static final String PASSWORD = "a password";
    private static final String MARK = "Nextcloud group, kept up to date by xcauth";

    /** The ejabberd of all tests that do not stop it. */
    private static Site shared;

    private final Resources resources = new Resources();
    private DemoCloud cloud;
    private TempFolder folder;
    private Path database;
    private Path socket;
    private EjabberdServer ejabberd;
    private BridgeProcess bridge;

    /** An ejabberd, and the socket at which it expects the bridge. */
    private record Site(EjabberdServer ejabberd, Path socket) {
        static Site start(Resources resources) throws Exception {
            String socat = Installed.require("socat", "apt-get install socat");
            Path socket = resources.add(new TempFolder("bridge")).resolve("bridge.sock");
            return new Site(
                    resources.add(EjabberdServer.start(
                            resources.add(new TempFolder("ejabberd")),
                            socat + " STDIO UNIX-CONNECT:" + socket + ",forever,interval=0.2")),
                    socket);
        }
    }

    /** The bridge's option that names ejabberd. */
    abstract String[] way(EjabberdServer server) throws Exception;

    /** The commands that ejabberd has received from the bridge since its start. */
    abstract List<String> calls(EjabberdServer server) throws Exception;

    /** The number of members of a group whose creation takes long enough to be interrupted. */
    abstract int crowdSize();

    /** True if a command takes milliseconds rather than a second. */
    abstract boolean isQuick();

    /** Skips tests whose result cannot depend on the way to ejabberd, unless it is the quick one. */
    private void skipUnlessQuick() {
        Installed.skipUnless(
                isQuick() || Volume.isFull(),
                "tests of rosters that the API passes already take long with "
                        + "ejabberdctl (mvn verify -Dxcauth.fullSize=true)");
    }

    @BeforeEach
    void start() throws Exception {
        EjabberdServer.require();
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(DemoAccounts.empty())));
        people("alice", "bob", "carol", "dave");
        folder = resources.add(new TempFolder("bridge"));
        database = folder.resolve("xcauth.sqlite3");
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    private void people(String... names) {
        for (String name : names) {
            cloud.accounts().addUser(name, name.toUpperCase(Locale.ROOT) + " Of Oz", PASSWORD);
        }
    }

    private void group(String name, String... members) {
        for (String member : members) {
            cloud.accounts().joinGroup(member, name);
        }
    }

    private void serve() throws Exception {
        startEjabberd();
        startBridge();
    }

    private void startEjabberd() throws Exception {
        if (shared == null) {
            // Ends with the tests of this Java process.
            shared = Site.start(new Resources());
        }
        use(shared);
        ejabberd.deleteAll();
    }

    private void use(Site site) {
        ejabberd = site.ejabberd();
        socket = site.socket();
    }

    private void startBridge(String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of(way(ejabberd)));
        options.addAll(List.of(more));
        if (!options.contains("--roster-refresh")) {
            options.addAll(List.of("--roster-refresh", isQuick() ? "1s" : "3s"));
        }
        startBridgeWithoutEjabberd(options.toArray(String[]::new));
    }

    private void startBridgeWithoutEjabberd(String... options) throws Exception {
        bridge = resources.add(BridgeProcess.forCloud(cloud)
                .listen("ejabberd", socket)
                .environment("LC_ALL", "C")
                .option(EjabberdServer.socketAccess())
                .option("--db", database.toString(), "--cache-storage", "db", "--cache-bcrypt-rounds", "4")
                .option(options)
                .start());
        ejabberd.awaitAuthentication("alice");
    }

    private RosterClient login(String user) throws Exception {
        return resources.add(RosterClient.login(ejabberd, user, PASSWORD));
    }

    /** Logs in after an outage of the bridge: ejabberd refuses logins until it has connected again. */
    private void loginAgain(String user) throws Exception {
        Eventually.until(user + " logs in again", () -> {
            try {
                login(user);
                return true;
            } catch (SmackException | XMPPException e) {
                return false;
            }
        });
    }

    private static String nameOf(String user) {
        return user.toUpperCase(Locale.ROOT) + " Of Oz";
    }

    private static RosterContact contact(String user, String... groups) {
        return member(user, nameOf(user), groups);
    }

    private void untilMembers(String group, String... members) throws Exception {
        Set<String> wanted = Set.of(members);
        Eventually.until(group + " has " + wanted, () -> ejabberd.members(group).equals(wanted));
    }

    private void untilGone(String group) throws Exception {
        Eventually.until(group + " is gone", () -> !ejabberd.groups().contains(group));
    }

    private void untilShown(RosterClient client, String user, RosterContact contact) throws Exception {
        try {
            Eventually.until(
                    user + " is shown as " + contact, () -> client.contact(user).equals(Optional.ofNullable(contact)));
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + ", but the roster is " + client.contacts() + " after " + client.pushes() + " and "
                            + calls(ejabberd),
                    e);
        }
    }

    /** Waits until the bridge has refreshed all groups and has begun the next refresh, so has acted on the first. */
    private void awaitRefresh() throws Exception {
        long asked = cloud.requestCount("sharedroster");
        Eventually.until("the groups are refreshed twice", () -> cloud.requestCount("sharedroster") >= asked + 3);
    }

    @Test
    void theFirstLoginCreatesTheGroupsAndTheNextChangesNothing() throws Exception {
        group("Staff", "alice", "bob", "carol");
        group("Fun", "alice", "dave");
        serve();

        try (RosterClient alice = RosterClient.login(ejabberd, "alice", PASSWORD)) {
            untilMembers("staff", "alice", "bob", "carol");
            untilMembers("fun", "alice", "dave");
            alice.fetch();
            assertThat(alice.contacts())
                    .containsExactlyInAnyOrder(
                            contact("bob", "Staff"), contact("carol", "Staff"), contact("dave", "Fun"));
        }
        login("alice");
        RosterClient bob = login("bob");
        assertThat(bob.contacts()).containsExactlyInAnyOrder(contact("alice", "Staff"), contact("carol", "Staff"));
        bob.close();
        login("bob");
        awaitRefresh();

        List<String> calls = calls(ejabberd);
        assertThat(calls).filteredOn("srg_create"::equals).hasSize(2);
        assertThat(calls).filteredOn("srg_user_add"::equals).hasSize(5);
        assertThat(calls).filteredOn("set_vcard"::equals).hasSize(4);
        assertThat(calls).doesNotContain("srg_user_del", "srg_delete");
        assertThat(calls).filteredOn("registered_vhosts"::equals).hasSize(1);
        assertThat(ejabberd.administer("srg_get_info", "staff", XmppServer.DOMAIN))
                .contains("label\tStaff");
    }

    @Test
    void groupsLostInEjabberdAreRestoredByTheNextRefresh() throws Exception {
        group("Staff", "alice", "bob");
        group("Fun", "alice", "dave");
        serve();
        RosterClient alice = login("alice");
        untilMembers("fun", "alice", "dave");
        untilMembers("staff", "alice", "bob");

        ejabberd.administer("srg_user_del", "bob", XmppServer.DOMAIN, "staff", XmppServer.DOMAIN);
        ejabberd.administer("srg_delete", "fun", XmppServer.DOMAIN);
        untilShown(alice, "bob", contact("bob", "Staff"));
        untilMembers("fun", "alice", "dave");
        untilMembers("staff", "alice", "bob");
        alice.close();
        ejabberd.empty();
        untilMembers("fun", "alice", "dave");
        untilMembers("staff", "alice", "bob");
        if (isQuick()) {
            // Otherwise names are not read: those that are deleted a moment after the groups are missing until they
            // change.
            Eventually.until(
                    "the full name is there again",
                    () -> ejabberd.fullName("bob").contains(nameOf("bob")));
        }
    }

    /** XEP-0077: ejabberd deletes the account although the bridge refuses. */
    @Test
    void aUserWhoDeletesTheAccountInAClientIsAddedToTheGroupsAgain() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob");
        startEjabberd();
        startBridge("--roster-refresh", "1h");
        RosterClient alice = login("alice");
        RosterClient bob = login("bob");
        untilShown(alice, "bob", contact("bob", "Staff"));
        Eventually.until("bob has a name", () -> ejabberd.fullName("bob").contains(nameOf("bob")));

        bob.deleteAccount();
        bridge.process().awaitLines(1, Pattern.compile("client requests the deletion of bob@example.org"));
        untilMembers("staff", "alice", "bob");
        untilShown(alice, "bob", contact("bob", "Staff"));
        Eventually.until(
                "the full name is there again", () -> ejabberd.fullName("bob").contains(nameOf("bob")));
    }

    @Test
    void aManualRefreshReportsWhatEjabberdRefuses() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob");
        startEjabberd();
        ejabberd.administer("srg_create", "staff", XmppServer.DOMAIN, "Staff", "by hand", "staff");
        startBridge();
        login("alice");
        bridge.process().awaitLines(1, Pattern.compile("group \"staff\" .* not created by xcauth"));

        Command refused = refreshByHand("alice@" + XmppServer.DOMAIN);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("srg_delete 'staff' example.org");
        assertThat(refreshByHand().exit()).isEqualTo(1);
        ejabberd.administer("srg_delete", "staff", XmppServer.DOMAIN);
        untilMembers("staff", "alice", "bob");
        assertThat(refreshByHand().requireSuccess().out()).contains("is up to date");
    }

    private Command refreshByHand(String... user) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("roster", "refresh"));
        arguments.addAll(List.of(user));
        arguments.addAll(List.of(way(ejabberd)));
        arguments.addAll(List.of("--db", database.toString()));
        return Command.run(Xcauth.command(cloud, arguments.toArray(String[]::new)));
    }

    @Test
    void membersSeeEachOthersPresenceWithoutSubscriptions() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob");
        serve();
        RosterClient alice = login("alice");
        RosterClient bob = login("bob");

        Eventually.until("they see each other", () -> alice.sees("bob") && bob.sees("alice"));
        bob.close();
        Eventually.until("bob's departure is seen", () -> !alice.sees("bob"));
    }

    @Test
    void usersWhoAreOnlineSeeMembersJoinAndLeave() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob");
        serve();
        RosterClient alice = login("alice");
        RosterClient dave = login("dave");
        untilShown(alice, "bob", contact("bob", "Staff"));
        int before = calls(ejabberd).size();

        group("Staff", "dave");
        untilShown(alice, "dave", contact("dave", "Staff"));
        untilShown(dave, "alice", contact("alice", "Staff"));
        Eventually.until("alice sees dave online", () -> alice.sees("dave"));
        List<String> calls = calls(ejabberd);
        assertThat(calls.subList(before, calls.size()))
                .filteredOn(call -> !call.contains("_get_") && !call.equals("srg_list") && !call.equals("get_vcard"))
                .contains("srg_user_add")
                .allMatch(call -> call.equals("srg_user_add") || call.equals("set_vcard"));

        cloud.accounts().leaveGroup("bob", "Staff");
        untilShown(alice, "bob", null);
        cloud.accounts().deleteUser("dave");
        untilShown(alice, "dave", null);
        untilMembers("staff", "alice");
    }

    @Test
    void aUserWhoseAccountHasEndedIsLoggedOutOnce() throws Exception {
        group("Staff", "alice", "bob");
        serve();
        RosterClient alice = login("alice");
        RosterClient bob = login("bob");
        untilShown(alice, "bob", contact("bob", "Staff"));
        cloud.accounts().addAppPassword("alice", "app password").disableUser("alice");

        assertThatThrownBy(() ->
                        RosterClient.login(ejabberd, "alice", "app password").close())
                .isInstanceOf(SASLErrorException.class);
        Eventually.until("alice is logged out", () -> !alice.isOnline());
        assertThatThrownBy(() ->
                        RosterClient.login(ejabberd, "alice", "app password").close())
                .isInstanceOf(SASLErrorException.class);
        assertThat(bob.isOnline()).isTrue();
        assertThat(calls(ejabberd)).filteredOn("kick_user"::equals).hasSize(1);
    }

    @Test
    void aDeletedUserIsLoggedOutOnceTheCloudHasConfirmedTheDeletion() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob");
        startEjabberd();
        startBridge("--missing-confirmation", "1s");
        RosterClient alice = login("alice");
        RosterClient bob = login("bob");
        cloud.accounts().deleteUser("alice");

        Eventually.until("alice is logged out", () -> !alice.isOnline());
        awaitRefresh();
        assertThat(bob.isOnline()).isTrue();
        assertThat(calls(ejabberd)).filteredOn("kick_user"::equals).hasSize(1);
    }

    @Test
    void usersWhoAreOnlineSeeRenamedHiddenAndDeletedGroups() throws Exception {
        group("Old", "alice", "bob", "carol");
        group("Fun", "alice", "dave");
        serve();
        RosterClient alice = login("alice");
        untilShown(alice, "bob", contact("bob", "Old"));

        cloud.accounts().renameGroup("Old", "New");
        untilShown(alice, "bob", contact("bob", "New"));
        untilGone("old");
        untilMembers("new", "alice", "bob", "carol");

        cloud.accounts().renameGroup("Fun", "Fun\u200b");
        untilShown(alice, "dave", null);
        untilGone("fun");

        List.of("alice", "bob", "carol").forEach(member -> cloud.accounts().leaveGroup(member, "New"));
        untilShown(alice, "bob", null);
        untilGone("new");
        assertThat(ejabberd.groups()).isEmpty();
    }

    @Test
    void aUserWhoStillSharesAnotherGroupStaysInTheRoster() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob", "carol");
        group("Fun", "alice", "bob");
        serve();
        RosterClient alice = login("alice");
        RosterClient bob = login("bob");
        untilMembers("fun", "alice", "bob");

        cloud.accounts().leaveGroup("bob", "Staff");
        untilMembers("staff", "alice", "carol");
        untilShown(alice, "bob", contact("bob", "Fun"));
        untilShown(bob, "alice", contact("alice", "Fun"));
        untilShown(bob, "carol", null);
        assertThat(alice.contact("alice")).as("nobody is their own contact").isEmpty();
        assertThat(bob.contact("bob")).isEmpty();
    }

    @Test
    void changedFullNamesAreSeenAfterTheNextLogin() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob");
        serve();
        try (RosterClient alice = RosterClient.login(ejabberd, "alice", PASSWORD)) {
            untilShown(alice, "bob", contact("bob", "Staff"));
        }
        ejabberd.administer("set_vcard", "bob", XmppServer.DOMAIN, "TITLE", "Builder");
        cloud.accounts().setDisplayName("bob", "Robert \"Bob\" <Builder> 😀");

        Eventually.until(
                "the vCard has it",
                () -> ejabberd.administer("get_vcard", "bob", XmppServer.DOMAIN, "FN")
                        .contains("Robert \"Bob\" <Builder> 😀"));
        assertThat(login("alice").contacts()).containsExactly(member("bob", "Robert \"Bob\" <Builder> 😀", "Staff"));
        assertThat(ejabberd.administer("get_vcard", "bob", XmppServer.DOMAIN, "TITLE"))
                .contains("Builder");
    }

    @Test
    void manualChangesToOurGroupsAreUndoneAtTheStartAndOtherGroupsAreNeverTouched() throws Exception {
        group("Staff", "alice", "bob", "carol");
        group("Mine", "alice", "dave");
        startEjabberd();
        ejabberd.administer("srg_create", "mine", XmppServer.DOMAIN, "Mine", "by hand", "mine");
        ejabberd.administer("srg_user_add", "carol", XmppServer.DOMAIN, "mine", XmppServer.DOMAIN);
        startBridge();
        login("alice");
        untilMembers("staff", "alice", "bob", "carol");
        bridge.process().awaitLines(1, Pattern.compile("group \"mine\" .* not created by xcauth"));

        bridge.kill();
        ejabberd.administer("srg_user_add", "stranger", XmppServer.DOMAIN, "staff", XmppServer.DOMAIN);
        ejabberd.administer("srg_user_del", "bob", XmppServer.DOMAIN, "staff", XmppServer.DOMAIN);
        ejabberd.administer("srg_create", "staff", XmppServer.DOMAIN, "Stuff", MARK, "staff");
        bridge.restart();

        untilMembers("staff", "alice", "bob", "carol");
        Eventually.until(
                "its label is right",
                () -> ejabberd.administer("srg_get_info", "staff", XmppServer.DOMAIN)
                        .contains("label\tStaff"));
        assertThat(ejabberd.members("mine")).containsExactly("carol");
        assertThat(ejabberd.administer("srg_get_info", "mine", XmppServer.DOMAIN))
                .contains("description\tby hand");

        ejabberd.administer("srg_delete", "mine", XmppServer.DOMAIN);
        untilMembers("mine", "alice", "dave");
    }

    /** The command itself does not talk to ejabberd. */
    @Test
    void aRunningBridgeDeletesInEjabberdWhatACommandHasDeleted() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob", "carol");
        startEjabberd();
        startBridge("--roster-refresh", "1h");
        RosterClient alice = login("alice");
        untilMembers("staff", "alice", "bob", "carol");
        alice.fetch();
        untilShown(alice, "bob", contact("bob", "Staff"));

        cloud.accounts().deleteUser("bob");
        Command.run(new ProcessBuilder(
                        Xcauth.program().toString(),
                        "--db",
                        database.toString(),
                        "user",
                        "delete",
                        "bob@" + XmppServer.DOMAIN))
                .requireSuccess();

        untilMembers("staff", "alice", "carol");
        untilShown(alice, "bob", null);
        assertThat(alice.contact("carol")).contains(contact("carol", "Staff"));
    }

    /** The first bridge's query about carol is answered late, with the state at the time of the query. */
    @Test
    void anOlderAnswerOfOneBridgeNeverOverwritesANewerOneOfAnother() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob", "carol");
        startEjabberd();
        startBridge("--roster-refresh", "1h");
        RosterClient alice = login("alice");
        untilMembers("staff", "alice", "bob", "carol");
        BridgeProcess second = resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .environment("LC_ALL", "C")
                .option(way(ejabberd))
                .option("--db", database.toString())
                .start());
        Wire wire = resources.add(second.connect("generic"));
        assertThat(wire.ask("contacts:alice:" + XmppServer.DOMAIN)).contains("\"bob\"");
        int before = calls(ejabberd).size();
        group("Staff", "dave");
        cloud.fault(Fault.slow(Duration.ofSeconds(5)), "sharedroster", "carol");
        login("carol");
        Eventually.until("asked about carol", () -> cloud.requestCount("sharedroster") == 2);
        cloud.fault(Fault.NONE);

        cloud.accounts().leaveGroup("dave", "Staff").leaveGroup("bob", "Staff");
        assertThat(wire.ask("contacts:bob:" + XmppServer.DOMAIN)).contains("\"contacts\":[]");
        untilMembers("staff", "alice", "carol");

        Eventually.until(
                "carol's answer has come, and her roster is queried again",
                () -> cloud.requestCount("sharedroster") == 4);
        untilShown(alice, "bob", null);
        login("carol");
        untilMembers("staff", "alice", "carol");
        assertThat(alice.pushes()).as("dave was in the group for a moment").noneMatch(contact("dave", "Staff")::equals);
        List<String> calls = calls(ejabberd);
        assertThat(calls.subList(before, calls.size()))
                .filteredOn(call -> call.startsWith("srg_user_add"))
                .isEmpty();
    }

    @Test
    void groupsOfThePythonProgramAreAdopted() throws Exception {
        group("staff", "alice", "bob");
        startEjabberd();
        for (String name : List.of("staff", "former", "alike")) {
            asPythons(name, "carol");
        }
        PythonDatabase python = PythonDatabase.create(database);
        remember(python, "staff", "carol");
        remember(python, "former", "carol");
        startBridge();
        RosterClient carol = login("carol");
        login("alice");

        untilMembers("staff", "alice", "bob");
        untilGone("former");
        Eventually.until(
                "it is ours now",
                () -> ejabberd.administer("srg_get_info", "staff", XmppServer.DOMAIN)
                        .contains("description\t" + MARK));
        assertThat(ejabberd.members("alike"))
                .as("the store does not say that the Python program created it")
                .containsExactly("carol");
        Eventually.until("carol is shown nobody", () -> carol.contacts().isEmpty());
        carol.fetch();
        assertThat(carol.contacts()).isEmpty();
    }

    private void asPythons(String name, String... members) throws Exception {
        existing(name, name, members);
    }

    private void existing(String id, String description, String... members) throws Exception {
        ejabberd.administer("srg_create", id, XmppServer.DOMAIN, id, description, id);
        for (String member : members) {
            ejabberd.administer("srg_user_add", member, XmppServer.DOMAIN, id, XmppServer.DOMAIN);
        }
    }

    private static void remember(PythonDatabase python, String group, String... members) throws Exception {
        python.execute(
                "INSERT INTO rostergroups (groupname, userlist) VALUES (?, ?)",
                group + "@example.org",
                Stream.of(members).map(member -> member + "@example.org").collect(Collectors.joining("\t")));
    }

    /** Upper-case ids, which earlier releases and the Python program have left in ejabberds that do not normalize. */
    @Test
    void groupsWithEarlierIdsStayOrAreReplacedUnnoticedByUsersWhoAreOnline() throws Exception {
        skipUnlessQuick();
        startEjabberd();
        existing("Probe", "of this test");
        Installed.skipUnless(
                ejabberd.groups().contains("Probe"),
                "this ejabberd normalises ids, so that it has none of that kind but " + "from before its upgrade");
        group("Staff", "alice", "bob");
        group("Fun", "alice", "dave");
        existing("Staff", MARK, "alice", "bob");
        asPythons("Fun", "alice", "dave");
        PythonDatabase python = PythonDatabase.create(database);
        remember(python, "Staff", "alice", "bob");
        remember(python, "Fun", "alice", "dave");
        startBridgeWithoutEjabberd();
        RosterClient alice = login("alice");
        RosterClient dave = login("dave");
        assertThat(alice.contacts()).extracting(RosterContact::user).containsExactlyInAnyOrder("bob", "dave");
        bridge.close();
        startBridge();
        loginAgain("bob");

        untilMembers("fun", "alice", "dave");
        untilGone("Fun");
        untilMembers("Staff", "alice", "bob");
        awaitRefresh();
        for (RosterClient client : List.of(alice, dave)) {
            assertThat(client.pushes()).extracting(RosterContact::subscription).doesNotContain("remove");
        }
        assertThat(ejabberd.groups()).containsExactlyInAnyOrder("Probe", "Staff", "fun");
    }

    @Test
    void aBridgeThatIsKilledHalfwayContinuesAfterItsRestart() throws Exception {
        skipUnlessQuick();
        Set<String> crowd = crowd(crowdSize());
        serve();
        loginUntilGroupsAreBeingCreated();

        bridge.killAndRestart();
        Eventually.until(
                "all members are added", () -> ejabberd.members("crowd").equals(crowd));
        Eventually.until("all names are set", () -> ejabberd.fullName("member3").contains(nameOf("member3")));
    }

    @Test
    void anEjabberdThatIsStoppedHalfwayReceivesTheRestLater() throws Exception {
        Set<String> crowd = crowd(crowdSize());
        group("Staff", "alice", "bob");
        use(Site.start(resources));
        startBridge();
        loginUntilGroupsAreBeingCreated();
        ejabberd.close();
        bridge.process().awaitLines(1, Pattern.compile("in ejabberd are not up to date: .*xcauth will retry"));
        cloud.accounts().leaveGroup("bob", "Staff");
        awaitRefresh();

        ejabberd.startAgain();
        Eventually.until(
                "all members are added",
                () -> ejabberd.members("crowd").equals(crowd)
                        && ejabberd.members("staff").equals(Set.of("alice")));
        bridge.process().awaitLines(1, Pattern.compile("ejabberd answers again"));
    }

    private void loginUntilGroupsAreBeingCreated() throws Exception {
        login("alice");
        Eventually.until(
                "it has begun",
                () -> calls(ejabberd).contains("srg_user_add")
                        || calls(ejabberd).contains("set_vcard"));
    }

    private Set<String> crowd(int size) {
        Set<String> crowd =
                IntStream.range(0, size).mapToObj(number -> "member" + number).collect(Collectors.toSet());
        crowd.forEach(name -> {
            people(name);
            group("Crowd", name);
        });
        group("Crowd", "alice");
        return Stream.concat(crowd.stream(), Stream.of("alice")).collect(Collectors.toSet());
    }

    @Test
    void aLostDatabaseTakesNobodyOutOfGroups() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob", "carol");
        group("Fun", "carol", "dave");
        serve();
        login("alice");
        login("dave");
        untilMembers("staff", "alice", "bob", "carol");
        untilMembers("fun", "carol", "dave");
        bridge.close();
        cloud.accounts().leaveGroup("bob", "Staff");
        database = folder.resolve("another.sqlite3");
        startBridge();

        loginAgain("alice");
        untilMembers("staff", "alice", "carol");
        awaitRefresh();
        assertThat(ejabberd.members("fun")).containsExactlyInAnyOrder("carol", "dave");
        cloud.accounts().leaveGroup("carol", "Fun");
        login("carol");
        untilMembers("fun", "dave");
    }

    @Test
    void theGroupsOfANewCloudReplaceThoseOfTheFormerOne() throws Exception {
        skipUnlessQuick();
        group("Staff", "alice", "bob");
        group("Fun", "alice", "dave");
        group("Club", "bob", "carol");
        serve();
        RosterClient alice = login("alice");
        login("bob");
        untilMembers("club", "bob", "carol");
        untilMembers("fun", "alice", "dave");
        int before = calls(ejabberd).size();
        DemoCloud other = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(DemoAccounts.empty())));
        for (String name : List.of("alice", "bob", "carol", "dave")) {
            other.accounts().addUser(name, nameOf(name), PASSWORD);
        }
        other.accounts()
                .joinGroup("alice", "Staff")
                .joinGroup("bob", "Staff")
                .joinGroup("carol", "Staff")
                .joinGroup("bob", "Club")
                .joinGroup("carol", "Club");

        Command.run(new ProcessBuilder(
                        Xcauth.program().toString(),
                        "--db",
                        database.toString(),
                        "-P",
                        XmppServer.DOMAIN,
                        DemoSettings.DEMO_SECRET + '\t' + other.url() + '\t' + XmppServer.DOMAIN))
                .requireSuccess();

        untilMembers("staff", "alice", "bob", "carol");
        untilShown(alice, "carol", contact("carol", "Staff"));
        untilGone("fun");
        Eventually.until("ejabberd has logged that", () -> calls(ejabberd).lastIndexOf("srg_delete") >= before);
        List<String> calls = calls(ejabberd);
        assertThat(calls.subList(before, calls.size()))
                .as("groups of both clouds stay")
                .filteredOn("srg_delete"::equals)
                .hasSize(1);
        assertThat(alice.isOnline()).isTrue();
    }

    @Test
    void oddNamesFollowTheRulesAndCorruptNothing() throws Exception {
        List<String> odd = List.of(
                "Team@Home",
                "TeamHome",
                "\"quoted\" 'name'",
                "$(id) `id` ;|&",
                "😀 smile",
                "a\\nb",
                "a, b",
                "\u202egnihtyreve",
                "line\nbreak",
                "--help",
                "x".repeat(300),
                "<script>");
        odd.forEach(name -> group(name, "alice", "bob"));
        cloud.accounts()
                .addUser("o'neil smith", "Spacy", PASSWORD)
                .addUser("groß", "Gross", PASSWORD)
                .addUser("Ünal", "Ünal", PASSWORD);
        group("<script>", "o'neil smith", "groß", "Ünal");
        IntStream.range(0, 501).forEach(number -> {
            people("many" + number);
            group("Too many", "many" + number);
        });
        group("Too many", "alice");
        group("Hidden\u200b", "alice", "carol");
        serve();
        RosterClient alice = login("alice");
        bridge.process().awaitLines(1, Pattern.compile("in ejabberd: " + odd.size() + " groups created"));

        assertThat(ejabberd.groups())
                .contains("teamhome")
                .allMatch(id -> id.matches("[a-z_]+|[a-z0-9_-]+~[0-9a-f]{8}"));
        for (String id : ejabberd.groups()) {
            assertThat(ejabberd.members(id)).as(id).contains("alice", "bob");
        }
        String script = ejabberd.groups().stream()
                .filter(id -> id.startsWith("_script_~"))
                .findAny()
                .orElseThrow();
        assertThat(ejabberd.members(script)).containsExactlyInAnyOrder("alice", "bob", "o\\27neil\\20smith", "ünal");
        alice.fetch();
        assertThat(alice.contact("bob").orElseThrow().groups())
                .contains(
                        "Team@Home",
                        "TeamHome",
                        "😀 smile",
                        "<script>",
                        "gnihtyreve",
                        "line break",
                        "\"quoted\" 'name'",
                        "$(id) `id` ;|&",
                        "a\\nb",
                        "a, b",
                        "--help");
        assertThat(alice.contact("carol")).isEmpty();
        assertThat(alice.contact("many7")).isEmpty();
        assertThat(bridge.process().lines())
                .filteredOn(line -> line.contains("Too many"))
                .hasSize(1)
                .first()
                .asString()
                .contains("502 members, more than 500");
        assertThat(bridge.process().lines())
                .filteredOn(line -> line.contains("groß"))
                .hasSize(1);

        int before = calls(ejabberd).size();
        awaitRefresh();
        List<String> calls = calls(ejabberd);
        assertThat(calls.subList(before, calls.size()))
                .as("it is compared, and not changed again")
                .allMatch(call -> call.startsWith("srg_get") || call.equals("srg_list") || call.equals("get_vcard"));
    }
}
