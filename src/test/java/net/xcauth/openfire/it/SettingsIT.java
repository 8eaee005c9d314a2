package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.DemoToken;
import net.xcauth.demo.Fault;
import net.xcauth.demo.LoggedRequest;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Properties take effect at once, in a running server. */
class SettingsIT {
    private static final String OURS = "nextcloudauth";
    private static final String SERVERS = "server";
    private static final List<String> PROVIDERS = List.of("Auth", "User", "Group", "VCard");

    private static final List<String> secrets = new ArrayList<>(List.of(
            CloudServer.SECRET,
            "next-s3cret",
            "other-s3cret",
            "plain-s3cret",
            "wonderland",
            "builder",
            "passw0rd",
            "hidden-in-address",
            DemoAccounts.DEMO_SERVICE_PASSWORD,
            "compiler",
            "aaaaa-bbbbb-ccccc-ddddd-eeeee",
            "ggggg-rrrrr-aaaaa-ccccc-eeeee",
            "ddddd-ooooo-rrrrr-aaaaa-zzzzz"));
    private static CloudServer server;
    private static Control control;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.breaker.failures", "1000"));
        control = server.openfire().control();
    }

    @AfterEach
    void reset() {
        control.sql("SELECT name FROM ofProperty WHERE name LIKE 'nextcloudauth.%'").stream()
                .map(row -> row.get(0))
                .filter(name -> !List.of(
                                "nextcloudauth.url",
                                "nextcloudauth.secret",
                                "nextcloudauth.cache.bcryptRounds",
                                "nextcloudauth.breaker.failures")
                        .contains(name))
                .forEach(control::deleteProperty);
        server.cloud().fault(Fault.NONE);
        server.cloud().startListening();
        server.cloud().nextcloud().exempt(false);
        server.cloud().secret(CloudServer.SECRET);
        control.setProperty("nextcloudauth.secret", CloudServer.SECRET);
        control.setProperty("nextcloudauth.url", server.cloud().url().toString());
    }

    @AfterAll
    static void stop() throws Exception {
        try (CloudServer closing = server) {
            Secrecy.assertNothingLogged(closing.openfire(), secrets);
        }
    }

    @Test
    void aNewAddressMeansAnotherCloud() throws Exception {
        try (DemoCloud other = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET))) {
            other.accounts().addUser("elsewhere", "Elsa", "passw0rd");
            assertThat(control.authenticate("elsewhere", "passw0rd")).isEqualTo("UnauthorizedException");
            control.setProperty("nextcloudauth.url", other.url().toString());
            assertThat(control.authenticate("elsewhere", "passw0rd")).isEqualTo("ok");
            assertThat(server.openfire().log()).contains("with Endpoint(" + other.url());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nextcloudauth.url | ftp://cloud/ | must begin with https:// or http://",
                "nextcloudauth.guessLimit | none | it must be a whole number from 1 to 10000",
                "nextcloudauth.providers | everything | use one or more of auth, user and group",
                "nextcloudauth.timeout.connect | soon | it must be a number and a unit",
                "nextcloudauth.caFile | /nowhere/ca.pem | /nowhere/ca.pem"
            })
    void anInvalidValueIsRefusedAndReported(String property, String value, String remedy) throws Exception {
        control.setProperty(property, value);
        assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
        assertThat(server.openfire().problems())
                .anySatisfy(line -> assertThat(line)
                        .contains("ERROR", "the property " + property + " is \"" + value + "\"", remedy));
        control.setProperty(property, "");
    }

    @Test
    void theLastValidValueApplies() {
        control.setProperty("nextcloudauth.providers", "auth");
        control.setProperty("nextcloudauth.providers", "auth,something");
        assertOurs("Auth");
        assertThat(server.openfire().control().property("nextcloudauth.providers"))
                .contains("auth,something");
    }

    @Test
    void passwordsInAddressesAreNotLogged() throws Exception {
        control.setProperty("nextcloudauth.url", "https://user:hidden-in-address@cloud.example.org/");
        server.openfire().awaitLog("ERROR .*the property nextcloudauth.url is not usable: .*user or password");
        assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
    }

    @Test
    void aSecretCanBeChangedWithoutFailedLogins() throws Exception {
        server.cloud().accounts().addUser("early", "Early", "early-passw0rd").addUser("late", "Late", "late-passw0rd");
        control.setProperty("nextcloudauth.secret", "next-s3cret " + CloudServer.SECRET);
        assertThat(control.authenticate("early", "early-passw0rd"))
                .as("before the cloud changes")
                .isEqualTo("ok");
        server.cloud().secret("next-s3cret");
        assertThat(control.authenticate("late", "late-passw0rd")).as("after it").isEqualTo("ok");
        server.cloud().clearRequests();
        assertThat(control.authenticate("bob", token("bob", CloudServer.SECRET)))
                .isEqualTo("ok");
        assertThat(control.authenticate("bob", token("bob", "next-s3cret"))).isEqualTo("ok");
        assertThat(control.authenticate("bob", token("bob", "other-s3cret"))).isEqualTo("UnauthorizedException");
        assertThat(server.cloud().requests()).isNotEmpty().allMatch(LoggedRequest::signatureValid);
        control.setProperty("nextcloudauth.secret", "next-s3cret");
        assertThat(control.authenticate("bob", token("bob", CloudServer.SECRET)))
                .isEqualTo("UnauthorizedException");
        assertThat(control.authenticate("bob", token("bob", "next-s3cret"))).isEqualTo("ok");
    }

    @Test
    void aSecretIsEncryptedHoweverItIsSet() {
        assertThat(control.isPropertyEncrypted("nextcloudauth.secret")).isTrue();
        control.deleteProperty("nextcloudauth.secret");
        control.setProperty("nextcloudauth.secret", "plain-s3cret");
        assertThat(control.isPropertyEncrypted("nextcloudauth.secret")).isTrue();
        assertThat(control.property("nextcloudauth.secret")).contains("plain-s3cret");
        assertThat(storedSecret()).isNotEmpty().doesNotContain("plain-s3cret");
    }

    @Test
    void providersCanBeSwitchedOnAndOffSeparately() throws Exception {
        assertOurs("Auth", "User", "Group", "VCard");
        control.setProperty("nextcloudauth.providers", "auth,user");
        assertOurs("Auth", "User", "VCard");
        control.setProperty("nextcloudauth.providers", "auth");
        assertOurs("Auth");
        XmppUser.login(server.openfire(), OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)
                .close();
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
        assertThat(control.isRegistered("alice")).isFalse();
        control.setProperty("nextcloudauth.providers", "user group");
        assertOurs("User", "Group", "VCard");
        assertThat(control.authenticate("alice", "wonderland")).isNotEqualTo("ok");
        assertThat(control.isRegistered("alice")).isTrue();
        control.setProperty("nextcloudauth.providers", "group");
        assertOurs("Group");
        control.deleteProperty("nextcloudauth.providers");
        assertOurs("Auth", "User", "Group", "VCard");
        XmppUser.login(server.openfire(), "alice", "wonderland").close();
    }

    @Test
    void withoutAnAddressOpenfireServesAlone() throws Exception {
        control.deleteProperty("nextcloudauth.url");
        assertOurs();
        server.openfire()
                .awaitLog("WARN .*Nextcloud Authentication is not active: set the property " + "nextcloudauth.url");
        assertThat(XmppUser.refusal(server.openfire(), "alice", "wonderland")).isEqualTo("not-authorized");
        assertThat(control.isRegistered("alice")).isFalse();
        XmppUser.login(server.openfire(), OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)
                .close();
        control.setProperty("nextcloudauth.url", server.cloud().url().toString());
        assertOurs("Auth", "User", "Group", "VCard");
        XmppUser.login(server.openfire(), "alice", "wonderland").close();
    }

    @Test
    void usersStayOnlineWhenSettingsChange() throws Exception {
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            control.setProperty("nextcloudauth.guessLimit", "9");
            control.deleteProperty("nextcloudauth.url");
            alice.roundTrip();
            control.setProperty("nextcloudauth.url", server.cloud().url().toString());
            alice.roundTrip();
            assertThat(control.sessions()).contains(alice.connection().getUser().toString());
        }
    }

    @Test
    void theAuthenticationDomainIsSentToTheCloud() {
        control.setProperty("nextcloudauth.authDomain", "elsewhere.example");
        server.cloud().clearRequests();
        assertThat(control.authenticate("bob", "wrong-passw0rd")).isEqualTo("UnauthorizedException");
        assertThat(lastAuth().domain()).isEqualTo("elsewhere.example");
        control.deleteProperty("nextcloudauth.authDomain");
        assertThat(control.authenticate("bob", "wrong-passw0rd")).isEqualTo("UnauthorizedException");
        assertThat(lastAuth().domain()).isEqualTo("example.org");
    }

    @Test
    void requestsAreSignedAsConfigured() {
        control.setProperty("nextcloudauth.signature", "sha256");
        assertThat(control.authenticate("bob", "wrong-passw0rd")).isEqualTo("UnauthorizedException");
        assertThat(lastAuth().signatureAlgorithm()).isEqualTo("sha256");
    }

    @Test
    void theProxyIsUsed() throws Exception {
        control.setProperty("nextcloudauth.proxy", "http://127.0.0.1:1");
        assertThat(control.authenticate("frank", "wrong-passw0rd")).isEqualTo("ConnectionException");
    }

    @Test
    void nobodyWaitsLongerThanTheTimeout() {
        control.setProperty("nextcloudauth.timeout.connect", "1s");
        control.setProperty("nextcloudauth.timeout.request", "1s");
        server.cloud().fault(Fault.HANG_BEFORE_HEADER);
        assertThat(control.authenticate("frank", "wrong-passw0rd")).isEqualTo("ConnectionException");
    }

    @Test
    void passwordsAreRememberedOnlyIfConfigured() {
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
        control.setProperty("nextcloudauth.cache.passwords", "false");
        long asked = server.cloud().requestCount("auth");
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked + 2);
        server.cloud().stopListening();
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ConnectionException");
    }

    @Test
    void knownPasswordsAreValidForTheConfiguredTime() {
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
        long asked = server.cloud().requestCount("auth");
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked);
        control.setProperty("nextcloudauth.cache.verificationTtl", "0s");
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked + 1);
        control.setProperty("nextcloudauth.cache.unreachableTtl", "0s");
        server.cloud().stopListening();
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ConnectionException");
    }

    // Any Nextcloud, without the JSXC app

    /** Configures the address alone. */
    private static void anyNextcloud() {
        server.cloud().nextcloud().exempt(true);
        server.cloud().clearRequests();
        control.deleteProperty("nextcloudauth.secret");
        control.setProperty("nextcloudauth.url", server.cloud().baseUrl().toString());
    }

    private static void withServiceAccount() {
        anyNextcloud();
        control.setProperty("nextcloudauth.servicePassword", DemoAccounts.DEMO_SERVICE_PASSWORD);
    }

    @Test
    void withTheAddressAloneUsersLogIn() throws Exception {
        anyNextcloud();
        assertOurs("Auth", "User", "Group", "VCard");
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            assertThat(alice.roster()).isEmpty();
        }
        assertThat(control.authenticate("alice", "aaaaa-bbbbb-ccccc-ddddd-eeeee"))
                .as("an app password")
                .isEqualTo("ok");
        assertThat(control.authenticate("o\\27hara\\20smith", "it's + 100% mine"))
                .isEqualTo("ok");
        assertThat(control.authenticate("bob", "wonderland")).isEqualTo("UnauthorizedException");
        assertThat(control.authenticate("nobody", "wonderland")).isEqualTo("UnauthorizedException");
        server.cloud().accounts().setEmail("bob", "victor");
        assertThat(control.authenticate("victor", "builder"))
                .as("another's e-mail address")
                .isEqualTo("UnauthorizedException");
        assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
        long asked = server.cloud().requestCount("auth");
        assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
        assertThat(server.cloud().requestCount("auth")).as("remembered").isEqualTo(asked);
        assertThat(server.cloud().requests())
                .extracting(LoggedRequest::authorization)
                .contains("Basic", "Bearer");
    }

    @Test
    void usersWithTwoFactorAuthenticationNeedAnAppPassword() {
        withServiceAccount();
        assertThat(control.authenticate("grace", "compiler")).isEqualTo("UnauthorizedException");
        assertThat(control.authenticate("grace", "ggggg-rrrrr-aaaaa-ccccc-eeeee"))
                .isEqualTo("ok");
    }

    @Test
    void withAppPasswordsOnlyNoLoginPasswordLeavesThisServer() {
        anyNextcloud();
        control.setProperty("nextcloudauth.passwords", "app-only");
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("UnauthorizedException");
        assertThat(control.authenticate("alice", "aaaaa-bbbbb-ccccc-ddddd-eeeee"))
                .isEqualTo("ok");
        assertThat(server.cloud().requests())
                .extracting(LoggedRequest::authorization)
                .doesNotContain("Basic");
    }

    @Test
    void withAServiceAccountUsersExistAndSeeTheirGroups() throws Exception {
        server.addUsers("ann", "ben", "cleo");
        server.cloud().accounts().addGroup("team-a", "Team").addGroup("team-b", "Team");
        server.join("team-a", "ann", "ben", DemoAccounts.DEMO_SERVICE_ACCOUNT);
        server.join("team-b", "ann", "cleo", DemoAccounts.DEMO_SERVICE_ACCOUNT);
        withServiceAccount();
        assertThat(control.isRegistered("ben")).as("who has never logged in").isTrue();
        assertThat(control.isRegistered("nobody-at-all")).isFalse();
        try (XmppUser ann = server.login("ann")) {
            ann.awaitRoster(roster -> roster.size() == 2);
            assertThat(ann.roster())
                    .extracting(item -> item.jid() + ' ' + item.groups())
                    .containsExactlyInAnyOrder("ben@example.org [Team]", "cleo@example.org [Team]");
            assertThat(control.group("team-a").members())
                    .containsExactlyInAnyOrder("ann@example.org", "ben@example.org");
            assertThat(control.group("team-b").members())
                    .containsExactlyInAnyOrder("ann@example.org", "cleo@example.org");
            assertThat(control.group("team-a").properties()).containsEntry("sharedRoster.displayName", "Team");
            try (XmppUser frank = XmppUser.login(server.openfire(), "frank", "solitude")) {
                control.setGroupProperty("team-a", "sharedRoster.showInRoster", "everybody");
                frank.awaitRoster(roster -> roster.stream()
                        .map(item -> item.jid() + ' ' + item.groups())
                        .toList()
                        .containsAll(List.of("ann@example.org [Team]", "ben@example.org [Team]")));
                control.deleteGroupProperty("team-a", "sharedRoster.showInRoster");
                frank.awaitRoster(roster ->
                        roster.stream().noneMatch(item -> item.groups().contains("Team")));
            }
            server.cloud().accounts().leaveGroup("cleo", "team-b");
            control.setProperty("nextcloudauth.roster.refresh", "1s");
            ann.awaitContacts("ben@example.org");
        }
        assertThat(control.authenticate(DemoAccounts.DEMO_SERVICE_ACCOUNT, DemoAccounts.DEMO_SERVICE_PASSWORD))
                .isNotEqualTo("ok");
    }

    @Test
    void aUserWithADisabledAccountIsRefusedAndLoggedOutIfConfigured() throws Exception {
        server.addUsers("dora");
        server.cloud().accounts().addAppPassword("dora", "ddddd-ooooo-rrrrr-aaaaa-zzzzz");
        withServiceAccount();
        control.setProperty("nextcloudauth.cache.verificationTtl", "0s");
        control.setProperty("nextcloudauth.passwordChange.endSessions", "true");
        try (XmppUser dora = server.login("dora")) {
            server.cloud().accounts().disableUser("dora");
            assertThat(control.authenticate("dora", "dora's")).isEqualTo("UnauthorizedException");
            assertThat(control.authenticate("dora", "ddddd-ooooo-rrrrr-aaaaa-zzzzz"))
                    .isEqualTo("UnauthorizedException");
            Eventually.until("dora is logged out", () -> !dora.isConnected());
        }
    }

    @Test
    void aUserWithADeletedAccountDisappearsAndIsLoggedOut() throws Exception {
        server.addUsers("leo", "mia");
        server.join("Crew", "leo", "mia", DemoAccounts.DEMO_SERVICE_ACCOUNT);
        withServiceAccount();
        control.setProperty("nextcloudauth.deletedUsers.confirmAfter", "1s");
        try (XmppUser mia = server.login("mia");
                XmppUser leo = server.login("leo")) {
            mia.awaitContacts("leo@example.org");
            server.cloud().accounts().deleteUser("leo");
            // Each change of a property reads the groups again.
            control.setProperty("nextcloudauth.roster.refresh", "1h");
            mia.awaitContacts();
            Eventually.until("leo is logged out", () -> !leo.isConnected());
        }
        assertThat(control.isRegistered("leo")).isFalse();
        assertThat(control.usernames()).doesNotContain("leo");
    }

    @Test
    void aServiceAccountsPasswordIsSentOnlyToItsAddress() throws Exception {
        withServiceAccount();
        assertThat(control.isPropertyEncrypted("nextcloudauth.servicePassword")).isTrue();
        String address = server.cloud().baseUrl().toString();
        assertThat(control.property("nextcloudauth.servicePassword"))
                .contains(DemoAccounts.DEMO_SERVICE_PASSWORD + ' ' + address.substring(0, address.length() - 1));
        try (DemoCloud other = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET))) {
            control.setProperty("nextcloudauth.url", other.baseUrl().toString());
            server.openfire().awaitLog("ERROR .*nextcloudauth.servicePassword is not usable: .*enter it again");
            assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
            assertThat(control.isRegistered("frank")).isTrue();
            assertThat(other.requests())
                    .extracting(LoggedRequest::authorization)
                    .contains("Basic")
                    .doesNotContain("Bearer");
            control.setProperty("nextcloudauth.servicePassword", DemoAccounts.DEMO_SERVICE_PASSWORD);
            assertThat(control.isRegistered("carol")).isFalse();
            assertThat(other.requests())
                    .extracting(LoggedRequest::authorization)
                    .contains("Bearer");
        }
    }

    private static LoggedRequest lastAuth() {
        return server.cloud().requests().stream()
                .filter(request -> request.operation().equals("auth"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static String storedSecret() {
        return control.sql("SELECT propValue FROM ofProperty WHERE name = ?", "nextcloudauth.secret")
                .get(0)
                .get(0);
    }

    private static String token(String user, String secret) {
        String token =
                DemoToken.create(user, "example.org", secret, Instant.now().plus(Duration.ofHours(1)));
        secrets.add(token);
        return token;
    }

    /** Checks that the plugin's providers serve in exactly these slots, and Openfire's in the others. */
    private static void assertOurs(String... places) {
        Control.Providers now = control.providers();
        List<String> owners = List.of(
                now.auth().owner(),
                now.user().owner(),
                now.group().owner(),
                now.vcard().owner());
        assertThat(owners)
                .isEqualTo(PROVIDERS.stream()
                        .map(place -> List.of(places).contains(place) ? OURS : SERVERS)
                        .toList());
    }
}
