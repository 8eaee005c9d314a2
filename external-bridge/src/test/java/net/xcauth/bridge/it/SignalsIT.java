package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import net.xcauth.test.Eventually;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SignalsIT {
    private final Resources resources = new Resources();
    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void aPendingRequestIsAnsweredBeforeTheBridgeEnds() throws Exception {
        BridgeProcess bridge =
                resources.add(BridgeProcess.forCloud(cloud).listen("generic").start());
        Wire wire = resources.add(bridge.connect("generic"));
        cloud.fault(Fault.HANG_BEFORE_HEADER);
        wire.sendLine("auth:alice:example.org:wonderland");
        cloud.awaitRequests(1, Duration.ofMinutes(1));

        bridge.process().signal("TERM");
        Eventually.until("the bridge refuses connections", () -> refusesConnections(bridge));
        cloud.fault(Fault.NONE);

        assertThat(wire.readLine()).isEqualTo("1");
        assertThat(bridge.process().awaitExit()).isZero();
    }

    @Test
    void idleConnectionsDoNotKeepTheBridgeRunning() throws Exception {
        BridgeProcess bridge =
                resources.add(BridgeProcess.forCloud(cloud).listen("generic").start());
        Wire wire = resources.add(bridge.connect("generic"));
        assertThat(wire.ask("isuser:alice:example.org")).isEqualTo("1");

        bridge.process().signal("TERM");

        assertThat(bridge.process().awaitExit()).isZero();
        assertThat(wire.readLine()).as("closed connection").isEmpty();
    }

    @Test
    void sighupReopensTheLogs() throws Exception {
        TempFolder folder = resources.add(new TempFolder("logs"));
        ManagedProcess process = startLoggingTo(folder);
        Wire wire = connect(folder);
        Path log = folder.resolve("xcauth.log");
        assertThat(wire.ask("isuser:alice:example.org")).isEqualTo("1");
        Eventually.until("the log names alice", () -> Files.readString(log).contains("alice"));
        Path rotated = Files.move(log, folder.resolve("xcauth.log.1"));

        process.signal("HUP");
        Eventually.until("there is a new log", () -> Files.exists(log));
        assertThat(wire.ask("isuser:bob:example.org")).isEqualTo("1");

        Eventually.until("the new log names bob", () -> Files.readString(log).contains("bob"));
        assertThat(Files.readString(rotated)).contains("alice").doesNotContain("bob");
    }

    @Test
    void sigusr1ListsTheThreadsInTheErrorLog() throws Exception {
        TempFolder folder = resources.add(new TempFolder("logs"));
        ManagedProcess process = startLoggingTo(folder);
        Wire wire = connect(folder);
        assertThat(wire.ask("isuser:alice:example.org")).isEqualTo("1");

        process.signal("USR1");

        Path errors = folder.resolve("xcauth.err");
        Eventually.until(
                "the error log lists threads",
                () -> Files.exists(errors) && Files.readString(errors).contains("[main,"));
        assertThat(wire.ask("isuser:bob:example.org"))
                .as("the bridge keeps working")
                .isEqualTo("1");
    }

    private ManagedProcess startLoggingTo(TempFolder folder) throws IOException {
        return resources.add(ManagedProcess.startHeedingSignals(Xcauth.command(
                cloud, "--log", folder.path().toString(), "--listen", "generic=" + folder.resolve("generic.sock"))));
    }

    private Wire connect(TempFolder folder) throws Exception {
        return resources.add(Wire.connectWhenPossible(UnixDomainSocketAddress.of(folder.resolve("generic.sock"))));
    }

    private boolean refusesConnections(BridgeProcess bridge) {
        try (Wire wire = bridge.connect("generic")) {
            return wire.readLine().isEmpty();
        } catch (IOException refused) {
            return true;
        }
    }
}
