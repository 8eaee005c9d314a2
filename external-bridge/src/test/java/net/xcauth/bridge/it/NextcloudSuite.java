package net.xcauth.bridge.it;

import static net.xcauth.bridge.it.support.RosterContact.member;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeClient;
import net.xcauth.bridge.it.support.BridgeClient.Said;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.LabNextcloud;
import net.xcauth.bridge.it.support.RosterContact;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.NextcloudServer;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Logins to a Nextcloud without any app, with a service account, in each protocol. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class NextcloudSuite {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Prints the bridges' logs when a test fails. */
    @RegisterExtension
    final TestExecutionExceptionHandler withLog = this::withLog;

    private final Resources resources = new Resources();
    /** The bridges of the current test. */
    private final Resources own = new Resources();

    private final List<BridgeProcess> bridges = new ArrayList<>();
    private LabNextcloud cloud;
    private BridgeProcess bridge;
    private BridgeClient ask;

    abstract LabNextcloud launch() throws Exception;

    @BeforeAll
    void start() throws Exception {
        cloud = resources.add(launch());
        if (cloud.isOurs()) {
            cloud.exemptThisMachine(true);
        }
        bridge = resources.add(bridge().option("--breaker-probe", "1s")
                .option("--guess-limit", "1000")
                .start());
        ask = new BridgeClient(bridge);
    }

    @AfterEach
    void noPasswordIsInTheLog() throws Exception {
        own.close();
        List<String> secrets =
                List.of("-secret-", "p\u00e4ss:w\u00f6rd", cloud.appPassword("svc-plain"), cloud.appPassword("bob"));
        bridges.add(bridge);
        for (BridgeProcess each : bridges) {
            assertThat(each.process().lines())
                    .noneMatch(line -> secrets.stream().anyMatch(line::contains));
        }
        bridges.clear();
    }

    @AfterAll
    void stop() {
        resources.close();
    }

    private void withLog(ExtensionContext context, Throwable failure) throws Throwable {
        BridgeProcess last = bridges.isEmpty() ? bridge : bridges.get(bridges.size() - 1);
        failure.addSuppressed(new AssertionError(
                "The bridge has logged:\n" + String.join("\n", last.process().lines())));
        throw failure;
    }

    /** Configures a bridge with the service account, and a long timeout: PHP on a busy machine is slow. */
    final BridgeProcess.Builder bridgeAt(URI url) throws Exception {
        return BridgeClient.listen(BridgeProcess.forUrl(url))
                .option("--timeout", "10,60")
                .environment("XCAUTH_SERVICE_PASSWORD", cloud.appPassword("svc-plain"));
    }

    /** Configures a bridge that remembers no passwords. */
    final BridgeProcess.Builder bridge() throws Exception {
        return bridgeAt(cloud.url()).option("--cache-storage", "none");
    }

    /** Configures a bridge that remembers passwords. */
    final BridgeProcess.Builder rememberingBridge() throws Exception {
        return bridgeAt(cloud.url()).option("--cache-storage", "memory", "--cache-bcrypt-rounds", "4,4");
    }

    /** Starts a bridge for this test only. */
    final BridgeProcess start(BridgeProcess.Builder builder) throws Exception {
        BridgeProcess started = own.add(builder.start());
        bridges.add(started);
        return started;
    }

    static String password(String account) {
        return NextcloudServer.password(account);
    }

    private void requireOurs() {
        Installed.skipUnless(cloud.isOurs(), "this needs a Nextcloud that the test may change (docs/testing.md)");
    }

    @Test
    void usersCanLogInWithTheirLoginPassword() throws Exception {
        for (String account : List.of("bob", "1001", "spacey", "lines")) {
            assertThat(ask.login(account, password(account))).as(account).isEqualTo(Said.YES);
        }
        assertThat(ask.loginByEach("alice", password("alice"))).isEqualTo(Said.YES);
        assertThat(ask.loginByEach("o\\27hara\\20smith", password("o'hara smith")))
                .isEqualTo(Said.YES);
    }

    @Test
    void wrongPasswordsUnknownUsersAndDisabledAccountsAreRefused() throws Exception {
        assertThat(ask.loginByEach("bob", password("alice"))).isEqualTo(Said.NO);
        assertThat(ask.login("bob", password("bob") + " ")).isEqualTo(Said.NO);
        assertThat(ask.loginByEach("nobody-here", password("bob"))).isEqualTo(Said.NO);
        assertThat(ask.loginByEach("dora", password("dora"))).isEqualTo(Said.NO);
    }

    @Test
    void namesThatNoAccountCanHaveAreRefused() throws Exception {
        for (String name :
                List.of("bob ", " bob", "bo\u0301b", "\uff42ob", "..", ".", "bob/../alice", "bob%00", "x".repeat(65))) {
            assertThat(ask.login(name, password("bob"))).as(name).isEqualTo(Said.NO);
            assertThat(ask.exists(name)).as(name).isEqualTo(Said.NO);
        }
    }

    @Test
    void usersCanLogInWithTheirOwnAppPasswords() throws Exception {
        assertThat(ask.loginByEach("bob", cloud.appPassword("bob"))).isEqualTo(Said.YES);
        assertThat(ask.login("alice", cloud.appPassword("bob"))).isEqualTo(Said.NO);
        assertThat(ask.login("bob", "abcde-fghij-kmnop-qrstw-xyzAB")).isEqualTo(Said.NO);
        requireOurs();
        String created = cloud.newAppPassword("bob");
        assertThat(ask.loginByEach("bob", created)).isEqualTo(Said.YES);
        assertThat(ask.login("alice", created)).isEqualTo(Said.NO);
        assertThat(ask.login("o\\27hara\\20smith", cloud.newAppPassword("o'hara smith")))
                .isEqualTo(Said.YES);
        assertThat(ask.login("dora", cloud.newAppPassword("dora")))
                .as("disabled")
                .isEqualTo(Said.NO);
    }

    @Test
    void anUnusualAppPasswordIsSentByBasicAuthenticationAndAccepted() throws Exception {
        requireOurs();
        String odd = "an-app-password-that-looks-like-none";
        cloud.addAppPassword("tina", odd);

        assertThat(ask.login("tina", odd)).isEqualTo(Said.YES);
        assertThat(ask.login("zed", odd)).isEqualTo(Said.NO);
        assertThat(ask.login("TINA", odd))
                .as("before release 31, case matters")
                .isEqualTo(cloud.release() < 31 ? Said.NO : Said.YES);
    }

    @Test
    void usersWithTwoFactorAuthenticationNeedAnAppPassword() throws Exception {
        assertThat(ask.loginByEach("erin", password("erin"))).isEqualTo(Said.NO);
        assertThat(ask.login("erin", "wrong")).isEqualTo(Said.NO);
        bridge.process().awaitLines(1, Pattern.compile("auth erin@example\\.org: no, .*two-factor"));
        requireOurs();
        assertThat(ask.loginByEach("erin", cloud.appPassword("erin"))).isEqualTo(Said.YES);
        assertThat(ask.login("erin", cloud.newAppPassword("erin"))).isEqualTo(Said.YES);
    }

    @Test
    void aUserWithAnothersNameAsEmailAddressIsNotTakenForTheOther() throws Exception {
        assertThat(ask.login("carol\\40example.org", password("zed"))).isEqualTo(Said.NO);
        assertThat(ask.login("carol\\40example.org", password("carol@example.org")))
                .isEqualTo(Said.YES);
        assertThat(ask.login("bob\\40mail.example.org", password("bob")))
                .as("his own address is not his user name")
                .isEqualTo(Said.NO);
        bridge.process().awaitLines(1, Pattern.compile("A login as \"carol@example\\.org\" was refused: .*\"zed\""));
    }

    @Test
    void ifAccountNamesIncludeTheDomainOtherNamesAreUnknown() throws Exception {
        BridgeClient atDomain = new BridgeClient(start(bridge().option("--account-name", "local@domain")));

        assertThat(atDomain.login("carol", password("carol@example.org"))).isEqualTo(Said.YES);
        assertThat(atDomain.login("carol", password("zed"))).isEqualTo(Said.NO);
        assertThat(atDomain.login("alice", password("alice")))
                .as("whose address is that name")
                .isEqualTo(Said.NO);
        assertThat(atDomain.login("bob", password("bob"))).isEqualTo(Said.NO);
        assertThat(atDomain.exists("carol")).isEqualTo(Said.YES);
        assertThat(atDomain.exists("bob")).isEqualTo(Said.NO);
    }

    @Test
    void theCaseOfANameDoesNotMatter() throws Exception {
        for (String name : List.of("dave", "Dave", "DAVE")) {
            assertThat(ask.login(name, password("Dave"))).as(name).isEqualTo(Said.YES);
            assertThat(ask.login(name, cloud.appPassword("Dave"))).as(name).isEqualTo(Said.YES);
            assertThat(ask.exists(name)).as(name).isEqualTo(Said.YES);
        }
    }

    @Test
    void theServiceAccountCannotLogIn() throws Exception {
        assertThat(ask.login("svc-plain", password("svc-plain"))).isEqualTo(Said.NO);
        assertThat(ask.login("svc-plain", cloud.appPassword("svc-plain"))).isEqualTo(Said.NO);
    }

    @Test
    void usersExistBeforeTheirFirstLogin() throws Exception {
        for (String user : List.of("bob", "dora", "1001")) {
            assertThat(ask.existsByEach(user)).as(user).isEqualTo(Said.YES);
        }
        for (String user : List.of("u007", "erin", "o\\27hara\\20smith", "carol\\40example.org")) {
            assertThat(ask.exists(user)).as(user).isEqualTo(Said.YES);
        }
        assertThat(ask.existsByEach("nobody-here")).isEqualTo(Said.NO);
        assertThat(ask.exists("team")).as("a group").isEqualTo(Said.NO);
    }

    @Test
    void rostersContainTheGroupsThatTheServiceAccountMayList() throws Exception {
        requireMembers();
        RosterContact dave = member("dave", "Dave Capital", "Team Blue \ud83d\udc99");
        RosterContact ohara = member("o\\27hara\\20smith", "Scarlett O'Hara Smith", "Team Blue \ud83d\udc99");
        RosterContact carol = member("carol\\40example.org", "Carol At", "Team Blue \ud83d\udc99");
        RosterContact tina = member("tina", "Tina", "Staff (renamed)");
        RosterContact erin = member("erin", "Erin Enforced", "Staff (renamed)");
        RosterContact lines = member("lines", "Two UID:bob\\, a; b", "Staff (renamed)");

        assertThat(contacts(bridge, "alice"))
                .as("without disabled users, and members of hidden groups")
                .containsExactlyInAnyOrder(
                        member("bob", "Bob Builder", "Team Blue \ud83d\udc99", "Staff (renamed)"),
                        dave,
                        ohara,
                        carol,
                        tina,
                        erin,
                        lines,
                        member("zed", "Zed <b>&amp;\" \ud83d\ude00 rtl", "Slash and space"),
                        member("1001", "Number Thousandone", "Slash and space", "42"));
        assertThat(contacts(bridge, "bob"))
                .as("the group .. does not list all accounts")
                .containsExactlyInAnyOrder(
                        member("alice", "Alice \u00c4ngstr\u00f6m", "Team Blue \ud83d\udc99", "Staff (renamed)"),
                        member("dave", "Dave Capital", "Team Blue \ud83d\udc99", "Sales & <Marketing>"),
                        ohara,
                        carol,
                        tina,
                        erin,
                        lines);
        assertThat(contacts(bridge, "spacey")).as("in no group").isEmpty();
    }

    private void requireMembers() {
        Installed.skipUnless(
                cloud.isOurs() || cloud.release() >= 32,
                "before Nextcloud 32, only group administrators may list members");
    }

    @Test
    void duringMaintenanceTheAnswerIsCannotTell() throws Exception {
        requireOurs();
        assertThat(ask.login("alice", password("alice"))).isEqualTo(Said.YES);
        cloud.maintenance(true);
        try {
            assertThat(ask.loginByEach("alice", password("alice"))).isEqualTo(Said.CANNOT_TELL);
            assertThat(ask.login("alice", "wrong")).isEqualTo(Said.CANNOT_TELL);
            assertThat(ask.login("bob", cloud.appPassword("bob"))).isEqualTo(Said.CANNOT_TELL);
            assertThat(ask.existsByEach("u013")).isEqualTo(Said.CANNOT_TELL);
        } finally {
            cloud.maintenance(false);
        }
        Eventually.until("alice logs in again", () -> ask.login("alice", password("alice")) == Said.YES);
        assertThat(ask.login("alice", "wrong")).isEqualTo(Said.NO);
    }

    @Test
    void twelveWrongPasswordsOfOneUserDoNotAffectOthers() throws Exception {
        requireOurs();
        cloud.exemptThisMachine(false);
        try {
            BridgeProcess counted = start(bridge().option("--guess-limit", "100"));
            BridgeClient each = new BridgeClient(counted);
            try (Wire generic = counted.connect("generic")) {
                for (int i = 0; i < 12; i++) {
                    assertThat(generic.ask("auth:bob:example.org:wrong-" + i)).isEqualTo("0");
                }
            }

            for (String account : List.of("alice", "tina", "zed")) {
                assertThat(each.login(account, password(account))).as(account).isEqualTo(Said.YES);
            }
            assertThat(each.login("bob", cloud.appPassword("bob")))
                    .as("attempts are not counted")
                    .isEqualTo(Said.YES);
            assertThat(each.login("bob", password("bob")))
                    .as("the password is not sent")
                    .isEqualTo(Said.CANNOT_TELL);
            counted.process()
                    .awaitLines(
                            1,
                            Pattern.compile("does not exempt this machine .*occ config:app:set bruteForce "
                                    + "whitelist_xcauth --value 127\\.0\\.0\\.1/32"));
        } finally {
            cloud.forgetFailures();
            cloud.exemptThisMachine(true);
        }
    }

    @Test
    void aBlockSuspendsLoginPasswordsButNotAppPasswords() throws Exception {
        requireOurs();
        cloud.exemptThisMachine(false);
        try {
            BridgeProcess blocked = start(bridge());
            BridgeClient each = new BridgeClient(blocked);
            assertThat(each.login("alice", password("alice"))).isEqualTo(Said.YES);
            cloud.failLogins(12);

            assertThat(each.loginByEach("alice", password("alice"))).isEqualTo(Said.CANNOT_TELL);
            blocked.process()
                    .awaitLines(
                            1,
                            Pattern.compile("auth alice@example\\.org: cannot tell, .* was not queried: "
                                    + "it has rejected login passwords"));
            assertThat(each.login("bob", cloud.appPassword("bob"))).isEqualTo(Said.YES);
            assertThat(each.login("alice", cloud.newAppPassword("alice"))).isEqualTo(Said.YES);
            assertThat(each.exists("u011")).isEqualTo(Said.YES);
        } finally {
            cloud.forgetFailures();
            cloud.exemptThisMachine(true);
        }
    }

    @Test
    void aRevokedAppPasswordIsRefusedAfterTheCacheTimeButTheLoginPasswordIsNot() throws Exception {
        cloud.addUser("olga", "Olga", "Olga-secret-1");
        String appPassword = cloud.newAppPassword("olga");
        BridgeClient remembering = new BridgeClient(start(rememberingBridge().option("--app-password-ttl", "1s")));
        assertThat(remembering.login("olga", appPassword)).isEqualTo(Said.YES);
        assertThat(remembering.login("olga", "Olga-secret-1")).isEqualTo(Said.YES);

        cloud.revokeAppPasswords("olga");

        awaitRefusal("olga", appPassword);
        assertThat(remembering.login("olga", appPassword)).isEqualTo(Said.NO);
        assertThat(remembering.login("olga", "Olga-secret-1")).isEqualTo(Said.YES);
    }

    @Test
    void aNewLoginPasswordReplacesTheFormerOneButNotAppPasswords() throws Exception {
        cloud.addUser("pia", "Pia", "Pia-secret-1");
        String appPassword = cloud.newAppPassword("pia");
        BridgeClient remembering = new BridgeClient(start(rememberingBridge()));
        assertThat(remembering.login("pia", appPassword)).isEqualTo(Said.YES);
        assertThat(remembering.login("pia", "Pia-secret-1")).isEqualTo(Said.YES);

        cloud.setPassword("pia", "Pia-secret-2");

        assertThat(remembering.login("pia", "Pia-secret-2")).isEqualTo(Said.YES);
        assertThat(remembering.login("pia", "Pia-secret-1")).isEqualTo(Said.NO);
        assertThat(remembering.login("pia", "Pia-secret-2")).isEqualTo(Said.YES);
        assertThat(remembering.login("pia", appPassword)).isEqualTo(Said.YES);
    }

    @Test
    void aDisabledUserIsRefusedOnAllDevicesOnceTheCloudHasRefusedOne() throws Exception {
        cloud.addUser("quin", "Quin", "Quin-secret-1");
        String appPassword = cloud.newAppPassword("quin");
        BridgeClient remembering = new BridgeClient(start(rememberingBridge().option("--app-password-ttl", "1s")));
        assertThat(remembering.login("quin", appPassword)).isEqualTo(Said.YES);
        assertThat(remembering.login("quin", "Quin-secret-1")).isEqualTo(Said.YES);

        cloud.disable("quin");

        awaitRefusal("quin", appPassword);
        assertThat(remembering.login("quin", "Quin-secret-1")).isEqualTo(Said.NO);
        assertThat(remembering.exists("quin")).as("a disabled account exists").isEqualTo(Said.YES);
    }

    /** Waits for the refusal by the bridge that was started last. */
    private void awaitRefusal(String account, String appPassword) throws Exception {
        Eventually.until("the app password is refused", () -> {
            try (Wire generic = bridges.get(bridges.size() - 1).connect("generic")) {
                return generic.ask("auth:" + account + ":example.org:" + appPassword)
                        .equals("0");
            }
        });
    }

    @Test
    void theLogNamesTheCloudsVersionAndItsTreatmentOfThisMachine() throws Exception {
        bridge.process()
                .awaitLines(
                        1,
                        Pattern.compile(Pattern.quote(cloud.url().toString()) + " is Nextcloud " + cloud.release()
                                + "\\..*, queried through Nextcloud's own API"));
        bridge.process().awaitLines(1, Pattern.compile("exempts? this machine from its brute force protection"));
    }

    /** The contacts that the bridge sends to Prosody's module. */
    static List<RosterContact> contacts(BridgeProcess bridge, String user) throws IOException {
        try (Wire generic = bridge.connect("generic")) {
            JsonNode answer = JSON.readTree(generic.ask("contacts:" + user + ":example.org"));
            assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("ok");
            List<RosterContact> contacts = new ArrayList<>();
            answer.path("contacts").forEach(each -> {
                List<String> groups = new ArrayList<>();
                each.path("groups").forEach(group -> groups.add(group.asText()));
                contacts.add(new RosterContact(
                        each.path("user").asText(), each.path("name").asText(), "both", Set.copyOf(groups)));
            });
            return contacts;
        }
    }
}
