package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Fault;
import net.xcauth.demo.Settings;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Openfire's own accounts beside cloud users: administrators and those of a list come first, always. */
class LocalAccountsIT {
    private static final String LOCAL = "l0cal-passw0rd";

    private static DemoCloud cloud;
    private static OpenfireServer server;

    @BeforeAll
    static void start() throws Exception {
        cloud = DemoCloud.start(Settings.defaults().withSecret(CloudServer.SECRET));
        cloud.accounts().addUser("admin", "Cloud's Admin", "cloud-passw0rd")
                .addUser("helper", "Cloud's Helper", "cloud-passw0rd")
                .addUser("chief", "Chief", "cloud-passw0rd")
                .addUser("manager", "Cloud's Manager", "cloud-passw0rd");
        server = OpenfireServer.create().plugin(OpenfireServer.PLUGIN_JAR)
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.breaker.failures", "1000")
                .property("nextcloudauth.localUsers", "admin, Helper, listed-only")
                .property("admin.authorizedJIDs", "admin@example.org,Manager@example.org,chief@example.org")
                .start();
        // While the plugin is not configured, accounts can be made.
        server.control().createUser("helper", LOCAL, "Local Helper");
        server.control().createUser("manager", LOCAL, "Local Manager");
        server.control().createUser("bob", LOCAL, "Local Bob");
        server.control().createUser("local", LOCAL, "Only Local");
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
            Secrecy.assertNothingLogged(closing, List.of(CloudServer.SECRET, LOCAL, "cloud-passw0rd",
                    OpenfireServer.ADMIN_PASSWORD, "builder"));
        }
    }

    @Test
    void theAdministratorIsLetInWithTheLocalPasswordOnly() throws Exception {
        long asked = cloud.requestCount("auth");
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        login("ADMIN@example.org", OpenfireServer.ADMIN_PASSWORD);
        assertThat(refusal(OpenfireServer.ADMIN, "cloud-passw0rd")).isEqualTo("not-authorized");
        assertThat(cloud.requestCount("auth")).isEqualTo(asked);
    }

    @Test
    void theAdministratorIsLetInWhileTheCloudIsDown() throws Exception {
        cloud.stopListening();
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        assertThat(refusal(OpenfireServer.ADMIN, "w-r-o-n-g")).isEqualTo("not-authorized");
        cloud.startListening();
        cloud.fault(Fault.HANG_BEFORE_HEADER);
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
    }

    @Test
    void theAdministratorIsLetInWhateverIsConfigured() throws Exception {
        for (String url : List.of("http://127.0.0.1:1/nothing/here", "https://nowhere.invalid/", "nonsense")) {
            server.control().setProperty("nextcloudauth.url", url);
            login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        }
        server.control().setProperty("nextcloudauth.localUsers", "helper");
        login(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        server.control().setProperty("nextcloudauth.localUsers", "admin, Helper, listed-only");
    }

    @Test
    void aListedAccountIsServedLocallyWhoeverHasItsNameInTheCloud() throws Exception {
        login("helper", LOCAL);
        assertThat(refusal("helper", "cloud-passw0rd")).isEqualTo("not-authorized");
        assertThat(server.control().user("helper").name()).isEqualTo("Local Helper");
    }

    @Test
    void anAdministratorWithALocalAccountIsServedLocally() throws Exception {
        login("manager", LOCAL);
        assertThat(refusal("manager", "cloud-passw0rd")).isEqualTo("not-authorized");
        assertThat(server.control().user("manager").name()).isEqualTo("Local Manager");
    }

    @Test
    void anAdministratorWithoutOneIsACloudUser() throws Exception {
        login("chief", "cloud-passw0rd");
        assertThat(server.control().isRegistered("chief")).isTrue();
    }

    @Test
    void aListedNameWithoutAnAccountIsNobody() throws Exception {
        assertThat(refusal("listed-only", LOCAL)).isEqualTo("not-authorized");
        assertThat(server.control().isRegistered("listed-only")).isFalse();
    }

    @Test
    void anAccountThatIsNotListedIsNotServed() throws Exception {
        assertThat(refusal("local", LOCAL)).isEqualTo("not-authorized");
        assertThat(server.control().isRegistered("local")).isFalse();
        assertThat(refusal("bob", LOCAL)).isEqualTo("not-authorized");
        login("bob", "builder");
    }

    @Test
    void whoIsListedLaterIsServedFromThenOn() throws Exception {
        server.control().setProperty("nextcloudauth.localUsers", "admin, helper, local");
        login("local", LOCAL);
        server.control().setProperty("nextcloudauth.localUsers", "admin, Helper, listed-only");
        assertThat(refusal("local", LOCAL)).isEqualTo("not-authorized");
    }

    @Test
    void localAndCloudUsersAreListedTogether() throws Exception {
        login("bob", "builder");
        assertThat(server.control().usernames()).isSorted().doesNotHaveDuplicates()
                .contains("admin", "bob", "helper", "manager").doesNotContain("local", "listed-only");
        assertThat(server.control().userCount()).isEqualTo(server.control().usernames().size());
        assertThat(server.control().findUsers("local h", "Name")).extracting(Control.User::username)
                .containsExactly("helper");
    }

    private static void login(String user, String password) throws Exception {
        XmppUser.login(server, user, password).close();
    }

    private static String refusal(String user, String password) throws Exception {
        return XmppUser.refusal(server, user, password);
    }
}
