package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.xcauth.demo.DemoToken;
import net.xcauth.demo.Fault;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.LoginRefused;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.WebUser;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logins and users while the cloud cannot tell: no client is told that a password is wrong. */
class OutageIT {
    private static final List<String> secrets = new ArrayList<>(List.of(
            CloudServer.SECRET,
            "another-secret",
            "wonderland",
            "builder",
            "Uppercase",
            "solitude",
            "w-r-o-n-g",
            "old-passw0rd",
            "new-passw0rd"));
    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                // Otherwise known passwords would not need the cloud.
                .property("nextcloudauth.cache.queryTtl", "0s")
                .property("nextcloudauth.timeout.connect", "1s")
                .property("nextcloudauth.timeout.request", "1s")
                // Otherwise the circuit breaker would stay open in some tests.
                .property("nextcloudauth.breaker.failures", "1000"));
        login("alice", "wonderland").close();
    }

    @AfterEach
    void endOutage() {
        server.cloud().startListening();
        server.cloud().fault(Fault.NONE);
        server.cloud().secret(CloudServer.SECRET);
    }

    @AfterAll
    static void stop() throws Exception {
        try (CloudServer closing = server) {
            Secrecy.assertNothingLogged(closing.openfire(), secrets);
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.DOWN,
                Fault.HANG_BEFORE_HEADER,
                Fault.HANG_AFTER_HEADER,
                Fault.MAINTENANCE,
                Fault.BAD_GATEWAY,
                Fault.GARBAGE,
                Fault.HUGE,
                Fault.TRUNCATED_JSON,
                Fault.WRONG_JSON,
                Fault.REDIRECT,
                Fault.SIGNATURE_REJECTED);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void knownPasswordsAreAcceptedDuringAnyOutage(Fault fault) throws Exception {
        server.cloud().fault(fault);
        login("alice", "wonderland").close();
        assertThat(refusal("bob", "builder")).isEqualTo("temporary-auth-failure");
        assertThat(server.cloud().redirectsFollowed()).isZero();
    }

    @Test
    void knownPasswordsAreAcceptedWhileNothingListens() throws Exception {
        login("dave", "Uppercase").close();
        server.cloud().stopListening();
        login("Dave", "Uppercase").close();
        assertThat(server.openfire().control().authenticate("dave", "Uppercase"))
                .isEqualTo("ok");
    }

    @Test
    void clientsWithUnknownPasswordsAreToldToTryAgain() throws Exception {
        server.cloud().stopListening();
        assertThat(refusal("bob", "builder")).isEqualTo("temporary-auth-failure");
        assertThat(refusal("alice", "w-r-o-n-g")).isEqualTo("temporary-auth-failure");
        assertThat(refusal("nobody", "w-r-o-n-g")).isEqualTo("temporary-auth-failure");
        assertThat(server.openfire().control().authenticate("bob", "builder")).isEqualTo("ConnectionException");
        server.openfire().awaitLog("Login of bob: cannot tell, no answer from the cloud: ");
        server.cloud().startListening();
        login("frank", "solitude").close();
    }

    @Test
    void browsersAreToldToTryAgainAsWell() {
        server.cloud().stopListening();
        assertThatThrownBy(() -> WebUser.overBosh(server.openfire(), "bob", "builder"))
                .isInstanceOf(LoginRefused.class)
                .hasMessage("temporary-auth-failure");
        assertThatThrownBy(() -> WebUser.overWebSocket(server.openfire(), "bob", "builder"))
                .isInstanceOf(LoginRefused.class)
                .hasMessage("temporary-auth-failure");
    }

    @Test
    void tokensAreAcceptedDuringAnOutage() throws Exception {
        String token = token("bob");
        server.cloud().stopListening();
        login("bob", token).close();
    }

    @Test
    void aSupersededPasswordStaysInvalidDuringAnOutage() throws Exception {
        server.cloud().accounts().addUser("pat", "Pat", "old-passw0rd");
        login("pat", "old-passw0rd").close();
        server.cloud().accounts().setPassword("pat", "new-passw0rd");
        login("pat", "new-passw0rd").close();
        server.cloud().stopListening();
        login("pat", "new-passw0rd").close();
        assertThat(refusal("pat", "old-passw0rd")).isEqualTo("temporary-auth-failure");
    }

    @Test
    void aRefusedPasswordStaysInvalidDuringAnOutage() throws Exception {
        server.cloud().accounts().addUser("quinn", "Quinn", "old-passw0rd");
        login("quinn", "old-passw0rd").close();
        server.cloud().accounts().setPassword("quinn", "new-passw0rd");
        assertThat(refusal("quinn", "old-passw0rd")).isEqualTo("not-authorized");
        server.cloud().stopListening();
        assertThat(refusal("quinn", "old-passw0rd")).as("the cloud has said so").isEqualTo("not-authorized");
    }

    @Test
    void aWrongSecretDoesNotMeanAWrongPassword() throws Exception {
        server.cloud().secret("another-secret");
        login("alice", "wonderland").close();
        assertThat(refusal("bob", "builder")).isEqualTo("temporary-auth-failure");
        server.openfire().awaitLog("Login of bob: cannot tell, .* does not accept the signature of the request");
    }

    @Test
    void knownUsersStillExist() throws Exception {
        var control = server.openfire().control();
        assertThat(control.isRegistered("erin")).isTrue();
        server.cloud().stopListening();
        assertThat(control.isRegistered("erin")).isTrue();
        assertThat(control.isRegistered("alice")).isTrue();
        assertThat(control.isRegistered("nobody-knows")).isFalse();
    }

    @Test
    void aRestartDuringAnOutageLocksNobodyOut() throws Exception {
        OpenfireServer openfire = server.openfire();
        assertThat(openfire.control().isRegistered("frank")).isTrue();
        server.cloud().stopListening();
        openfire.stop();
        openfire.start();
        login("alice", "wonderland").close();
        assertThat(openfire.control().isRegistered("frank")).isTrue();
        assertThat(openfire.control().usernames()).contains("alice", "frank");
        assertThat(refusal("alice", "w-r-o-n-g")).isEqualTo("temporary-auth-failure");
        XmppUser.login(openfire, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)
                .close();
    }

    @Test
    void repeatedFailuresOpenTheCircuitBreaker() {
        var control = server.openfire().control();
        control.setProperty("nextcloudauth.breaker.failures", "2");
        control.setProperty("nextcloudauth.breaker.probe", "1h");
        try {
            server.cloud().fault(Fault.MAINTENANCE);
            assertThat(control.authenticate("bob", "w-r-o-n-g")).isEqualTo("ConnectionException");
            assertThat(control.authenticate("bob", "w-r-o-n-g")).isEqualTo("ConnectionException");
            long asked = server.cloud().requestCount();
            // One probe goes to the cloud, and no login waits for it.
            for (int i = 0; i < 5; i++) {
                assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
                assertThat(control.authenticate("bob", "w-r-o-n-g")).isEqualTo("ConnectionException");
            }
            assertThat(server.cloud().requestCount()).isBetween(asked, asked + 1);
        } finally {
            control.deleteProperty("nextcloudauth.breaker.probe");
            control.setProperty("nextcloudauth.breaker.failures", "1000");
        }
    }

    /** Openfire has 16 threads for all its clients. */
    @Test
    void aHangingCloudDoesNotFreezeOnlineUsers() throws Exception {
        assumeTrue(
                server.openfire().control().version().startsWith("4."),
                "Openfire 5 binds each connection to one thread, which the logins of others may occupy");
        ExecutorService clients = Executors.newCachedThreadPool();
        try (XmppUser alice = login("alice", "wonderland")) {
            server.openfire().control().setProperty("nextcloudauth.timeout.request", "5m");
            server.cloud().fault(Fault.HANG_BEFORE_HEADER, "auth");
            List<Future<String>> logins = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String user = "crowd" + i;
                logins.add(clients.submit(() -> refusal(user, "w-r-o-n-g")));
            }
            Eventually.until(
                    "all but seven are told something",
                    () -> logins.stream().filter(Future::isDone).count() == 53);
            alice.roundTrip();
            for (Future<String> login : logins) {
                assertThat(login.isDone() ? login.get() : "waits").isIn("waits", "temporary-auth-failure");
            }
            login("Dave", token("dave")).close();
            assertThat(logins.stream().filter(Future::isDone))
                    .as("seven wait all the time")
                    .hasSize(53);
            server.cloud().fault(Fault.NONE);
            for (Future<String> login : logins) {
                assertThat(login.get()).isIn("not-authorized", "temporary-auth-failure");
            }
            assertThat(refusal("crowd0", "w-r-o-n-g"))
                    .as("what nobody waited for is known")
                    .isEqualTo("not-authorized");
            server.openfire().awaitLog("Login of crowd\\d+: cannot tell, the cloud is slow, and 7 others are waiting");
        } finally {
            clients.shutdownNow();
            server.openfire().control().setProperty("nextcloudauth.timeout.request", "1s");
        }
    }

    @Test
    void rememberedUsersLogInWhileTheCloudChecksNoPasswords() throws Exception {
        server.openfire().control().setProperty("nextcloudauth.timeout.request", "4s");
        ExecutorService clients = Executors.newCachedThreadPool();
        try {
            server.cloud().fault(Fault.HANG_BEFORE_HEADER, "auth");
            for (Future<String> refusal : clients.invokeAll(Stream.of("ldap1", "ldap2", "ldap3")
                    .<Callable<String>>map(user -> () -> refusal(user, "w-r-o-n-g"))
                    .toList())) {
                assertThat(refusal.get()).isEqualTo("temporary-auth-failure");
            }
            server.openfire().awaitLog("did not check the passwords of 3 users in a row in time");
            login("alice", "wonderland").close();
            server.cloud().fault(Fault.NONE);
            login("frank", "solitude").close();
            server.openfire().awaitLog("checks passwords again after");
        } finally {
            clients.shutdownNow();
            server.openfire().control().setProperty("nextcloudauth.timeout.request", "1s");
        }
    }

    private static String token(String user) {
        String token = DemoToken.create(
                user, "example.org", CloudServer.SECRET, Instant.now().plus(Duration.ofHours(1)));
        secrets.add(token);
        return token;
    }

    private static XmppUser login(String user, String password) throws Exception {
        return XmppUser.login(server.openfire(), user, password);
    }

    private static String refusal(String user, String password) throws Exception {
        return XmppUser.refusal(server.openfire(), user, password);
    }
}
