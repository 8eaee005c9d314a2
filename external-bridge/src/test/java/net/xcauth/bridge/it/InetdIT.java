package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Ports;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bridge's standard input is a socket. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class InetdIT {
    private final Resources resources = new Resources();
    private TempFolder folder;
    private Path configuration;

    @BeforeEach
    void configure() throws Exception {
        DemoCloud cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        folder = resources.add(new TempFolder("inetd"));
        configuration = Xcauth.configuration(cloud, folder);
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void aConnectedSocketIsServedUntilItsEnd() throws Exception {
        String socat = Installed.require("socat", "apt-get install socat");
        int port = Ports.free();
        ManagedProcess process = resources.add(ManagedProcess.start(new ProcessBuilder(
                socat,
                "TCP-LISTEN:" + port + ",bind=127.0.0.1",
                "EXEC:" + Xcauth.wrapper(folder, "generic", configuration) + ",nofork")));

        try (Wire wire = Wire.connectWhenPossible(new InetSocketAddress("127.0.0.1", port))) {
            assertThat(wire.ask("auth:alice:example.org:wonderland")).isEqualTo("1");
            assertThat(wire.ask("auth:alice:example.org:wonderlust")).isEqualTo("0");
        }

        assertThat(process.awaitExit())
                .as("the bridge ends with the connection")
                .isZero();
    }

    @Test
    void everyConnectionOfAListeningSocketIsServed() throws Exception {
        String activator = Installed.require("systemd-socket-activate", "apt-get install systemd");
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Ports.free());
        resources.add(ManagedProcess.start(new ProcessBuilder(
                activator,
                "--inetd",
                "--listen=127.0.0.1:" + address.getPort(),
                Xcauth.program().toString(),
                "-t",
                "ejabberd",
                "-c",
                configuration.toString())));

        try (Wire first = Wire.connectWhenPossible(address);
                Wire second = Wire.connect(address)) {
            assertThat(second.askFramed("auth:alice:example.org:wonderland")).isTrue();
            assertThat(first.askFramed("auth:alice:example.org:wonderlust")).isFalse();
        }
        try (Wire later = Wire.connect(address)) {
            assertThat(later.askFramed("isuser:bob:example.org")).isTrue();
        }
    }
}
