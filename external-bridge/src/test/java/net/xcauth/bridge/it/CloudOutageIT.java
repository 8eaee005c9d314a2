package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.LoginLoad;
import net.xcauth.bridge.it.support.LoginLoad.Login;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cloud goes down and comes back while users log in, or while somebody guesses passwords. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CloudOutageIT {
    private static final int USERS = 20;
    private static final int EJABBERD_POOL = 4;
    private static final int GUESSES = 250;
    private static final int JUDGED_AT_MOST = 80;
    /** The time after which a password is verified again: during the outage, soon each of them is due. */
    private static final Duration VERIFICATION_TTL = Duration.ofSeconds(1);
    /** The time that a login would take if it waited for the cloud. */
    private static final Duration CLOUD_TIMEOUT = Duration.ofSeconds(4);

    private final Resources resources = new Resources();
    private DemoCloud cloud;
    private BridgeProcess bridge;

    @BeforeEach
    void start() throws Exception {
        DemoAccounts accounts = DemoAccounts.empty().addUser("newcomer", "Newcomer", "never seen");
        logins().forEach(login -> accounts.addUser(login.user(), login.user(), login.password()));
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(accounts)));
        bridge = resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .listen("postfix")
                .listen("ejabberd")
                .option("--cache-storage", "memory")
                .option("--cache-verification-ttl", VERIFICATION_TTL.toSeconds() + "s")
                .option("--timeout", CLOUD_TIMEOUT.toSeconds() + "," + CLOUD_TIMEOUT.toSeconds())
                .option("--breaker-probe", "1s")
                .start());
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void knownUsersCanLogInWhileTheCloudRefusesConnections() throws Exception {
        survive(cloud::stopListening, cloud::startListening);
    }

    @Test
    void knownUsersCanLogInWhileTheCloudHangs() throws Exception {
        survive(() -> cloud.fault(Fault.HANG_BEFORE_HEADER), () -> cloud.fault(Fault.NONE));
    }

    @Test
    void knownUsersCanLogInDuringTheCloudsMaintenance() throws Exception {
        survive(() -> cloud.fault(Fault.MAINTENANCE), () -> cloud.fault(Fault.NONE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGuesserOnAllConnectionsOfEjabberdGetsFewAnswersAndDelaysNobody(boolean down) throws Exception {
        try (Wire wire = bridge.connect("generic")) {
            for (Login login : logins()) {
                assertThat(wire.ask("auth:" + login.user() + ":example.org:" + login.password()))
                        .isEqualTo("1");
            }
        }
        if (down) {
            cloud.stopListening();
        }
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(EJABBERD_POOL);
        List<Future<?>> connections = new ArrayList<>();
        for (int i = 0; i < EJABBERD_POOL; i++) {
            Wire wire = resources.add(bridge.connect("ejabberd"));
            String name = "guess " + i + '-';
            connections.add(threads.submit(() -> guess(wire, name)));
        }
        threads.shutdown();
        for (Future<?> connection : connections) {
            connection.get();
        }
        long minutes = 1 + Duration.ofNanos(System.nanoTime() - start).toMinutes();

        bridge.process()
                .awaitLines(
                        (int) (EJABBERD_POOL * GUESSES - minutes * JUDGED_AT_MOST),
                        Pattern.compile("auth user1@example\\.org: cannot tell, too many wrong passwords"));
    }

    /** Meanwhile, other users log in over the same connection. */
    private static Void guess(Wire wire, String name) throws IOException {
        for (int i = 0; i < GUESSES; i++) {
            assertThat(wire.askFramed("auth:user1:example.org:" + name + i)).isFalse();
            if (i % USERS == 0) {
                int other = 2 + i / USERS;
                assertThat(wire.askFramed("auth:user" + other + ":example.org:password " + other))
                        .isTrue();
            }
        }
        return null;
    }

    private void survive(Runnable goDown, Runnable comeBack) throws Exception {
        Wire newcomer = resources.add(bridge.connect("generic"));
        Wire postfix = resources.add(bridge.connect("postfix"));
        LoginLoad load = resources.add(LoginLoad.start(bridge, logins()));
        load.everybodyLogsIn(Duration.ZERO);

        goDown.run();
        assertThat(newcomer.ask("auth:newcomer:example.org:never seen"))
                .as("unknown user")
                .isEqualTo("0");
        assertThat(postfix.ask("get newcomer@example.org"))
                .as("unknown recipient")
                .startsWith("400 ");
        assertThat(postfix.ask("get user1@example.org")).as("known recipient").startsWith("200 ");
        List<Duration> waits = load.everybodyLogsIn(VERIFICATION_TTL.plus(CLOUD_TIMEOUT));
        assertThat(waits.stream().filter(wait -> wait.compareTo(CLOUD_TIMEOUT) >= 0))
                .as("only a probe waits for the cloud")
                .hasSizeLessThanOrEqualTo(1);

        comeBack.run();
        Eventually.until(
                "the newcomer is let in",
                () -> newcomer.ask("auth:newcomer:example.org:never seen").equals("1"));
        Eventually.until(
                "the newcomer gets mail",
                () -> postfix.ask("get newcomer@example.org").startsWith("200 "));
        load.everybodyLogsIn(Duration.ZERO);

        assertThat(load.refused()).as("known users who were refused").isEmpty();
    }

    private static List<Login> logins() {
        return IntStream.rangeClosed(1, USERS)
                .mapToObj(n -> new Login("user" + n, "password " + n))
                .toList();
    }
}
