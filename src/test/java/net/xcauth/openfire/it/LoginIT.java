package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.xcauth.demo.DemoToken;
import net.xcauth.demo.Fault;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.ControlException;
import net.xcauth.openfire.it.support.LoginRefused;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.WebUser;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins of cloud users in a real Openfire. */
class LoginIT {
    private static final String APP_PASSWORD = "aaaaa-bbbbb-ccccc-ddddd-eeeee";

    private static final List<String> secrets = new ArrayList<>(List.of(
            CloudServer.SECRET,
            APP_PASSWORD,
            "wonderland",
            "caramel",
            "Uppercase",
            "it's + 100% mine",
            "Grüße €uro",
            "old-passw0rd",
            "new-passw0rd",
            "w-r-o-n-g",
            "phone-passw0rd",
            "tablet-passw0rd",
            "first-passw0rd",
            "last-passw0rd"));
    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create().property("nextcloudauth.cache.bcryptRounds", "4"));
    }

    @AfterAll
    static void stop() throws Exception {
        try (CloudServer closing = server) {
            Secrecy.assertNothingLogged(closing.openfire(), secrets);
        }
    }

    @Test
    void aPasswordIsAccepted() throws Exception {
        try (XmppUser alice = login("alice", "wonderland")) {
            assertThat(alice.jid()).isEqualTo("alice@example.org");
        }
    }

    @Test
    void anAppPasswordIsAccepted() throws Exception {
        login("alice", APP_PASSWORD).close();
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        assertThat(refusal("alice", "w-r-o-n-g")).isEqualTo("not-authorized");
        assertThat(refusal("nobody", "w-r-o-n-g")).isEqualTo("not-authorized");
    }

    @Test
    void openfireGetsTheSameAnswers() {
        assertThat(server.openfire().control().authenticate("alice", "wonderland"))
                .isEqualTo("ok");
        assertThat(server.openfire().control().authenticate("ALICE", "wonderland"))
                .isEqualTo("ok");
        assertThat(server.openfire().control().authenticate("alice", "w-r-o-n-g"))
                .isEqualTo("UnauthorizedException");
        // Openfire 5.1 does not even ask providers about names with an @, 4.2 does.
        assertThat(server.openfire().control().authenticate("alice@other.org", "wonderland"))
                .isIn("UnauthorizedException", "IllegalArgumentException");
    }

    @Test
    void onlyPlainIsOffered() throws Exception {
        assertThat(XmppUser.mechanisms(server.openfire()))
                .contains("PLAIN")
                .noneMatch(mechanism -> mechanism.matches("SCRAM.*|DIGEST.*|CRAM.*|LOGIN"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "ALICE, wonderland, alice",
                "alice@example.org, wonderland, alice",
                "Alice@Example.ORG, wonderland, alice",
                "carol, caramel, carol",
                "carol@example.org, caramel, carol",
                "dave, Uppercase, dave",
                "Dave, Uppercase, dave",
                "o'hara smith, it's + 100% mine, o\\27hara\\20smith",
                "O'Hara Smith, it's + 100% mine, o\\27hara\\20smith",
                "o'hara smith@example.org, it's + 100% mine, o\\27hara\\20smith",
                "o\\27hara\\20smith, it's + 100% mine, o\\27hara\\20smith",
                "O\\27Hara\\20Smith@example.org, it's + 100% mine, o\\27hara\\20smith",
                "jürgen, Grüße €uro 🎺, jürgen",
                "JÜRGEN, Grüße €uro 🎺, jürgen"
            })
    void userNamesAreAcceptedInAllSpellings(String name, String password, String user) throws Exception {
        try (XmppUser client = login(name, password)) {
            assertThat(client.jid()).isEqualTo(user + "@example.org");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@other.org", "alice@example.org@other.org", "alice@sub.example.org"})
    void usersOfOtherDomainsAreRefused(String name) throws Exception {
        long asked = server.cloud().requestCount("auth");
        assertThat(refusal(name, "wonderland")).isEqualTo("not-authorized");
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked);
    }

    @Test
    void usersMayActAsThemselves() throws Exception {
        try (XmppUser alice =
                XmppUser.to(server.openfire()).authzid("alice@example.org").as("Alice", "wonderland")) {
            assertThat(alice.jid()).isEqualTo("alice@example.org");
        }
    }

    @Test
    void nobodyMayActAsAnotherUser() {
        assertThatThrownBy(() -> XmppUser.to(server.openfire())
                        .authzid("bob@example.org")
                        .as("alice", "wonderland"))
                .isInstanceOf(LoginRefused.class);
    }

    @Test
    void browsersLogInOverBosh() throws Exception {
        try (WebUser smith = WebUser.overBosh(server.openfire(), "o'hara smith", "it's + 100% mine")) {
            assertThat(smith.jid()).isEqualTo("o\\27hara\\20smith@example.org/web");
        }
        assertThatThrownBy(() -> WebUser.overBosh(server.openfire(), "bob", "w-r-o-n-g"))
                .isInstanceOf(LoginRefused.class)
                .hasMessage("not-authorized");
    }

    @Test
    void browsersLogInOverWebSocket() throws Exception {
        try (WebUser dave = WebUser.overWebSocket(server.openfire(), "Dave", "Uppercase")) {
            assertThat(dave.jid()).isEqualTo("dave@example.org/web");
        }
        assertThatThrownBy(() -> WebUser.overWebSocket(server.openfire(), "bob", "w-r-o-n-g"))
                .isInstanceOf(LoginRefused.class)
                .hasMessage("not-authorized");
    }

    @Test
    void aTokenIsAcceptedWithoutTheCloud() throws Exception {
        long asked = server.cloud().requestCount("auth");
        login("bob", token("bob", Instant.now().plus(Duration.ofHours(1)))).close();
        try (WebUser carol = WebUser.overWebSocket(
                server.openfire(), "carol", token("carol", Instant.now().plus(Duration.ofHours(1))))) {
            assertThat(carol.jid()).isEqualTo("carol@example.org/web");
        }
        try (WebUser dave = WebUser.overBosh(
                server.openfire(), "Dave", token("Dave", Instant.now().plus(Duration.ofHours(1))))) {
            assertThat(dave.jid()).isEqualTo("dave@example.org/web");
        }
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked);
    }

    @Test
    void aTokenOfAUserWithSpacesMayBeSignedForTheAccountOrTheUser() throws Exception {
        Instant expiry = Instant.now().plus(Duration.ofHours(1));
        login("o'hara smith", token("o'hara smith", expiry)).close();
        login("o'hara smith", token("o\\27hara\\20smith", expiry)).close();
    }

    @Test
    void anExpiredTokenIsRefused() throws Exception {
        assertThat(refusal("bob", token("bob", Instant.now().minus(Duration.ofSeconds(1)))))
                .isEqualTo("not-authorized");
    }

    @Test
    void aForgedTokenIsRefusedAndReported() throws Exception {
        assertThat(refusal("alice", token("bob", Instant.now().plus(Duration.ofHours(1)))))
                .isEqualTo("not-authorized");
        server.openfire().awaitLog("WARN .*a time-limited token for alice@example.org is well-formed but not signed");
    }

    @Test
    void theFirstLoginWithANewPasswordInvalidatesTheOldOne() throws Exception {
        server.cloud().accounts().addUser("pat", "Pat", "old-passw0rd");
        login("pat", "old-passw0rd").close();
        server.cloud().accounts().setPassword("pat", "new-passw0rd");
        login("pat", "new-passw0rd").close();
        assertThat(refusal("pat", "old-passw0rd")).isEqualTo("not-authorized");
        long asked = server.cloud().requestCount("auth");
        login("pat", "new-passw0rd").close();
        login("pat", "new-passw0rd").close();
        assertThat(server.cloud().requestCount("auth"))
                .as("it is confirmed once, since one that was right is no longer")
                .isEqualTo(asked + 1);
    }

    @Test
    void twoAppPasswordsAreBothValidOnceEachWasAcceptedAfterTheOther() throws Exception {
        server.cloud()
                .accounts()
                .addUser("quinn", "Quinn", "first-passw0rd")
                .addAppPassword("quinn", "phone-passw0rd")
                .addAppPassword("quinn", "tablet-passw0rd");
        long asked = server.cloud().requestCount("auth");
        for (String password : List.of("phone-passw0rd", "tablet-passw0rd", "phone-passw0rd", "tablet-passw0rd")) {
            login("quinn", password).close();
            assertThat(server.cloud().requestCount("auth")).isEqualTo(++asked);
        }
        // If the database is slow, one of them may have to be confirmed once more.
        Eventually.until("both are accepted without the cloud", () -> {
            long before = server.cloud().requestCount("auth");
            login("quinn", "phone-passw0rd").close();
            login("quinn", "tablet-passw0rd").close();
            return server.cloud().requestCount("auth") == before;
        });
    }

    @Test
    void guessesSoonStopReachingTheCloud() throws Exception {
        server.cloud().accounts().addUser("rita", "Rita", "first-passw0rd");
        var control = server.openfire().control();
        assertThat(control.authenticate("rita", "first-passw0rd")).isEqualTo("ok");
        control.setProperty("nextcloudauth.guessLimit", "2");
        try {
            for (int i = 0; i < 2; i++) {
                assertThat(control.authenticate("rita", "w-r-o-n-g-" + i)).isEqualTo("UnauthorizedException");
            }
            long asked = server.cloud().requestCount("auth");
            server.cloud().accounts().setPassword("rita", "last-passw0rd");
            assertThat(control.authenticate("rita", "last-passw0rd")).isEqualTo("ConnectionException");
            assertThat(control.authenticate("RITA", "w-r-o-n-g")).isEqualTo("ConnectionException");
            Eventually.until(
                    "the remembered password has its turn",
                    () -> control.authenticate("rita", "first-passw0rd").equals("ok"));
            assertThat(server.cloud().requestCount("auth")).isEqualTo(asked);
        } finally {
            control.deleteProperty("nextcloudauth.guessLimit");
        }
        assertThat(control.authenticate("rita", "last-passw0rd")).isEqualTo("ok");
    }

    @Test
    void guessesFromAnotherAddressDoNotLockTheUserOut() throws Exception {
        server.cloud().accounts().addUser("sally", "Sally", "first-passw0rd").addAppPassword("sally", "phone-passw0rd");
        XmppUser.to(server.openfire())
                .from("127.0.0.3")
                .as("sally", "first-passw0rd")
                .close();
        for (int i = 0; i < 11; i++) {
            assertThat(XmppUser.to(server.openfire()).from("127.0.0.2").refusal("sally", "w-r-o-n-g-" + i))
                    .isIn("not-authorized", "temporary-auth-failure");
        }
        assertThat(XmppUser.to(server.openfire()).from("127.0.0.2").refusal("sally", "phone-passw0rd"))
                .as("also the right one")
                .isEqualTo("temporary-auth-failure");
        assertThat(refusal("sally", "phone-passw0rd")).as("through a proxy").isEqualTo("temporary-auth-failure");
        XmppUser.to(server.openfire())
                .from("127.0.0.3")
                .as("sally", "phone-passw0rd")
                .close();
    }

    @Test
    void aThousandGuessesAtOnceAreRarelyCheckedAndLockNobodyOut() throws Exception {
        server.cloud()
                .accounts()
                .addUser("tom", "Tom", "first-passw0rd")
                .addAppPassword("tom", "phone-passw0rd")
                .addUser("ulla", "Ulla", "first-passw0rd");
        XmppUser.to(server.openfire())
                .from("127.0.0.3")
                .as("tom", "first-passw0rd")
                .close();
        long asked = server.cloud().requestCount("auth");
        ExecutorService guesser = Executors.newFixedThreadPool(50);
        List<String> answers = new ArrayList<>();
        try {
            List<Future<String>> guesses = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String guess = "w-r-o-n-g-" + i;
                guesses.add(guesser.submit(() -> server.openfire().control().authenticate("tom", guess)));
            }
            login("ulla", "first-passw0rd").close();
            for (Future<String> guess : guesses) {
                answers.add(guess.get());
            }
        } finally {
            guesser.shutdownNow();
        }
        assertThat(answers).containsOnly("UnauthorizedException", "ConnectionException");
        assertThat(answers.stream().filter("UnauthorizedException"::equals)).hasSizeLessThanOrEqualTo(80);
        assertThat(server.cloud().requestCount("auth") - asked)
                .as("with the one of another user")
                .isLessThanOrEqualTo(11);
        XmppUser.to(server.openfire())
                .from("127.0.0.3")
                .as("tom", "phone-passw0rd")
                .close();
    }

    @Test
    void anotherAccountsEmailAddressIsNotAUserName() throws Exception {
        server.cloud()
                .accounts()
                .addUser("mallory", "Mallory", "first-passw0rd")
                .setEmail("mallory", "victor")
                .setEmail("mallory", "victor@example.org");
        assertThat(refusal("victor", "first-passw0rd")).isEqualTo("not-authorized");
        server.openfire()
                .awaitLog("Login of victor: no, the cloud said so: the cloud accepts this password for the account "
                        + "\"mallory\", not for \"victor\"");
        login("mallory", "first-passw0rd").close();
    }

    @Test
    void aUserWithADisabledAccountIsLoggedOutAndRefused() throws Exception {
        server.cloud().accounts().addUser("dan", "Dan", "first-passw0rd").addAppPassword("dan", "phone-passw0rd");
        try (XmppUser phone = login("dan", "phone-passw0rd")) {
            login("dan", "first-passw0rd").close();
            server.cloud().accounts().disableUser("dan");
            assertThat(refusal("dan", "phone-passw0rd")).isEqualTo("not-authorized");
            server.openfire()
                    .awaitLog("Login of dan: no, the cloud said so: account disabled or login refused by the cloud");
            server.openfire().awaitLog("Logged out dan: the cloud has disabled the account or refuses its logins");
            Eventually.until("the phone is logged out", () -> !phone.isConnected());
        }
        assertThat(refusal("dan", "first-passw0rd"))
                .as("the one that was remembered")
                .isEqualTo("not-authorized");
        server.cloud().stopListening();
        try {
            assertThat(refusal("dan", "first-passw0rd")).as("in an outage").isEqualTo("not-authorized");
        } finally {
            server.cloud().startListening();
        }
    }

    @Test
    void aChangedPasswordEndsSessionsIfConfigured() throws Exception {
        server.cloud().accounts().addUser("eve", "Eve", "first-passw0rd");
        try (XmppUser desktop = login("eve", "first-passw0rd")) {
            server.cloud().accounts().setPassword("eve", "old-passw0rd");
            login("eve", "old-passw0rd").close();
            desktop.roundTrip();
            server.openfire().control().setProperty("nextcloudauth.passwordChange.endSessions", "true");
            server.cloud().accounts().setPassword("eve", "new-passw0rd");
            try (XmppUser phone = login("eve", "new-passw0rd")) {
                Eventually.until("the other session has ended", () -> !desktop.isConnected());
                phone.roundTrip();
            }
        } finally {
            server.openfire().control().deleteProperty("nextcloudauth.passwordChange.endSessions");
        }
        server.openfire().awaitLog("Logged out eve: a password is no longer valid");
    }

    @Test
    void failingRostersDoNotAffectLogins() throws Exception {
        server.cloud().fault(Fault.BAD_GATEWAY, "sharedroster");
        try {
            for (int i = 0; i < 8; i++) {
                server.cloud().accounts().addUser("newcomer" + i, "Newcomer", "first-passw0rd");
                login("newcomer" + i, "first-passw0rd").close();
            }
        } finally {
            server.cloud().fault(Fault.NONE);
        }
    }

    @Test
    void errorsAboutOneUserDoNotAffectOtherLogins() throws Exception {
        server.cloud().accounts().addUser("unlucky", "Unlucky", "first-passw0rd");
        server.cloud().fault(Fault.SERVER_ERROR, "", "unlucky");
        try {
            for (int i = 0; i < 8; i++) {
                assertThat(refusal("unlucky", "first-passw0rd")).isEqualTo("temporary-auth-failure");
                server.cloud().accounts().addUser("lucky" + i, "Lucky", "first-passw0rd");
                login("lucky" + i, "first-passw0rd").close();
            }
        } finally {
            server.cloud().fault(Fault.NONE);
        }
    }

    @Test
    void passwordsOfCloudUsersCannotBeChangedHere() {
        assertThatThrownBy(() -> server.openfire().control().setPassword("alice", "new-passw0rd"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("UnsupportedOperationException");
    }

    private static XmppUser login(String user, String password) throws Exception {
        return XmppUser.login(server.openfire(), user, password);
    }

    private static String refusal(String user, String password) throws Exception {
        return XmppUser.refusal(server.openfire(), user, password);
    }

    private static String token(String user, Instant expiry) {
        String token = DemoToken.create(user, "example.org", CloudServer.SECRET, expiry);
        secrets.add(token);
        return token;
    }
}
