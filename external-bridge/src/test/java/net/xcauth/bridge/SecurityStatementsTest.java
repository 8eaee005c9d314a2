package net.xcauth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.jsxc.JsxcClient;
import net.xcauth.core.user.UserKey;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program does what {@code docs/security.md} says about disabled accounts, sessions, guesses and missing users. */
class SecurityStatementsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final String DOMAIN = "example.org";

    private final DemoCloud cloud = DemoCloud.start(DemoSettings.defaults()
            .withAccounts(DemoAccounts.empty()
                    .addUser("alice", "Alice", "wonderland")
                    .addAppPassword("alice", "phone")
                    .addUser("bob", "Bob", "builder")));
    private volatile URI url = cloud.url();
    private final JsxcClient client = new JsxcClient(CloudSettings.defaults());
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 100);
    private final List<String> ended = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T20:15:07Z");
    private Authenticator authenticator;

    private final class MovedClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final class Ends implements AccountListener {
        @Override
        public void ended(UserKey user, End how) {
            ended.add(user + " " + how);
        }

        @Override
        public void passwordChanged(UserKey user) {
            ended.add(user + " password");
        }
    }

    @BeforeEach
    void start() {
        authenticator = new Authenticator(
                domain -> Optional.of(new Endpoint.Jsxc(url, List.of(ApiSecret.of(DemoSettings.DEMO_SECRET)), domain)),
                client,
                CachePolicy.defaults(),
                Optional.of(hasher),
                Persistence.NONE,
                ProtectionPolicy.defaults(),
                new MovedClock(),
                DecisionListener.NONE,
                new Ends());
    }

    @AfterEach
    void stop() {
        authenticator.close();
        client.close();
        hasher.close();
        cloud.close();
    }

    private static void states(String file, String sentence) throws Exception {
        String text = Files.readString(DOCS.resolve(file)).replaceAll("\\s+", " ");
        assertThat(text).as(file).contains(sentence);
    }

    private static void states(String sentence) throws Exception {
        states("security.md", sentence);
    }

    private Outcome login(String user, String password) {
        return authenticator.authenticate(user, DOMAIN, password).join();
    }

    private Outcome exists(String user) {
        return authenticator.exists(user, DOMAIN).join();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void aDisabledAccountIsRefusedAndItsOtherPasswordsAreNotValidBeforeTheCloudAcceptsThem() throws Exception {
        states("A login with the right password of a disabled account is refused, and the log gives that reason.");
        states(
                "says that the account is disabled or no longer exists, all other remembered passwords of that user must be "
                        + "accepted by the cloud again before they are valid, even in an outage");
        states(
                "Without such a login, xcauth does not learn that an account is disabled: the JSXC API says that it exists.");
        login("alice", "wonderland");
        login("alice", "phone");
        cloud.accounts().disableUser("alice");

        assertThat(exists("alice").decision()).isEqualTo(Decision.YES);
        assertThat(login("alice", "phone").reason()).as("remembered").isEqualTo(Reason.CACHED);
        assertThat(login("alice", "wonderland").why())
                .isEqualTo("the cloud said so: account disabled or login refused by the cloud");
        cloud.fault(Fault.MAINTENANCE);
        assertThat(login("alice", "phone").decision()).as("in an outage").isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void endsAreToldOnceTheyAreKnown() throws Exception {
        states(
                "Prosody refuses the FAST tokens of deleted and disabled accounts, and closes the sessions of deleted ones");
        states("The sessions of a user who was really deleted end after the same time.");
        login("alice", "wonderland");
        login("bob", "builder");
        cloud.accounts().disableUser("alice");
        cloud.accounts().deleteUser("bob");
        pass(Duration.ofHours(2));

        login("alice", "wonderland");
        exists("bob");
        authenticator.confirmMissing();
        assertThat(ended).containsExactly("alice@example.org DISABLED");
        pass(Duration.ofMinutes(10));
        authenticator.confirmMissing();
        assertThat(ended).containsExactly("alice@example.org DISABLED", "bob@example.org DELETED");
        cloud.fault(Fault.MAINTENANCE);
        assertThat(login("bob", "builder").decision()).as("in an outage").isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void aUserIsDeletedWhenTheCloudRepeatsItAndNobodyWhenTooManyDisappear() throws Exception {
        states("xcauth believes a \"no\" about a known user only if the cloud repeats it 10 minutes later "
                + "(`missing-confirmation`). Until then the user exists, and only logins are refused.");
        states("If more than five users and 5 % of the known ones would be deleted at once, none of them is");
        for (int i = 0; i < 6; i++) {
            cloud.accounts().addUser("user" + i, "", "secret");
            login("user" + i, "secret");
        }
        pass(Duration.ofHours(2));
        for (int i = 0; i < 6; i++) {
            cloud.accounts().deleteUser("user" + i);
            assertThat(exists("user" + i)).isEqualTo(new Outcome(Decision.YES, Reason.UNCONFIRMED, ""));
            assertThat(login("user" + i, "secret").decision()).isEqualTo(Decision.NO);
        }
        pass(Duration.ofMinutes(10));
        authenticator.confirmMissing();

        assertThat(exists("user0").decision()).isEqualTo(Decision.YES);
        assertThat(authenticator.massDisappearances()).hasSize(1);
        authenticator.confirmAllMissing(DOMAIN);
        assertThat(exists("user0").decision()).isEqualTo(Decision.NO);
    }

    @Test
    void guessesAreLimitedHereSinceTheCloudDoesNotLimitThem() throws Exception {
        states("**The JSXC API bypasses Nextcloud's brute force protection**");
        states(
                "After `guess-limit` (10) guesses for one user within a minute, none of that user's unknown passwords is sent to "
                        + "the cloud");
        for (int i = 0; i < 30; i++) {
            assertThat(login("alice", "guess" + i).decision()).isNotEqualTo(Decision.YES);
        }
        assertThat(cloud.requestCount("auth"))
                .isEqualTo(ProtectionPolicy.defaults().guessLimit());
    }

    @Test
    void anotherCloudMakesVoidWhatTheFormerOneHasSaid() throws Exception {
        states(
                "When the cloud's address or the authentication domain of an XMPP domain changes, everything that the previous cloud said is "
                        + "discarded: passwords, refused passwords, existence, rosters. No user is deleted merely because the new cloud does not know the name.");
        login("alice", "wonderland");
        login("bob", "builder's");
        try (DemoCloud other = DemoCloud.start(
                DemoSettings.defaults().withAccounts(DemoAccounts.empty().addUser("bob", "Bob", "builder's")))) {
            url = other.url();
            authenticator.cloudChanged(DOMAIN);

            assertThat(login("alice", "wonderland").decision()).isEqualTo(Decision.NO);
            assertThat(login("bob", "builder's").reason()).isEqualTo(Reason.CLOUD);
            assertThat(exists("alice")).isEqualTo(new Outcome(Decision.NO, Reason.CLOUD, ""));
            pass(Duration.ofMinutes(10));
            authenticator.confirmMissing();
            assertThat(ended).isEmpty();
        }
    }

    @Test
    void onlyAsciiLettersOfNamesMatchInEitherCase() throws Exception {
        states(
                "Only ASCII letters are compared without case. XMPP servers write names in lower case, so an account with another capital "
                        + "letter, such as `Ünal`, cannot log in over XMPP.");
        cloud.accounts().addUser("Ünal", "Ünal", "secret");

        assertThat(login("ALICE", "wonderland").decision()).isEqualTo(Decision.YES);
        assertThat(login("Ünal", "secret").decision()).isEqualTo(Decision.YES);
        assertThat(login("ünal", "secret").decision())
                .as("nor is it remembered as that user's")
                .isEqualTo(Decision.NO);
    }

    @Test
    void questionsAboutUnknownNamesAreLimited() throws Exception {
        states(
                "Requests for names that were never seen are limited to 5 a second for each cloud, with bursts of 50. Beyond that, the "
                        + "answer is \"cannot tell\".");
        for (int i = 0; i < 60; i++) {
            assertThat(exists("nobody" + i).decision()).isEqualTo(i < 50 ? Decision.NO : Decision.CANNOT_TELL);
        }
    }

    /** Measured with Nextcloud 32: nothing in the request or its answer tells of a second factor. */
    @ParameterizedTest
    @ValueSource(strings = {"security.md", "ejabberd.md", "prosody.md", "mail.md", "openfire.md", "../readme.html"})
    void documentsSayThatNobodyIsAskedForASecondFactor(String file) throws Exception {
        states(file, "The JSXC API does not ask for a second factor");
        assertThat(Files.readString(DOCS.resolve(file))).doesNotContain("app password is needed");
        assertThat(login("alice", "wonderland").decision())
                .as("the password alone")
                .isEqualTo(Decision.YES);
    }
}
