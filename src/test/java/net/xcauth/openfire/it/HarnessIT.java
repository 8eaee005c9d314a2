package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.Control.Event;
import net.xcauth.openfire.it.support.ControlException;
import net.xcauth.openfire.it.support.Jars;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.WebUser;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Installed;
import net.xcauth.test.MariaDbServer;
import net.xcauth.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The basis for the other tests: a real Openfire, without the plugin, works as they expect. */
class HarnessIT {
    private static OpenfireServer server;

    @BeforeAll
    static void start() throws Exception {
        Installed.skipUnlessThereIsTime("tests of the tests' own Openfire");
        server = OpenfireServer.create().property("test.given", "it's here").start();
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void startsWithoutErrors() throws Exception {
        assertThat(server.control().plugins()).contains("admin", "testcontrol");
        assertThat(server.problems()).isEmpty();
    }

    @Test
    void logsUsersInOverTcp() throws Exception {
        try (XmppUser admin = loginAdmin(server)) {
            assertThat(admin.jid()).isEqualTo("admin@example.org");
            assertThat(server.control().sessions()).contains(admin.fullJid());
        }
        assertThat(XmppUser.refusal(server, "admin", "wrong")).isEqualTo("not-authorized");
    }

    @Test
    void logsUsersInOverBosh() throws Exception {
        try (WebUser admin = WebUser.overBosh(server, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)) {
            assertThat(admin.jid()).isEqualTo("admin@example.org/web");
        }
    }

    @Test
    void logsUsersInOverWebSocket() throws Exception {
        try (WebUser admin = WebUser.overWebSocket(server, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)) {
            assertThat(admin.jid()).isEqualTo("admin@example.org/web");
        }
    }

    @Test
    void keepsProperties() {
        assertThat(server.control().property("test.given")).contains("it's here");
        assertThat(server.control().property("test.set")).isEmpty();
        server.control().setEncryptedProperty("test.set", "grüße & co\n");
        assertThat(server.control().property("test.set")).contains("grüße & co\n");
        assertThat(server.control().isPropertyEncrypted("test.set")).isTrue();
        server.control().deleteProperty("test.set");
        assertThat(server.control().property("test.set")).isEmpty();
        server.control().setPropertyElsewhere("test.elsewhere", "seen");
        assertThat(server.control().property("test.elsewhere")).contains("seen");
        assertThat(server.control().sql("SELECT propValue FROM ofProperty WHERE name = ?", "test.elsewhere"))
                .isEmpty();
    }

    @Test
    void showsGroupsInRosters() throws Exception {
        server.control().createUser("carol", "carol's", "Carol");
        server.control().createUser("dave", "dave's", "Dave");
        try (XmppUser carol = XmppUser.login(server, "carol", "carol's");
                XmppUser dave = XmppUser.login(server, "dave", "dave's")) {
            server.control().clearEvents();
            server.control().createGroup("Friends", "carol", "dave");
            server.control().setGroupProperty("Friends", "sharedRoster.displayName", "Friends");
            server.control().setGroupProperty("Friends", "sharedRoster.showInRoster", "onlyGroup");
            carol.awaitContacts("dave@example.org");
            carol.awaitPresence("dave@example.org");
            assertThat(carol.pushes()).last().satisfies(item -> {
                assertThat(item.name()).isEqualTo("Dave");
                assertThat(item.groups()).containsExactly("Friends");
                assertThat(item.subscription()).isEqualTo("both");
            });
            assertThat(server.control().events())
                    .extracting(Event::what)
                    .contains("groupCreated", "memberAdded", "groupModified");
            assertThat(server.control().group("Friends").members())
                    .containsExactlyInAnyOrder("carol@example.org", "dave@example.org");
            assertThat(server.control().group("Friends").properties())
                    .containsAllEntriesOf(
                            Map.of("sharedRoster.displayName", "Friends", "sharedRoster.showInRoster", "onlyGroup"));
            server.control().removeMember("Friends", "dave");
            carol.awaitContacts();
            dave.send("carol@example.org", "bye");
            assertThat(carol.nextMessage().getBody()).isEqualTo("bye");
        }
    }

    @Test
    void tellsWhichProvidersAreActive() {
        server.control().createLocalGroup("Local", "admin");
        server.control().clearCaches();
        assertThat(server.control().groupsOf("admin")).containsExactly("Local");
        assertThat(server.control().providers().auth().owner()).isEqualTo("server");
        assertThat(server.control().isRegistered("admin")).isTrue();
        assertThat(server.control().isRegistered("nobody")).isFalse();
        assertThat(server.control().authenticate("nobody", "x")).isEqualTo("UnauthorizedException");
        assertThat(server.control().usernames()).contains("admin");
        assertThat(server.control().findUsers("Administrator", "Name"))
                .extracting("username")
                .containsExactly("admin");
        assertThat(server.control().threads("^testcontrol"))
                .extracting("loader")
                .containsOnly("server");
        assertThat(server.control().vcard("admin")).isEmpty();
        assertThat(server.control().storedRoster("admin")).isEmpty();
        assertThatThrownBy(() -> server.control().user("nobody"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("UserNotFoundException");
    }

    @Test
    void replacesAndForgetsPlugins(@TempDir Path folder) throws Exception {
        Control control = server.control();
        control.installPlugin(Jars.writeIdlePlugin(folder.resolve("idle.jar")));
        assertThat(control.plugins()).contains("idle");
        control.watchLoader("idle");
        control.reloadPlugin("idle");
        control.awaitLoaderGone("idle");
        control.watchLoader("idle");
        control.deletePlugin("idle");
        assertThat(control.plugins()).doesNotContain("idle");
        control.awaitLoaderGone("idle");
        assertThat(control.threads("unloaded")).isEmpty();
    }

    @Test
    void comesBackAfterAStopAndAKill() throws Exception {
        try (OpenfireServer other =
                OpenfireServer.create().domain("xn--bcher-kva.example").start()) {
            other.control().setProperty("test.set", "1");
            other.stop();
            assertThat(other.log()).contains("Unloaded plugin 'testcontrol'");
            other.start();
            assertThat(other.control().property("test.set")).contains("1");
            other.control().setProperty("test.set", "2");
            other.kill();
            other.start();
            assertThat(other.control().property("test.set")).contains("2");
            loginAdmin(other).close();
        }
    }

    @Test
    void keepsItsDataInPostgres() throws Exception {
        try (PostgresServer database = PostgresServer.launch();
                OpenfireServer other =
                        OpenfireServer.create().database(database).start()) {
            worksWithADatabase(other);
        }
    }

    @Test
    void keepsItsDataInMariaDb() throws Exception {
        try (MariaDbServer database = MariaDbServer.launch();
                OpenfireServer other =
                        OpenfireServer.create().database(database).start()) {
            worksWithADatabase(other);
        }
    }

    private static void worksWithADatabase(OpenfireServer other) throws Exception {
        loginAdmin(other).close();
        other.control().createUser("frida", "secret", "Frida Größe");
        other.control().createLocalGroup("Größe", "frida");
        assertThat(other.problems()).isEmpty();
        other.stop();
        other.start();
        assertThat(other.control().user("frida").name()).isEqualTo("Frida Größe");
        assertThat(other.control().groupsOf("frida")).containsExactly("Größe");
    }

    private static XmppUser loginAdmin(OpenfireServer where) throws Exception {
        return XmppUser.login(where, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
    }
}
