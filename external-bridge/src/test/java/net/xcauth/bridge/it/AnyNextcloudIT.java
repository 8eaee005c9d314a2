package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.demo.Accounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Settings;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Nextcloud without any app, with a service account, asked in all four protocols. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AnyNextcloudIT {
    private static final String ALICES_APP_PASSWORD = "aaaaa-bbbbb-ccccc-ddddd-eeeee";
    private static final String GRACES_APP_PASSWORD = "ggggg-rrrrr-aaaaa-ccccc-eeeee";

    private final Resources resources = new Resources();
    private DemoCloud cloud;
    private BridgeProcess bridge;
    private Wire generic;

    @BeforeEach
    void start() throws Exception {
        cloud = resources.add(DemoCloud.start(Settings.defaults()));
        bridge = resources.add(BridgeProcess.forCloud(cloud).listen("generic").listen("ejabberd").listen("postfix")
                .listen("saslauthd").option("--url", cloud.baseUrl().toString())
                .environment("XCAUTH_SERVICE_PASSWORD", Accounts.DEMO_SERVICE_PASSWORD).start());
        generic = resources.add(bridge.connect("generic"));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void usersLogInWithTheirLoginPasswordOrAnAppPassword() throws Exception {
        assertAccepted("alice", "wonderland");
        assertAccepted("alice", ALICES_APP_PASSWORD);
        assertRefused("alice", "wonderlust");
        assertRefused("nobody", "wonderland");
        assertRefused("bob", ALICES_APP_PASSWORD);
    }

    @Test
    void usersWithTwoFactorAuthenticationNeedAnAppPassword() throws Exception {
        assertRefused("grace", "compiler");
        assertAccepted("grace", GRACES_APP_PASSWORD);

        bridge.process().awaitLines(1, Pattern.compile("auth grace@example\\.org: no, .*two-factor"));
    }

    @Test
    void aDisabledAccountIsRefused() throws Exception {
        cloud.accounts().disableUser("alice");

        assertRefused("alice", "wonderland");
        assertRefused("alice", ALICES_APP_PASSWORD);
    }

    @Test
    void aUserWithAnothersNameAsEmailAddressIsNotThatOther() throws Exception {
        cloud.accounts().setEmail("frank", "bob");

        assertRefused("bob", "solitude");
        assertAccepted("bob", "builder");
        bridge.process().awaitLines(1, Pattern.compile("\"frank\""));
    }

    @Test
    void theServiceAccountCannotLogIn() throws Exception {
        assertRefused(Accounts.DEMO_SERVICE_ACCOUNT, Accounts.DEMO_SERVICE_PASSWORD);
    }

    @Test
    void usersExistBeforeTheirFirstLogin() throws Exception {
        assertThat(generic.ask("isuser:bob:example.org")).isEqualTo("1");
        assertThat(generic.ask("isuser:nobody:example.org")).isEqualTo("0");
        try (Wire postfix = bridge.connect("postfix")) {
            assertThat(postfix.ask("get dave@example.org")).startsWith("200 ");
            assertThat(postfix.ask("get nobody@example.org")).startsWith("500 ");
        }
    }

    @Test
    void maintenanceIsNoAnswer() throws Exception {
        cloud.nextcloud().maintenance(true);

        assertThat(saslauthd("alice", "wonderland")).as("nobody can tell").isEmpty();
        try (Wire postfix = bridge.connect("postfix")) {
            assertThat(postfix.ask("get frank@example.org")).startsWith("400 ");
        }
    }

    @Test
    void twelveWrongPasswordsOfOneUserEndNobodyElsesLogins() throws Exception {
        for (int i = 0; i < 12; i++) {
            assertThat(generic.ask("auth:bob:example.org:wrong-" + i)).isEqualTo("0");
        }

        assertAccepted("alice", "wonderland");
        assertAccepted("alice", ALICES_APP_PASSWORD);
    }

    @Test
    void theLogSaysWhatTheCloudIsAndThatItCountsWrongPasswords() throws Exception {
        bridge.process().awaitLines(1, Pattern.compile(Pattern.quote(cloud.baseUrl().toString())
                + " is Nextcloud 34\\.0\\.1, queried through Nextcloud's own API"));
        bridge.process().awaitLines(1, Pattern.compile("does not exempt this machine .*occ config:app:set bruteForce whitelist_xcauth "
                + "--value 127\\.0\\.0\\.1/32"));
    }

    private void assertAccepted(String user, String password) throws Exception {
        assertThat(generic.ask("auth:" + user + ":example.org:" + password)).isEqualTo("1");
        assertThat(ejabberd(user, password)).isTrue();
        assertThat(saslauthd(user, password)).startsWith("OK");
    }

    private void assertRefused(String user, String password) throws Exception {
        assertThat(generic.ask("auth:" + user + ":example.org:" + password)).isEqualTo("0");
        assertThat(ejabberd(user, password)).isFalse();
        assertThat(saslauthd(user, password)).startsWith("NO");
    }

    private boolean ejabberd(String user, String password) throws Exception {
        try (Wire wire = bridge.connect("ejabberd")) {
            return wire.askFramed("auth:" + user + ":example.org:" + password);
        }
    }

    private String saslauthd(String user, String password) throws Exception {
        try (Wire wire = bridge.connect("saslauthd")) {
            return wire.askSaslauthd(user, password, "example.org");
        }
    }
}
