package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Local accounts next to cloud users: administrators and listed users always take precedence. */
class LocalAccountsIT {
    private static final String LOCAL = "l0cal-passw0rd";
    private static final String NEW = "n3w-passw0rd";
    private static final String ADMINISTRATORS =
            "admin@example.org,Manager@example.org,chief@example.org,boss@example.org";

    private static DemoCloud cloud;
    private static OpenfireServer server;

    @BeforeAll
    static void start() throws Exception {
        cloud = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET));
        cloud.accounts()
                .addUser("admin", "Cloud's Admin", "cloud-passw0rd")
                .addUser("helper", "Cloud's Helper", "cloud-passw0rd")
                .addUser("chief", "Chief", "cloud-passw0rd")
                .addUser("manager", "Cloud's Manager", "cloud-passw0rd");
        server = OpenfireServer.create()
                .plugin(OpenfireServer.PLUGIN_JAR)
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.breaker.failures", "1000")
                .property("nextcloudauth.localUsers", "admin, Helper, listed-only")
                .property("admin.authorizedJIDs", ADMINISTRATORS)
                .start();
        // While the plugin is not configured, accounts can be created.
        server.control().createUser("helper", LOCAL, "Local Helper");
        server.control().createUser("manager", LOCAL, "Local Manager");
        server.control().createUser("bob", LOCAL, "Local Bob");
        server.control().createUser("local", LOCAL, "Only Local");
        server.control().createUser("boss", LOCAL, "Local Boss");
        server.control().setProperty("nextcloudauth.url", cloud.url().toString());
        server.control().setProperty("nextcloudauth.secret", CloudServer.SECRET);
    }

    @AfterEach
    void restore() {
        cloud.startListening();
        cloud.fault(Fault.NONE);
        server.control().setProperty("nextcloudauth.url", cloud.url().toString());
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
        try (OpenfireServer closing = server) {
            Secrecy.assertNothingLogged(
                    closing,
                    List.of(
                            CloudServer.SECRET,
                            LOCAL,
                            NEW,
                            "cloud-passw0rd",
                            OpenfireServer.ADMIN_PASSWORD,
                            "builder"));
        }
    }

    @Test
    void theAdministratorLogsInWithTheLocalPasswordOnly() throws Exception {
        long asked = cloud.requestCount("auth");
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        login("ADMIN@example.org", OpenfireServer.ADMIN_PASSWORD);
        assertThat(refusal(OpenfireServer.ADMIN, "cloud-passw0rd")).isEqualTo("not-authorized");
        assertThat(cloud.requestCount("auth")).isEqualTo(asked);
    }

    @Test
    void theAdministratorLogsInWhileTheCloudIsDown() throws Exception {
        cloud.stopListening();
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        assertThat(refusal(OpenfireServer.ADMIN, "w-r-o-n-g")).isEqualTo("not-authorized");
        cloud.startListening();
        cloud.fault(Fault.HANG_BEFORE_HEADER);
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
    }

    @Test
    void theAdministratorLogsInWhateverIsConfigured() throws Exception {
        for (String url : List.of("http://127.0.0.1:1/nothing/here", "https://nowhere.invalid/", "nonsense")) {
            server.control().setProperty("nextcloudauth.url", url);
            login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        }
        server.control().setProperty("nextcloudauth.localUsers", "helper");
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        server.control().setProperty("nextcloudauth.localUsers", "admin, Helper, listed-only");
    }

    @Test
    void aListedAccountIsLocalEvenIfTheCloudHasItsName() throws Exception {
        login("helper", LOCAL);
        assertThat(refusal("helper", "cloud-passw0rd")).isEqualTo("not-authorized");
        assertThat(server.control().user("helper").name()).isEqualTo("Local Helper");
    }

    @Test
    void anAdministratorWithALocalAccountIsLocal() throws Exception {
        login("manager", LOCAL);
        assertThat(refusal("manager", "cloud-passw0rd")).isEqualTo("not-authorized");
        assertThat(server.control().user("manager").name()).isEqualTo("Local Manager");
    }

    @Test
    void anAdministratorWithoutALocalAccountIsACloudUser() throws Exception {
        login("chief", "cloud-passw0rd");
        assertThat(server.control().isRegistered("chief")).isTrue();
    }

    @Test
    void aListedNameWithoutAnAccountDoesNotExist() throws Exception {
        assertThat(refusal("listed-only", LOCAL)).isEqualTo("not-authorized");
        assertThat(server.control().isRegistered("listed-only")).isFalse();
    }

    @Test
    void anUnlistedAccountIsNotServed() throws Exception {
        assertThat(refusal("local", LOCAL)).isEqualTo("not-authorized");
        assertThat(server.control().isRegistered("local")).isFalse();
        assertThat(refusal("bob", LOCAL)).isEqualTo("not-authorized");
        login("bob", "builder");
    }

    @Test
    void anAccountListedLaterIsServedFromThenOn() throws Exception {
        server.control().setProperty("nextcloudauth.localUsers", "admin, helper, local");
        login("local", LOCAL);
        server.control().setProperty("nextcloudauth.localUsers", "admin, Helper, listed-only");
        assertThat(refusal("local", LOCAL)).isEqualTo("not-authorized");
    }

    @Test
    void localAndCloudUsersAreListedTogether() throws Exception {
        login("bob", "builder");
        assertThat(server.control().usernames())
                .isSorted()
                .doesNotHaveDuplicates()
                .contains("admin", "bob", "helper", "manager")
                .doesNotContain("local", "listed-only");
        assertThat(server.control().userCount())
                .isEqualTo(server.control().usernames().size());
        assertThat(server.control().findUsers("local h", "Name"))
                .extracting(Control.User::username)
                .containsExactly("helper");
    }

    // Changes by their own provider

    @Test
    void aLocalAccountsPasswordNameAndAddressCanBeChanged() throws Exception {
        for (String user : List.of(OpenfireServer.ADMIN, "helper")) {
            String before = user.equals("helper") ? LOCAL : OpenfireServer.ADMIN_PASSWORD;
            server.control().setPassword(user, NEW);
            login(user, NEW);
            assertThat(refusal(user, before)).isEqualTo("not-authorized");
            server.control().setPassword(user, before);
            login(user, before);
        }
        server.control().setName("helper", "Helping Hand");
        server.control().setEmail("helper", "helper@example.org");
        server.control().clearCaches();
        assertThat(server.control().user("helper"))
                .isEqualTo(new Control.User("helper", "Helping Hand", "helper@example.org"));
        assertThat(server.control().findUsers("helper@", "Email"))
                .extracting(Control.User::username)
                .containsExactly("helper");
        server.control().setName("helper", "Local Helper");
        server.control().setEmail("helper", "");
    }

    @Test
    void aLocalUserChangesTheirPasswordInTheClient() throws Exception {
        try (XmppUser helper = XmppUser.login(server, "helper", LOCAL)) {
            helper.changePassword(NEW);
            login("helper", NEW);
            helper.changePassword(LOCAL);
        }
        login("helper", LOCAL);
    }

    @Test
    void aNewAccountIsServedAtOnceAndAfterARestart() throws Exception {
        server.control().createUser("newcomer", LOCAL, "New Comer");
        login("newcomer", LOCAL);
        assertThat(server.control().property("nextcloudauth.localUsers"))
                .hasValueSatisfying(list -> assertThat(list.split(", ")).contains("admin", "helper", "newcomer"));
        assertThat(server.control().usernames()).contains("newcomer");
        server.stop();
        server.start();
        login("newcomer", LOCAL);
        assertThat(console()
                        .act("/user-delete.jsp?username=newcomer", Map.of("delete", "Delete"))
                        .statusCode())
                .isLessThan(400);
        assertThat(server.control().isRegistered("newcomer")).isFalse();
        assertThat(refusal("newcomer", LOCAL)).isEqualTo("not-authorized");
        assertThat(server.control().property("nextcloudauth.localUsers").orElseThrow())
                .doesNotContain("newcomer");
        assertThat(server.control().sql("SELECT username FROM ofUser WHERE username = 'newcomer'"))
                .isEmpty();
    }

    @Test
    void noAccountIsCreatedWithANameThatIsTaken() {
        for (String taken : List.of("carol", "BOB", "local", "helper")) {
            assertThatThrownBy(() -> server.control().createUser(taken, NEW, "Impostor"))
                    .as(taken)
                    .hasMessageContaining("UserAlreadyExistsException");
        }
        assertThat(server.control().property("nextcloudauth.localUsers").orElseThrow())
                .doesNotContain("carol", "bob");
        assertThat(server.control().user("bob").name()).isEqualTo("Bob Builder");
        assertThat(server.control().sql("SELECT username FROM ofUser WHERE username = 'carol'"))
                .isEmpty();
    }

    @Test
    void clientsCanNeitherRegisterNorDeleteAccounts() throws Exception {
        assertThat(XmppUser.registrationRefusal(server, "intruder", LOCAL)).isEqualTo("not-allowed");
        assertThat(server.control().sql("SELECT username FROM ofUser WHERE username = 'intruder'"))
                .isEmpty();
        if (OpenfireServer.isInstalled()) {
            // In Openfire 4.2, only the property decides about the offer.
            assertThat(XmppUser.isRegistrationOffered(server)).isFalse();
        }
        try (XmppUser helper = XmppUser.login(server, "helper", LOCAL)) {
            assertThat(helper.deletionRefusal()).isEqualTo("not-allowed");
        }
        login("helper", LOCAL);
    }

    @Test
    void withoutAnAccountTheDeletingCommandDeletesNobody() throws Exception {
        assertThatThrownBy(() -> server.control().deleteUser("helper"))
                .hasMessageContaining("UnsupportedOperationException");
        login("helper", LOCAL);
    }

    @Test
    void aFormerAdministratorStaysALocalUser() throws Exception {
        server.control().setAdministrators("admin", "manager", "chief");
        try {
            assertThat(server.control().isAdministrator("boss")).isFalse();
            login("boss", LOCAL);
            assertThat(server.control().user("boss").name()).isEqualTo("Local Boss");
        } finally {
            server.control().setProperty("admin.authorizedJIDs", ADMINISTRATORS);
        }
    }

    @Test
    void aDeletedAdministratorLeavesNoRightsBehind() throws Exception {
        server.control().createUser("deputy", LOCAL, "Deputy");
        server.control().createGroup("Deputies", "deputy", "helper");
        server.control().setAdministrators("admin", "manager", "chief", "boss", "deputy");
        console().act("/user-delete.jsp?username=deputy", Map.of("delete", "Delete"));
        assertThat(server.control().isRegistered("deputy")).isFalse();
        assertThat(server.control().isAdministrator("deputy")).isFalse();
        assertThat(server.control().group("Deputies").members()).containsExactly("helper@example.org");
        server.control().deleteGroup("Deputies");
    }

    // In the console

    @Test
    void theConsoleChangesLocalUsersAndSaysThatCloudUsersAreManagedInNextcloud() throws Exception {
        ConsoleClient admin = console();
        login("alice", "wonderland");
        admin.act(
                "/user-password.jsp?username=helper",
                Map.of("password", NEW, "passwordConfirm", NEW, "update", "Update"));
        login("helper", NEW);
        server.control().setPassword("helper", LOCAL);
        assertThat(page(admin, "/user-password.jsp?username=helper")).doesNotContain("Nextcloud account");
        for (String page : List.of("/user-password.jsp", "/user-delete.jsp", "/user-edit-form.jsp")) {
            assertThat(page(admin, page + "?username=alice")).as(page).contains("alice is a Nextcloud account");
        }
        HttpResponse<String> refused =
                admin.act("/user-edit-form.jsp?username=alice", Map.of("name", "Karla", "email", "", "save", "true"));
        assertThat(refused.statusCode()).isEqualTo(302);
        String after = refused.headers().firstValue("Location").orElseThrow();
        assertThat(page(admin, after.substring(after.indexOf("/user-"))))
                .contains("Nothing was saved: the name and e-mail address of alice are managed in Nextcloud.");
        assertThat(server.control().user("alice").name()).isNotEqualTo("Karla");
    }

    @Test
    void aCloudUserLosesNothingWhenTheConsoleRefusesToDeleteTheAccount() throws Exception {
        login("bob", "builder");
        server.control().sql("INSERT INTO ofVCard (username, vcard) VALUES ('bob', '<vCard xmlns=\"vcard-temp\"/>')");
        console().act("/user-delete.jsp?username=bob", Map.of("delete", "Delete"));
        assertThat(server.control().isRegistered("bob")).isTrue();
        assertThat(server.control().sql("SELECT vcard FROM ofVCard WHERE username = 'bob'"))
                .hasSize(1);
    }

    @Test
    void theConsoleShowsFirstSeenInsteadOfCreatedForCloudUsers() throws Exception {
        login("alice", "wonderland");
        ConsoleClient admin = console();
        assertThat(page(admin, "/user-summary.jsp")).contains("Created / first seen");
        assertThat(page(admin, "/user-properties.jsp?username=alice"))
                .contains("First seen")
                .doesNotContain("Registered");
        assertThat(page(admin, "/user-properties.jsp?username=helper"))
                .contains("Registered")
                .doesNotContain("First seen");
        server.control().setProperty("nextcloudauth.providers", "auth");
        try {
            assertThat(page(admin, "/user-summary.jsp")).contains("Created").doesNotContain("first seen");
        } finally {
            server.control().deleteProperty("nextcloudauth.providers");
        }
    }

    private static ConsoleClient console() throws Exception {
        return ConsoleClient.loggedIn(Console.of(server));
    }

    private static String page(ConsoleClient admin, String page) throws Exception {
        return admin.get(Console.of(server).url(page)).body();
    }

    private static void login(String user, String password) throws Exception {
        XmppUser.login(server, user, password).close();
    }

    private static String refusal(String user, String password) throws Exception {
        return XmppUser.refusal(server, user, password);
    }
}
