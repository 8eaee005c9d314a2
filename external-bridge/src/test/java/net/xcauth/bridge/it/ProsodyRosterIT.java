package net.xcauth.bridge.it;

import static net.xcauth.bridge.it.support.RosterContact.member;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.ProsodyServer;
import net.xcauth.bridge.it.support.RosterClient;
import net.xcauth.bridge.it.support.RosterContact;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With {@code mod_roster_xcauth}, Prosody's users see the members of their groups in the cloud as contacts. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ProsodyRosterIT {
    private static final RosterContact BOB = member("bob", "Bob Builder", "Staff");
    private static final RosterContact CAROL = member("carol", "Carol", "Staff");
    private static final RosterContact DAVE = member("dave", "Dave Upper", "Science & Fun");
    private static final RosterContact OHARA = member("o\\27hara\\20smith", "O'Hara Smith", "Science & Fun");

    private final Resources resources = new Resources();
    private DemoAccounts accounts;
    private DemoCloud cloud;
    private BridgeProcess bridge;
    private ProsodyServer server;

    @BeforeEach
    void start() throws Exception {
        ProsodyServer.require();
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        accounts = cloud.accounts();
        bridge = resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .option("--cache-storage", "memory")
                .option("--breaker-probe", "1s")
                .option("--roster-refresh", "1s")
                .option("--groups-largest", "2000")
                .start());
        TempFolder folder = resources.add(new TempFolder("prosody"));
        server = resources.add(ProsodyServer.start(
                folder, List.of(Xcauth.prosodyModulesFor(ProsodyServer.USER, folder)), """
                authentication = "xcauth"
                xcauth_socket = "%s"
                xcauth_roster_refresh = 0.5
                xcauth_roster_wait = 30
                modules_enabled = { "roster_xcauth", "admin_shell" }
                """.formatted(
                                bridge.address("generic"))));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void theFirstLoginShowsTheMembersOfTheUsersGroups() throws Exception {
        RosterClient alice = login("alice", "wonderland");

        assertThat(alice.contacts()).containsExactlyInAnyOrder(BOB, CAROL, DAVE, OHARA);
    }

    @Test
    void aUserWithoutGroupsHasNoContacts() throws Exception {
        assertThat(login("frank", "solitude").contacts()).isEmpty();
    }

    @Test
    void usersWhoseNamesAreEscapedSeeTheirGroups() throws Exception {
        RosterClient ohara = login("o\\27hara\\20smith", "it's + 100% mine");

        assertThat(ohara.contacts())
                .containsExactlyInAnyOrder(DAVE, member("alice", "Alice Ångström", "Science & Fun"));
    }

    @Test
    void membersSeeEachOthersPresenceWithoutSubscription() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        RosterClient frank = login("frank", "solitude");

        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));
        bob.close();
        Eventually.until("Alice sees that Bob is gone", () -> !alice.sees("bob"));

        frank.roundTrip();
        assertThat(frank.presencesFrom("alice")).isEmpty();
        assertThat(alice.presencesFrom("frank")).isEmpty();
    }

    @Test
    void aUserWhoJoinsAGroupAndItsOnlineMembersSeeEachOther() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient frank = login("frank", "solitude");

        accounts.joinGroup("frank", "Staff");

        awaitContact(alice, member("frank", "Frank Alone", "Staff"));
        awaitContact(frank, member("alice", "Alice Ångström", "Staff"));
        Eventually.until("both see each other", () -> alice.sees("frank") && frank.sees("alice"));
        assertThat(frank.contacts()).contains(BOB, CAROL);
    }

    @Test
    void aUserWhoLeavesAGroupAndItsMembersNoLongerSeeEachOther() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));

        accounts.leaveGroup("bob", "Staff");

        awaitNoContact(alice, "bob");
        awaitNoContact(bob, "alice");
        Eventually.until("neither sees the other", () -> !alice.sees("bob") && !bob.sees("alice"));
        assertThat(alice.contacts()).containsExactlyInAnyOrder(CAROL, DAVE, OHARA);
        assertThat(bob.contacts()).isEmpty();
    }

    @Test
    void aRenamedGroupIsRenamedInRosters() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        Eventually.until("Alice sees Bob", () -> alice.sees("bob"));

        accounts.renameGroup("Staff", "Crew");

        awaitContact(alice, member("bob", "Bob Builder", "Crew"));
        awaitContact(alice, member("carol", "Carol", "Crew"));
        awaitContact(bob, member("alice", "Alice Ångström", "Crew"));
        assertThat(alice.sees("bob"))
                .as("presence continues after a change of name")
                .isTrue();
        assertThat(alice.pushes()).noneMatch(push -> push.subscription().equals("remove"));
    }

    @Test
    void aGroupThatIsHiddenDisappears() throws Exception {
        RosterClient alice = login("alice", "wonderland");

        accounts.renameGroup("Staff", "Staff\u200b");

        awaitNoContact(alice, "bob");
        awaitNoContact(alice, "carol");
        assertThat(alice.contacts()).containsExactlyInAnyOrder(DAVE, OHARA);
    }

    @Test
    void aGroupThatIsDeletedDisappears() throws Exception {
        RosterClient alice = login("alice", "wonderland");

        for (String member : List.of("alice", "bob", "carol@example.org")) {
            accounts.leaveGroup(member, "Staff");
        }

        awaitNoContact(alice, "bob");
        awaitNoContact(alice, "carol");
    }

    @Test
    void aChangedFullNameIsShown() throws Exception {
        RosterClient alice = login("alice", "wonderland");

        accounts.setDisplayName("bob", "Bob the Builder");

        awaitContact(alice, member("bob", "Bob the Builder", "Staff"));
    }

    @Test
    void aDeletedAccountDisappears() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));

        accounts.deleteUser("bob");

        awaitNoContact(alice, "bob");
        Eventually.until(
                "Bob, who is still online, has no contacts",
                () -> bob.contacts().isEmpty());
    }

    @Test
    void aMemberOfTwoGroupsIsShownInBoth() throws Exception {
        RosterClient alice = login("alice", "wonderland");

        accounts.joinGroup("bob", "Science & Fun");
        awaitContact(alice, member("bob", "Bob Builder", "Staff", "Science & Fun"));

        accounts.leaveGroup("bob", "Staff");
        awaitContact(alice, member("bob", "Bob Builder", "Science & Fun"));
    }

    @Test
    void aUsersOwnContactIsUnchanged() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        assertThat(alice.set("frank", "Frankie", "Friends")).isEmpty();
        RosterContact frankie = new RosterContact("frank", "Frankie", "none", Set.of("Friends"));

        accounts.joinGroup("frank", "Staff").joinGroup("erin", "Staff");

        awaitContact(alice, member("erin", "Erin Colon", "Staff"));
        assertThat(alice.contact("frank")).contains(frankie);
        assertThat(server.stored("roster", "alice")).contains("frank@example.org", "Frankie");

        assertThat(alice.remove("frank")).isEmpty();
        awaitContact(alice, member("frank", "Frank Alone", "Staff"));
        assertThat(server.stored("roster", "alice")).doesNotContain("frank");
    }

    @Test
    void presenceContinuesIfASubscriptionEndsButAGroupRemains() throws Exception {
        RosterClient erin = login("erin", "a:b:c");
        RosterClient frank = login("frank", "solitude");
        assertThat(frank.set("erin", "My Erin")).isEmpty();
        accounts.joinGroup("frank", "Chœur");
        awaitContact(erin, member("frank", "Frank Alone", "Chœur"));

        assertThat(frank.remove("erin")).isEmpty();

        awaitContact(frank, member("erin", "Erin Colon", "Chœur"));
        Eventually.until("both see each other", () -> erin.sees("frank") && frank.sees("erin"));
        assertThat(erin.contact("frank")).contains(member("frank", "Frank Alone", "Chœur"));
    }

    @Test
    void clientsCannotChangeMembers() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));

        assertThat(alice.set("bob", "Bobby", "Friends")).contains(Condition.not_allowed);
        assertThat(alice.remove("bob")).contains(Condition.not_allowed);
        alice.sendPresence(Presence.Type.unsubscribe, "bob");
        alice.sendPresence(Presence.Type.unsubscribed, "bob");
        Eventually.until(
                "both are refused",
                () -> alice.presencesFrom("bob").stream()
                                .filter(presence -> presence.getType() == Presence.Type.error)
                                .filter(presence -> presence.getError().getCondition() == Condition.not_allowed)
                                .count()
                        == 2);

        alice.fetch();
        assertThat(alice.contact("bob")).contains(BOB);
        assertThat(alice.pushes()).isEmpty();
        bob.roundTrip();
        assertThat(bob.pushes()).isEmpty();
        assertThat(bob.sees("alice")).isTrue();
    }

    @Test
    void aSubscriptionRequestToAMemberChangesNothing() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));

        int before = alice.presencesFrom("bob").size();

        alice.sendPresence(Presence.Type.subscribe, "bob");

        Eventually.until(
                "the request is answered for Bob",
                () -> alice.presencesFrom("bob").size() > before);
        bob.roundTrip();
        assertThat(bob.presencesFrom("alice")).noneMatch(presence -> presence.getType() == Presence.Type.subscribe);
        assertThat(alice.contact("bob")).contains(BOB);
    }

    @Test
    void membersAreNotStored() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        assertThat(alice.set("frank", "Frankie", "Friends")).isEmpty();
        alice.sendPresence(Presence.Type.subscribe, "frank");
        alice.sendPresence(Presence.Type.subscribe, "bob");
        alice.sendPresence(Presence.Type.subscribed, "bob");
        alice.roundTrip();
        bob.roundTrip();

        assertThat(server.stored("roster", "alice"))
                .contains("frank@example.org")
                .doesNotContain("bob", "Staff", "xcauth");
        assertThat(server.stored("roster", "bob")).doesNotContain("alice", "Staff", "xcauth");
    }

    @Test
    void contactsStayWhileTheBridgeIsDown() throws Exception {
        RosterClient alice = login("alice", "wonderland");

        bridge.kill();
        accounts.setDisplayName("bob", "Bob the Builder");
        Eventually.until(
                "Prosody has noticed",
                () -> server.log().stream().anyMatch(line -> line.contains("Cannot connect to the bridge")));
        alice.fetch();
        assertThat(alice.contacts()).containsExactlyInAnyOrder(BOB, CAROL, DAVE, OHARA);

        bridge.restart();
        awaitContact(alice, member("bob", "Bob the Builder", "Staff"));
        assertThat(alice.pushes()).noneMatch(push -> push.subscription().equals("remove"));
    }

    @Test
    void contactsStayWhileTheCloudIsDown() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        alice.close();

        cloud.stopListening();
        accounts.setDisplayName("bob", "Bob the Builder");
        RosterClient again = login("alice", "wonderland");
        assertThat(again.contacts()).containsExactlyInAnyOrder(BOB, CAROL, DAVE, OHARA);

        cloud.startListening();
        awaitContact(again, member("bob", "Bob the Builder", "Staff"));
        assertThat(again.pushes()).noneMatch(push -> push.subscription().equals("remove"));
    }

    @Test
    void twoSimultaneousLoginsBothReceiveTheContactsAndTheChanges() throws Exception {
        CompletableFuture<RosterClient> first = CompletableFuture.supplyAsync(() -> loginUnchecked("alice", "one"));
        CompletableFuture<RosterClient> second = CompletableFuture.supplyAsync(() -> loginUnchecked("alice", "two"));

        assertThat(first.join().contacts()).containsExactlyInAnyOrder(BOB, CAROL, DAVE, OHARA);
        assertThat(second.join().contacts()).containsExactlyInAnyOrder(BOB, CAROL, DAVE, OHARA);

        accounts.joinGroup("frank", "Staff");
        awaitContact(first.join(), member("frank", "Frank Alone", "Staff"));
        awaitContact(second.join(), member("frank", "Frank Alone", "Staff"));
    }

    @Test
    void aThousandContactsAreShown() throws Exception {
        IntStream.rangeClosed(1, 1000)
                .forEach(n -> accounts.addUser("user" + n, "User Number " + n, "secret " + n)
                        .joinGroup("user" + n, "Big"));
        accounts.joinGroup("frank", "Big");
        RosterClient frank = login("frank", "solitude");
        Eventually.until("all are there", () -> frank.contacts().size() == 1000);
        RosterClient one = login("user1", "secret 1");
        Eventually.until("both see each other", () -> frank.sees("user1") && one.sees("frank"));

        accounts.renameGroup("Big", "Bigger");

        Eventually.until(
                "all are in the renamed group",
                () -> frank.contacts().stream()
                        .allMatch(contact -> contact.groups().equals(Set.of("Bigger"))));
        assertThat(frank.contacts()).hasSize(1000);
        assertThat(frank.sees("user1")).isTrue();
    }

    @Test
    void namesMayContainAnyCharacters() throws Exception {
        String group = "\"Quotes\" & 'more' <script>alert(1)</script> 🎺";
        accounts.joinGroup("alice", group).joinGroup("erin", group).setDisplayName("erin", "<b>Erin</b> & 🐢 \"E\"");

        RosterClient alice = login("alice", "wonderland");

        awaitContact(alice, member("erin", "<b>Erin</b> & 🐢 \"E\"", group));
    }

    @Test
    void theVersionOfTheRosterChangesWithItsContents() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        String first = alice.version();
        assertThat(alice.isUpToDate(first)).isTrue();

        accounts.setDisplayName("bob", "Bob the Builder");
        awaitContact(alice, member("bob", "Bob the Builder", "Staff"));
        String second = alice.version();
        assertThat(second).isNotEqualTo(first);
        assertThat(alice.isUpToDate(first)).isFalse();
        assertThat(alice.isUpToDate(second)).isTrue();

        assertThat(alice.set("frank", "Frankie")).isEmpty();
        awaitContact(alice, new RosterContact("frank", "Frankie", "none", Set.of()));
        String third = alice.version();
        assertThat(third).isNotIn(first, second);
        alice.close();
        RosterClient again = login("alice", "wonderland");
        assertThat(again.isUpToDate(third)).as("unchanged").isTrue();
        assertThat(again.isUpToDate(second)).isFalse();
        again.close();

        server.killAndRestart();
        accounts.leaveGroup("bob", "Staff");
        RosterClient afterRestart = login("alice", "wonderland");
        assertThat(afterRestart.isUpToDate(third)).isFalse();
    }

    @Test
    void aReloadOfTheModulesGoesUnnoticed() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));

        for (String module : List.of("roster_xcauth", "auth_xcauth", "xcauth")) {
            assertThat(server.shell("module", "reload", module, XmppServer.DOMAIN))
                    .contains("OK");
        }

        alice.fetch();
        assertThat(alice.contacts()).containsExactlyInAnyOrder(BOB, CAROL, DAVE, OHARA);
        assertThat(alice.pushes()).isEmpty();
        accounts.joinGroup("frank", "Staff");
        awaitContact(alice, member("frank", "Frank Alone", "Staff"));
        assertThat(alice.pushes()).containsExactly(member("frank", "Frank Alone", "Staff"));
        assertThat(login("carol", "caramel").contact("bob")).contains(BOB);
    }

    @Test
    void contactsDisappearWithoutTheModuleAndReturnWithIt() throws Exception {
        RosterClient alice = login("alice", "wonderland");
        RosterClient bob = login("bob", "builder");
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));

        assertThat(server.shell("module", "unload", "roster_xcauth", XmppServer.DOMAIN))
                .contains("OK");
        Eventually.until(
                "no contacts are left",
                () -> alice.contacts().isEmpty() && bob.contacts().isEmpty());
        Eventually.until("neither sees the other", () -> !alice.sees("bob") && !bob.sees("alice"));
        alice.fetch();
        assertThat(alice.contacts()).isEmpty();

        assertThat(server.shell("module", "load", "roster_xcauth", XmppServer.DOMAIN))
                .contains("OK");
        Eventually.until("all are back", () -> alice.contacts().size() == 4);
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));
    }

    private RosterClient login(String user, String password) throws Exception {
        return resources.add(RosterClient.login(server, user, password));
    }

    private RosterClient loginUnchecked(String user, String resource) {
        try {
            RosterClient client = RosterClient.login(server, user, "wonderland", resource);
            synchronized (resources) {
                return resources.add(client);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitContact(RosterClient client, RosterContact contact) throws Exception {
        Eventually.until(
                "the roster has " + contact,
                () -> client.contact(contact.user()).equals(Optional.of(contact)));
    }

    private static void awaitNoContact(RosterClient client, String user) throws Exception {
        Eventually.until("the roster has no " + user, () -> client.contact(user).isEmpty());
    }
}
