package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.LoginLoad;
import net.xcauth.bridge.it.support.LoginLoad.Login;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.demo.Accounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Fault;
import net.xcauth.demo.Settings;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cloud goes away and comes back while users log in. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CloudOutageIT {
    private static final int USERS = 20;
    /** A password that was verified longer ago than this is asked again: in the outage each of them soon is. */
    private static final Duration VERIFICATION_TTL = Duration.ofSeconds(1);
    /** What a login would take if it waited for the cloud. */
    private static final Duration CLOUD_TIMEOUT = Duration.ofSeconds(4);

    private final Resources resources = new Resources();
    private DemoCloud cloud;
    private BridgeProcess bridge;

    @BeforeEach
    void start() throws Exception {
        Accounts accounts = Accounts.empty().addUser("newcomer", "Newcomer", "never seen");
        logins().forEach(login -> accounts.addUser(login.user(), login.user(), login.password()));
        cloud = resources.add(DemoCloud.start(Settings.defaults().withAccounts(accounts)));
        bridge = resources.add(BridgeProcess.forCloud(cloud).listen("generic").listen("postfix")
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
    void knownUsersLogInThroughoutWhileTheCloudRefusesConnections() throws Exception {
        survive(cloud::stopListening, cloud::startListening);
    }

    @Test
    void knownUsersLogInThroughoutWhileTheCloudHangs() throws Exception {
        survive(() -> cloud.fault(Fault.HANG_BEFORE_HEADER), () -> cloud.fault(Fault.NONE));
    }

    @Test
    void knownUsersLogInThroughoutWhileTheCloudIsInMaintenance() throws Exception {
        survive(() -> cloud.fault(Fault.MAINTENANCE), () -> cloud.fault(Fault.NONE));
    }

    private void survive(Runnable goDown, Runnable comeBack) throws Exception {
        Wire newcomer = resources.add(bridge.connect("generic"));
        Wire postfix = resources.add(bridge.connect("postfix"));
        LoginLoad load = resources.add(LoginLoad.start(bridge, logins()));
        load.everybodyLogsIn(Duration.ZERO);

        goDown.run();
        assertThat(newcomer.ask("auth:newcomer:example.org:never seen")).as("unknown user").isEqualTo("0");
        assertThat(postfix.ask("get newcomer@example.org")).as("unknown recipient").startsWith("400 ");
        assertThat(postfix.ask("get user1@example.org")).as("known recipient").startsWith("200 ");
        List<Duration> waits = load.everybodyLogsIn(VERIFICATION_TTL.plus(CLOUD_TIMEOUT));
        assertThat(waits.stream().filter(wait -> wait.compareTo(CLOUD_TIMEOUT) >= 0))
                .as("nobody but a probe waits for the cloud").hasSizeLessThanOrEqualTo(1);

        comeBack.run();
        Eventually.until("the newcomer is let in",
                () -> newcomer.ask("auth:newcomer:example.org:never seen").equals("1"));
        Eventually.until("the newcomer gets mail", () -> postfix.ask("get newcomer@example.org").startsWith("200 "));
        load.everybodyLogsIn(Duration.ZERO);

        assertThat(load.refused()).as("known users who were refused").isEmpty();
    }

    private static List<Login> logins() {
        return IntStream.rangeClosed(1, USERS).mapToObj(n -> new Login("user" + n, "password " + n)).toList();
    }
}
