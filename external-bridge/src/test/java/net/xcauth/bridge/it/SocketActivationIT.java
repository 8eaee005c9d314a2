package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
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

/** systemd's test tool listens, and starts the bridge at the first connection. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SocketActivationIT {
    private static final Pattern LISTENING = Pattern.compile("Listening on ");

    private final Resources resources = new Resources();
    private String activator;
    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        activator = Installed.require("systemd-socket-activate", "apt-get install systemd");
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void oneProcessSpeaksAllProtocolsOverTcp() throws Exception {
        int generic = Ports.free();
        int ejabberd = Ports.free();
        int saslauthd = Ports.free();
        int postfix = Ports.free();

        activate(
                List.of(
                        "127.0.0.1:" + generic,
                        "127.0.0.1:" + ejabberd,
                        "127.0.0.1:" + saslauthd,
                        "127.0.0.1:" + postfix),
                "--fdname=generic:ejabberd:saslauthd:postfix");

        assertAllProtocolsAnswer(tcp(generic), tcp(ejabberd), tcp(saslauthd), tcp(postfix));
    }

    @Test
    void oneProcessSpeaksAllProtocolsOverUnixSockets() throws Exception {
        Path folder = resources.add(new TempFolder("systemd")).path();
        List<Path> sockets = List.of(
                folder.resolve("postfix"),
                folder.resolve("saslauthd"),
                folder.resolve("ejabberd"),
                folder.resolve("generic"));

        activate(sockets.stream().map(Path::toString).toList(), "--fdname=postfix:saslauthd:ejabberd:prosody");

        assertAllProtocolsAnswer(
                UnixDomainSocketAddress.of(sockets.get(3)),
                UnixDomainSocketAddress.of(sockets.get(2)),
                UnixDomainSocketAddress.of(sockets.get(1)),
                UnixDomainSocketAddress.of(sockets.get(0)));
    }

    /** Simulates a processor for which Netty has no epoll library. */
    @Test
    void withoutEpollJavaServesTheSocketsAndKeepsTheirFiles() throws Exception {
        Path program =
                Xcauth.copy(resources.add(new TempFolder("without-epoll")).resolve("xcauth"));
        for (String library : List.of("x86_64", "aarch_64")) {
            Files.delete(program.resolve("lib/native/libnetty_transport_native_epoll_" + library + ".so"));
        }
        Path folder = resources.add(new TempFolder("systemd")).path();
        Path postfix = folder.resolve("postfix");
        int ejabberd = Ports.free();
        List<String> addresses = List.of(
                postfix.toString(),
                "127.0.0.1:" + ejabberd,
                folder.resolve("saslauthd").toString(),
                folder.resolve("generic").toString());

        ManagedProcess bridge =
                activate(program.resolve("bin/xcauth"), addresses, "--fdname=postfix:ejabberd:saslauthd:generic");

        assertAllProtocolsAnswer(
                UnixDomainSocketAddress.of(folder.resolve("generic")),
                tcp(ejabberd),
                UnixDomainSocketAddress.of(folder.resolve("saslauthd")),
                UnixDomainSocketAddress.of(postfix));
        bridge.awaitLines(
                1,
                Pattern.compile("using Java's own sockets \\(NIO\\), since Netty has no epoll library for Linux on "));
        bridge.signal("TERM");
        bridge.awaitExit();
        assertThat(postfix).as("systemd's socket file").exists();
    }

    @Test
    void socketWithAnUnknownNameSpeaksTheProtocolOfTheOption() throws Exception {
        int mystery = Ports.free();
        int generic = Ports.free();

        activate(List.of("127.0.0.1:" + mystery, "127.0.0.1:" + generic), "--fdname=mystery:generic", "-t", "postfix");

        try (Wire wire = Wire.connect(tcp(mystery))) {
            assertThat(wire.ask("get alice@example.org")).startsWith("200 ");
        }
        try (Wire wire = Wire.connect(tcp(generic))) {
            assertThat(wire.ask("isuser:alice:example.org")).isEqualTo("1");
        }
    }

    @Test
    void socketWithoutNamesSpeaksTheProtocolOfTheOption() throws Exception {
        int port = Ports.free();

        activate(List.of("127.0.0.1:" + port), null, "-t", "ejabberd");

        try (Wire wire = Wire.connect(tcp(port))) {
            assertThat(wire.askFramed("isuser:alice:example.org")).isTrue();
            assertThat(wire.askFramed("isuser:nobody:example.org")).isFalse();
        }
    }

    private void assertAllProtocolsAnswer(
            SocketAddress generic, SocketAddress ejabberd, SocketAddress saslauthd, SocketAddress postfix)
            throws Exception {
        try (Wire wire = Wire.connect(generic)) {
            assertThat(wire.ask("auth:erin:example.org:a:b:c")).isEqualTo("1");
            assertThat(wire.ask("auth:erin:example.org:a")).isEqualTo("0");
        }
        try (Wire wire = Wire.connect(ejabberd)) {
            assertThat(wire.askFramed("auth:jürgen:example.org:Grüße €uro 🎺")).isTrue();
            assertThat(wire.askFramed("auth:jürgen:example.org:Grüße")).isFalse();
        }
        try (Wire wire = Wire.connect(saslauthd)) {
            assertThat(wire.askSaslauthd("alice", "wonderland", "example.org")).startsWith("OK");
        }
        try (Wire wire = Wire.connect(saslauthd)) {
            assertThat(wire.askSaslauthd("alice", "wonderlust", "example.org")).startsWith("NO");
        }
        try (Wire wire = Wire.connect(postfix)) {
            assertThat(wire.ask("get bob@example.org")).startsWith("200 ");
            assertThat(wire.ask("get nobody@example.org")).startsWith("500 ");
        }
    }

    /** @param names the option that names the sockets; null for none */
    private void activate(List<String> addresses, String names, String... options) throws Exception {
        activate(Xcauth.program(), addresses, names, options);
    }

    /** @param program the launcher */
    private ManagedProcess activate(Path program, List<String> addresses, String names, String... options)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(activator));
        addresses.forEach(address -> command.add("--listen=" + address));
        if (names != null) {
            command.add(names);
        }
        // The tool does not pass on its environment.
        command.addAll(List.of("-E", "XCAUTH_SECRET"));
        if (System.getenv("JAVA_HOME") != null) {
            command.addAll(List.of("-E", "JAVA_HOME"));
        }
        ProcessBuilder bridge = Xcauth.command(cloud, options);
        command.add(program.toString());
        command.addAll(bridge.command().subList(1, bridge.command().size()));
        command.add("--interactive");
        ManagedProcess process = resources.add(ManagedProcess.start(bridge.command(command)));
        process.awaitLines(addresses.size(), LISTENING);
        return process;
    }

    private static SocketAddress tcp(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }
}
