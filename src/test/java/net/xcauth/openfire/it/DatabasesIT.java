package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.DatabaseServer;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.MariaDbServer;
import net.xcauth.test.PostgresServer;
import org.junit.jupiter.api.Test;

/**
 * The plugin's tables in Openfire's own database, for each kind of database that is available here. Openfire 4.2.0 does
 * not know MariaDB and uses it as MySQL, with MySQL's driver; later versions use MariaDB's driver.
 */
class DatabasesIT {
    /** Names may contain characters that addresses may not. */
    private static final String ZOE = "zoë o'neill";

    private static final String ZOE_NAME = "Zoë O'Neill 🎺";
    private static final String BAND = "Zoë's Band 🎺";

    @Test
    void dataSurvivesARestartInHsqldb() throws Exception {
        Installed.skipUnlessThereIsTime("stops and starts of Openfire");
        keepsWhatIsKnown(OpenfireServer.create());
    }

    @Test
    void dataSurvivesARestartInPostgresql() throws Exception {
        try (PostgresServer database = PostgresServer.launch()) {
            keepsWhatIsKnown(OpenfireServer.create().database(database));
            leavesNoTraceOfProviders(database);
        }
    }

    @Test
    void dataSurvivesARestartInMariaDb() throws Exception {
        try (MariaDbServer database = MariaDbServer.launch()) {
            keepsWhatIsKnown(OpenfireServer.create().database(database));
            leavesNoTraceOfProviders(database);
        }
    }

    private static void keepsWhatIsKnown(OpenfireServer.Builder builder) throws Exception {
        try (CloudServer server = CloudServer.start(builder)) {
            server.cloud()
                    .accounts()
                    .addUser(ZOE, ZOE_NAME, "it's 🎺")
                    .joinGroup(ZOE, BAND)
                    .joinGroup("alice", BAND)
                    .joinGroup("o'hara smith", BAND);
            OpenfireServer openfire = server.openfire();
            String zoe = XmppUser.escaped(ZOE);
            try (XmppUser client = XmppUser.login(openfire, zoe, "it's 🎺")) {
                client.awaitContacts("alice@example.org", XmppUser.escaped("o'hara smith") + "@example.org");
            }
            XmppUser.login(openfire, XmppUser.escaped("o'hara smith"), "it's + 100% mine")
                    .close();
            assertThat(openfire.problems()).isEmpty();
            Control control = openfire.control();
            Eventually.until(
                    "both passwords are stored",
                    () -> control.sql("SELECT jid FROM ofNextcloudPasswords").size() == 2);
            server.cloud().stopListening();
            openfire.stop();
            openfire.start();
            assertThat(control.user(zoe).name()).isEqualTo(ZOE_NAME);
            assertThat(control.user(XmppUser.escaped("o'hara smith")).name()).isEqualTo("O'Hara Smith");
            assertThat(control.groups()).contains(BAND, "Science & Fun");
            assertThat(control.group(BAND).members()).hasSize(3).contains(zoe + "@example.org");
            assertThat(control.groupsOf(zoe)).containsExactly(BAND);
            // Logins do not wait long for a database, so the first one may fail while the cloud is down.
            for (var known : Map.of(zoe, "it's 🎺", XmppUser.escaped("o'hara smith"), "it's + 100% mine")
                    .entrySet()) {
                Eventually.until(
                        known.getKey() + " is let in",
                        () -> control.authenticate(known.getKey(), known.getValue())
                                .equals("ok"));
            }
            try (XmppUser client = XmppUser.login(openfire, zoe, "it's 🎺")) {
                client.awaitRoster(roster -> roster.stream()
                        .anyMatch(item -> item.jid().equals("alice@example.org")
                                && item.groups().contains(BAND)));
            }
            assertThat(control.authenticate(zoe, "it's 🎻")).isEqualTo("ConnectionException");
            openfire.stop();
        }
    }

    private static void leavesNoTraceOfProviders(DatabaseServer database) throws Exception {
        assertThat(database.sql("SELECT name, propValue FROM ofProperty WHERE name LIKE 'provider.%.className' "
                                + "OR name LIKE 'nextcloudauth.former%';")
                        .strip())
                .isEmpty();
        assertThat(database.sql("SELECT COUNT(*) FROM ofNextcloudPasswords;").strip())
                .isEqualTo("2");
    }

    @Test
    void loginsContinueWhilePostgresqlIsDown() throws Exception {
        try (PostgresServer database = PostgresServer.launch()) {
            loginsGoOnWithout(database, OpenfireServer.create().database(database));
        }
    }

    @Test
    void loginsContinueWhileMariaDbIsDown() throws Exception {
        try (MariaDbServer database = MariaDbServer.launch()) {
            loginsGoOnWithout(database, OpenfireServer.create().database(database));
        }
    }

    /** Only the plugin's part of a login: without its database, Openfire itself cannot complete one. */
    private static void loginsGoOnWithout(DatabaseServer database, OpenfireServer.Builder builder) throws Exception {
        try (CloudServer server = CloudServer.start(builder)) {
            Control control = server.openfire().control();
            XmppUser.login(server.openfire(), "alice", "wonderland").close();
            database.stop();
            assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
            assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
            assertThat(control.authenticate("bob", "wrong")).isEqualTo("UnauthorizedException");
            server.cloud().stopListening();
            assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
            database.start();
            Eventually.until(
                    "what was learned is stored",
                    () -> database.sql("SELECT jid FROM ofNextcloudPasswords;").contains("bob@example.org"));
            try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
                alice.awaitRoster(
                        roster -> roster.stream().anyMatch(item -> item.jid().equals("bob@example.org")));
            }
            assertThat(server.openfire().problems())
                    .filteredOn(problem -> problem.contains("the database of Openfire cannot be read"))
                    // Once when connections break, and once when no new ones can be opened.
                    .hasSizeBetween(1, 2);
        }
    }
}
