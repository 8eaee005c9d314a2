package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.ControlException;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.Sightings.Item;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Openfire's own groups next to the cloud's. */
class LocalGroupsIT {
    private static final String SHOW = "sharedRoster.showInRoster";
    private static final String NAME = "sharedRoster.displayName";

    private static DemoCloud cloud;
    private static OpenfireServer server;

    @BeforeAll
    static void start() throws Exception {
        cloud = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET));
        server = OpenfireServer.create()
                .plugin(OpenfireServer.PLUGIN_JAR)
                .property("nextcloudauth.roster.refresh", "1h")
                .property("nextcloudauth.localUsers", "locke, hobbes")
                .start();
        Control control = server.control();
        control.createUser("locke", "locke's", "John Locke");
        control.createUser("hobbes", "hobbes'", "Thomas Hobbes");
        control.createGroup("Staff", "locke", "alice");
        control.createGroup("Thinkers", "locke", "hobbes");
        control.createGroup("Hermits", "hobbes", "frank");
        share("Staff", "Old staff");
        share("Thinkers", "Thinkers");
        control.setProperty("nextcloudauth.secret", CloudServer.SECRET);
        control.setProperty("nextcloudauth.url", cloud.url().toString());
        // Cloud groups are visible to their members.
        XmppUser.login(server, "alice", "wonderland").close();
        XmppUser.login(server, "erin", "a:b:c").close();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        cloud.close();
    }

    @Test
    void localGroupsStayAndCloudGroupsAreAdded() {
        Control control = server.control();
        assertThat(control.groups())
                .containsExactlyInAnyOrder(
                        "Chœur", "Hermits", "Science & Fun", "Staff", "Staff (Nextcloud)", "Thinkers");
        assertThat(control.groupCount()).isEqualTo(6);
        assertThat(control.groups(1, 2)).containsExactlyInAnyOrder("Hermits", "Science & Fun");
        assertThat(control.groups(5, 10)).containsExactly("Thinkers");
        assertThat(control.groups(6, 10)).isEmpty();
        assertThat(control.findGroups("staff")).containsExactlyInAnyOrder("Staff", "Staff (Nextcloud)");
        assertThat(control.findGroups("th*er")).containsExactly("Thinkers");
        assertThat(control.findGroups("C")).contains("Chœur", "Science & Fun");
        assertThat(control.findGroups("no such group")).isEmpty();
        assertThat(control.group("Staff").members())
                .containsExactlyInAnyOrder("locke@example.org", "alice@example.org");
        assertThat(control.group("Staff (Nextcloud)").members())
                .containsExactlyInAnyOrder("alice@example.org", "bob@example.org", "carol@example.org");
        assertThat(control.groupsOf("alice")).containsExactlyInAnyOrder("Staff", "Staff (Nextcloud)", "Science & Fun");
        assertThat(control.groupsOf("hobbes")).containsExactlyInAnyOrder("Thinkers", "Hermits");
        assertThat(control.groupsWithProperty(NAME, "Staff")).containsExactly("Staff (Nextcloud)");
        assertThat(control.groupsWithProperty(NAME, "Old staff")).containsExactly("Staff");
        assertThat(control.sharedGroups())
                .containsExactlyInAnyOrder("Chœur", "Science & Fun", "Staff", "Staff (Nextcloud)", "Thinkers");
    }

    @Test
    void membersOfLocalAndCloudGroupsSeeEachOther() throws Exception {
        try (XmppUser alice = XmppUser.login(server, "alice", "wonderland");
                XmppUser locke = XmppUser.login(server, "locke", "locke's");
                XmppUser hobbes = XmppUser.login(server, "hobbes", "hobbes'");
                XmppUser bob = XmppUser.login(server, "bob", "builder")) {
            assertThat(alice.roster())
                    .contains(
                            new Item("locke@example.org", "John Locke", Set.of("Old staff"), "both"),
                            new Item("bob@example.org", "Bob Builder", Set.of("Staff"), "both"));
            assertThat(locke.roster())
                    .containsExactly(
                            new Item("alice@example.org", "Alice Ångström", Set.of("Old staff"), "both"),
                            new Item("hobbes@example.org", "Thomas Hobbes", Set.of("Thinkers"), "both"));
            assertThat(hobbes.roster()).extracting(Item::jid).containsExactly("locke@example.org");
            assertThat(bob.roster()).extracting(Item::jid).containsExactly("alice@example.org", "carol@example.org");
            alice.awaitPresence("locke@example.org");
            alice.awaitPresence("bob@example.org");
            locke.awaitPresence("alice@example.org");
            hobbes.awaitPresence("locke@example.org");
        }
    }

    @Test
    void changedSharingOfALocalGroupReachesItsMembers() throws Exception {
        try (XmppUser hobbes = XmppUser.login(server, "hobbes", "hobbes'");
                XmppUser frank = XmppUser.login(server, "frank", "solitude")) {
            hobbes.awaitContacts("locke@example.org");
            share("Hermits", "Hermits");
            hobbes.awaitContacts("frank@example.org", "locke@example.org");
            frank.awaitRoster(roster ->
                    roster.equals(List.of(new Item("hobbes@example.org", "Thomas Hobbes", Set.of("Hermits"), "both"))));
            frank.awaitPresence("hobbes@example.org");
            server.control().setGroupProperty("Hermits", SHOW, "nobody");
            hobbes.awaitContacts("locke@example.org");
            frank.awaitContacts();
        }
    }

    @Test
    void localGroupsAreCreatedChangedAndDeletedAsBefore() throws Exception {
        Control control = server.control();
        assertThat(control.areGroupsReadOnly()).isFalse();
        try (XmppUser frank = XmppUser.login(server, "frank", "solitude");
                XmppUser locke = XmppUser.login(server, "locke", "locke's")) {
            control.createGroup("Walkers", "locke");
            share("Walkers", "Walkers");
            control.addMember("Walkers", "frank");
            frank.awaitRoster(roster ->
                    roster.equals(List.of(new Item("locke@example.org", "John Locke", Set.of("Walkers"), "both"))));
            locke.awaitPresence("frank@example.org");
            control.removeMember("Walkers", "frank");
            frank.awaitContacts();
            control.describeGroup("Walkers", "On Sundays");
            control.renameGroup("Walkers", "Hikers");
            control.clearCaches();
            assertThat(control.group("Hikers").description()).isEqualTo("On Sundays");
            assertThat(control.group("Hikers").members()).containsExactly("locke@example.org");
            assertThat(control.groups()).contains("Hikers").doesNotContain("Walkers");
            control.deleteGroup("Hikers");
            assertThat(control.groups()).doesNotContain("Hikers");
            assertThat(control.sql("SELECT groupName FROM ofGroup WHERE groupName IN ('Walkers', 'Hikers')"))
                    .isEmpty();
        }
    }

    @Test
    void aCloudGroupCannotBeChangedHere() {
        Control control = server.control();
        assertThatThrownBy(() -> control.createGroup("Chœur")).hasMessageContaining("GroupAlreadyExistsException");
        for (String name : List.of("Chœur", "Staff (Nextcloud)")) {
            List<String> before = control.group(name).members();
            attempt(() -> control.addMember(name, "frank"));
            attempt(() -> control.removeMember(name, before.get(0).replace("@example.org", "")));
            attempt(() -> control.renameGroup(name, "Renamed"));
            attempt(() -> control.describeGroup(name, "Described"));
            attempt(() -> control.deleteGroup(name));
            assertThat(control.group(name).members()).as(name).containsExactlyInAnyOrderElementsOf(before);
            assertThat(control.group(name).description()).isEqualTo("Nextcloud");
        }
        assertThat(control.groups()).contains("Chœur", "Staff (Nextcloud)").doesNotContain("Renamed");
    }

    @Test
    void theConsoleChangesLocalGroupsAndSaysThatCloudGroupsAreManagedInNextcloud() throws Exception {
        ConsoleClient admin = ConsoleClient.loggedIn(Console.of(server));
        server.control().createGroup("Readers", "locke");
        admin.act("/group-edit.jsp?group=Readers", Map.of("username", "hobbes@example.org", "addMember", "Add"));
        assertThat(server.control().group("Readers").members())
                .containsExactlyInAnyOrder("locke@example.org", "hobbes@example.org");
        assertThat(page(admin, "/group-edit.jsp?group=Readers")).doesNotContain("Nextcloud group");
        assertThat(admin.act("/group-delete.jsp?group=Readers", Map.of("delete", "Delete"))
                        .statusCode())
                .isLessThan(400);
        assertThat(server.control().groups()).doesNotContain("Readers");
        for (String page : List.of("/group-edit.jsp", "/group-delete.jsp")) {
            assertThat(page(admin, page + "?group=Ch%C5%93ur")).contains("Chœur is a Nextcloud group");
        }
        admin.act("/group-edit.jsp?group=Ch%C5%93ur", Map.of("username", "frank@example.org", "addMember", "Add"));
        assertThat(server.control().group("Chœur").members())
                .containsExactlyInAnyOrder("erin@example.org", "jürgen@example.org");
    }

    private static String page(ConsoleClient admin, String page) throws Exception {
        return admin.get(Console.of(server).url(page)).body();
    }

    /** Openfire 4.2 refuses some of this, 5.x logs that it was refused. */
    private static void attempt(Runnable change) {
        try {
            change.run();
        } catch (ControlException e) {
            assertThat(e).hasMessageContaining("managed in Nextcloud");
        }
    }

    private static void share(String group, String name) {
        server.control().setGroupProperty(group, NAME, name);
        server.control().setGroupProperty(group, SHOW, "onlyGroup");
    }
}
