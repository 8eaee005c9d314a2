package net.xcauth.openfire.it;

import static net.xcauth.openfire.it.support.NextcloudPages.SETTINGS;
import static net.xcauth.openfire.it.support.NextcloudPages.STATUS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.Control.Provider;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Starts, stops and kills of a server with the plugin, under good and bad conditions. */
class LifeCycleIT {
    private static final String OURS = "net.xcauth.openfire.provider.";
    /** A value that no key of a server under test decrypts. */
    private static final String OF_ANOTHER_KEY = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";

    private static final String HYBRID = "org.jivesoftware.openfire.auth.HybridAuthProvider";

    @BeforeAll
    static void skipWithoutTime() {
        Installed.skipUnlessThereIsTime("stops and starts of Openfire");
    }

    @Test
    void dataSurvivesARestartWhileTheCloudIsDown() throws Exception {
        try (CloudServer server = CloudServer.start()) {
            OpenfireServer openfire = server.openfire();
            XmppUser.login(openfire, "alice", "wonderland").close();
            awaitStoredPassword(openfire);
            server.cloud().stopListening();
            openfire.stop();
            assertThat(embeddedDatabase(openfire)).doesNotContain(OURS, "nextcloudauth.formerProvider");
            openfire.start();
            assertThat(aboutProviders(openfire)).isEmpty();
            awaitLetIn(openfire);
            try (XmppUser alice = XmppUser.login(openfire, "alice", "wonderland")) {
                alice.awaitContacts(
                        "bob@example.org",
                        "carol@example.org",
                        "dave@example.org",
                        XmppUser.escaped("o'hara smith") + "@example.org");
            }
            Control control = openfire.control();
            assertThat(control.groups()).containsExactly("Science & Fun", "Staff");
            assertThat(control.usernames()).contains("alice", "bob", "carol", "dave", "admin");
            assertThat(control.user("bob").name()).isEqualTo("Bob Builder");
            assertThat(control.groupsOf("bob")).containsExactly("Staff");
            assertThat(XmppUser.refusal(openfire, "bob", "builder")).isEqualTo("temporary-auth-failure");
            server.cloud().startListening();
            assertThat(XmppUser.refusal(openfire, "alice", "wrong")).isEqualTo("not-authorized");
        }
    }

    @Test
    void aKilledServerRestartsWithItsOriginalProviders() throws Exception {
        try (CloudServer server = CloudServer.start(withHybridProvider())) {
            OpenfireServer openfire = server.openfire();
            XmppUser.login(openfire, "alice", "wonderland").close();
            awaitStoredPassword(openfire);
            server.cloud().stopListening();
            openfire.kill();
            openfire.start();
            awaitLetIn(openfire);
            XmppUser.login(openfire, "alice", "wonderland").close();
            assertThat(aboutProviders(openfire)).isEmpty();
            assertThat(openfire.control().providers().auth()).isEqualTo(ours("CloudAuthProvider"));
            loginAdmin(openfire).close();
            openfire.stop();
            assertThat(embeddedDatabase(openfire))
                    .contains(HYBRID)
                    .doesNotContain(OURS, "nextcloudauth.formerProvider");
        }
    }

    /** It stored the names of its own providers and, next to them, those of the original ones. */
    @Test
    void propertiesLeftBehindByAKilledEarlierVersionAreRepaired() throws Exception {
        try (CloudServer server = CloudServer.start(withHybridProvider()
                .property("provider.auth.className", OURS + "CloudAuthProvider")
                .property("nextcloudauth.formerProvider.auth", HYBRID)
                .property("provider.user.className", OURS + "CloudUserProvider")
                .property("nextcloudauth.formerProvider.user", ""))) {
            OpenfireServer openfire = server.openfire();
            XmppUser.login(openfire, "alice", "wonderland").close();
            loginAdmin(openfire).close();
            openfire.stop();
            assertThat(embeddedDatabase(openfire)).contains(HYBRID);
            openfire.start();
            assertThat(aboutProviders(openfire)).isEmpty();
            assertThat(openfire.control()
                            .sql("SELECT name, propValue FROM ofProperty WHERE name LIKE 'provider.%' "
                                    + "OR name LIKE 'nextcloudauth.former%'"))
                    .containsExactly(List.of("provider.auth.className", HYBRID));
            openfire.control().deletePlugin("nextcloudauth");
            assertThat(openfire.control().providers().auth()).isEqualTo(new Provider(HYBRID, "server"));
        }
    }

    /** Another node of the cluster has stored it with the key in its own {@code conf/security.xml}. */
    @Test
    void aSecretThatCannotBeDecryptedIsExplainedAndCanBeEnteredAgain() throws Exception {
        try (CloudServer server = CloudServer.start(OpenfireServer.create())) {
            OpenfireServer openfire = server.openfire();
            XmppUser.login(openfire, "alice", "wonderland").close();
            openfire.control()
                    .sql("UPDATE ofProperty SET propValue = ? WHERE name = 'nextcloudauth.secret'", OF_ANOTHER_KEY);
            openfire.stop();
            openfire.start();
            assertThat(openfire.problems())
                    .anyMatch(problem -> problem.contains("nextcloudauth.secret")
                            && problem.contains("encrypted with another key")
                            && problem.contains("conf/security.xml"));
            Console console = Console.of(openfire);
            ConsoleClient admin = ConsoleClient.loggedIn(console);
            assertThat(admin.get(console.page(STATUS)).body())
                    .contains("data-warning=\"refused\"", "encrypted with another key");

            admin.submit(console.page(SETTINGS), "settings", Map.of("secret", CloudServer.SECRET));
            XmppUser.login(openfire, "alice", "wonderland").close();
            assertThat(admin.get(console.page(STATUS)).body()).doesNotContain("data-warning=\"refused\"");
            assertThat(openfire.problems())
                    .noneMatch(problem -> problem.contains("SQLException") || problem.contains("constraint"));
            openfire.stop();
            openfire.start();
            awaitLetIn(openfire);
        }
    }

    @Test
    void localUsersLogInWhileTheCloudIsDown() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET))) {
            cloud.stopListening();
            try (OpenfireServer openfire = configured(cloud, CloudServer.SECRET).start()) {
                loginAdmin(openfire).close();
                for (String user : List.of("alice", "bob", "carol", "dave", "erin", "frank", "alice")) {
                    assertThat(XmppUser.refusal(openfire, user, "wonderland")).isEqualTo("temporary-auth-failure");
                }
                // The failure with its remedy, and that the circuit breaker opens.
                assertThat(openfire.problems())
                        .hasSize(2)
                        .allMatch(problem -> problem.contains("127.0.0.1"))
                        .first()
                        .asString()
                        .contains("Check the cloud's address");
                cloud.startListening();
                // The cloud is considered down until the next probe.
                awaitLetIn(openfire);
            }
        }
    }

    @Test
    void aWrongSecretIsReportedOnceAndLocalUsersLogIn() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET));
                OpenfireServer openfire = configured(cloud, "of-another-cloud").start()) {
            loginAdmin(openfire).close();
            assertThat(XmppUser.refusal(openfire, "alice", "wonderland")).isEqualTo("temporary-auth-failure");
            assertThat(XmppUser.refusal(openfire, "bob", "builder")).isEqualTo("temporary-auth-failure");
            assertThat(openfire.problems()).singleElement().asString().contains("signature", "API secret");
            assertThat(openfire.log()).doesNotContain("of-another-cloud", "wonderland");
            openfire.control().setProperty("nextcloudauth.secret", CloudServer.SECRET);
            XmppUser.login(openfire, "alice", "wonderland").close();
        }
    }

    @Test
    void withoutConfigurationTheServerWorksAsWithoutThePlugin() throws Exception {
        try (OpenfireServer openfire =
                OpenfireServer.create().plugin(OpenfireServer.PLUGIN_JAR).start()) {
            loginAdmin(openfire).close();
            assertThat(openfire.problems())
                    .singleElement()
                    .asString()
                    .contains("not active", "nextcloudauth.url", "nextcloudauth.secret");
            assertThat(openfire.control().providers().auth().owner()).isEqualTo("server");
            assertThat(XmppUser.refusal(openfire, "alice", "wonderland")).isEqualTo("not-authorized");
        }
    }

    @Test
    void withoutItsTablesThePluginLogsUsersInAndReportsTheError() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET));
                OpenfireServer openfire = OpenfireServer.create()
                        .property("nextcloudauth.url", cloud.url().toString())
                        .property("nextcloudauth.secret", CloudServer.SECRET)
                        .start()) {
            // In the way of the script.
            openfire.control().sql("CREATE TABLE ofNextcloudPasswords (x INTEGER)");
            openfire.control().installPlugin(OpenfireServer.PLUGIN_JAR);
            loginAdmin(openfire).close();
            try (XmppUser alice = XmppUser.login(openfire, "alice", "wonderland")) {
                alice.awaitContacts(
                        "bob@example.org",
                        "carol@example.org",
                        "dave@example.org",
                        XmppUser.escaped("o'hara smith") + "@example.org");
            }
            XmppUser.login(openfire, "bob", "builder").close();
            assertThat(openfire.problems())
                    .filteredOn(problem -> problem.contains("Failed to execute SQL"))
                    .hasSize(1);
            assertThat(openfire.problems())
                    .filteredOn(problem -> problem.contains("an error of the plugin's database script"))
                    .hasSize(1);
            assertThat(openfire.problems()).hasSizeLessThan(8);
        }
    }

    private static OpenfireServer.Builder withHybridProvider() {
        return OpenfireServer.create()
                .property("provider.auth.className", HYBRID)
                .property(
                        "hybridAuthProvider.primaryProvider.className",
                        "org.jivesoftware.openfire.auth.DefaultAuthProvider");
    }

    private static OpenfireServer.Builder configured(DemoCloud cloud, String secret) {
        return OpenfireServer.create()
                .plugin(OpenfireServer.PLUGIN_JAR)
                .property("nextcloudauth.url", cloud.url().toString())
                .property("nextcloudauth.secret", secret);
    }

    private static Provider ours(String name) {
        return new Provider(OURS + name, "nextcloudauth");
    }

    private static XmppUser loginAdmin(OpenfireServer openfire) throws Exception {
        return XmppUser.login(openfire, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
    }

    /** Logins do not wait long for a database, so the first one may fail while the cloud is down. */
    private static void awaitLetIn(OpenfireServer openfire) throws Exception {
        Eventually.until(
                "alice is let in",
                () -> openfire.control().authenticate("alice", "wonderland").equals("ok"));
    }

    private static void awaitStoredPassword(OpenfireServer openfire) throws Exception {
        Eventually.until(
                "the password is stored",
                () -> !openfire.control()
                        .sql("SELECT jid FROM ofNextcloudPasswords WHERE jid = ?", "alice@example.org")
                        .isEmpty());
    }

    /** The contents of the files of a stopped server's embedded database. */
    private static String embeddedDatabase(OpenfireServer openfire) throws IOException {
        Path folder = openfire.home().resolve("embedded-db");
        StringBuilder all = new StringBuilder();
        for (String file : List.of("openfire.script", "openfire.log")) {
            all.append(Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "");
        }
        return all.toString();
    }

    private static List<String> aboutProviders(OpenfireServer openfire) throws IOException {
        return openfire.problems().stream()
                .filter(problem -> problem.toLowerCase(Locale.ROOT).contains("provider"))
                .toList();
    }
}
