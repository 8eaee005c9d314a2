package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ListenerCheckTest {
    private static final ListenerProbe PATIENT = new ListenerProbe(Duration.ofSeconds(60));
    private static final ListenerProbe HASTY = new ListenerProbe(Duration.ofMillis(100));

    @TempDir
    Path folder;

    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void aFreePortIsFineAndIsReleased() throws Exception {
        int port = Ports.free();

        Finding finding = tcp(Protocol.PROSODY, port, PATIENT);

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.title().toString()).isEqualTo("listener prosody=127.0.0.1:" + port);
        assertThat(finding.text().toString()).contains("free");
        assertThat(tcp(Protocol.PROSODY, port, PATIENT)).isEqualTo(finding);
    }

    @ParameterizedTest
    @EnumSource
    void aPortOfXcauthIsFine(Protocol protocol) throws Exception {
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            Finding finding = tcp(protocol, xcauth.listen(protocol), PATIENT);

            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.text().toString()).isEqualTo("in use, and answers like xcauth");
            assertThat(cloud.requestCount("auth")).isZero();
        }
    }

    @Test
    void aPortOfAnotherProgramFails() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture<Void> said = CompletableFuture.runAsync(() -> greet(other));

            Finding finding = tcp(Protocol.PROSODY, other.getLocalPort(), PATIENT);

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.text().toString()).startsWith("taken by another program");
            assertThat(finding.remedy().toString()).contains("ss -ltnp");
            said.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPortWhereXcauthSpeaksADifferentProtocolFails() throws Exception {
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            assertThat(tcp(Protocol.POSTFIX, xcauth.listen(Protocol.PROSODY), PATIENT)
                            .level())
                    .isEqualTo(Level.FAIL);
        }
    }

    @Test
    void aSilentProgramCausesATimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Finding finding = tcp(Protocol.PROSODY, silent.getLocalPort(), HASTY);

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.text().toString()).contains("taken by another program", "no answer within 100 ms");
        }
    }

    @Test
    void aPortOnAllAddressesIsInUseIfOneIs() throws Exception {
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            int port = xcauth.listen(Protocol.PROSODY);

            assertThat(new TcpListenerStep(
                                    new ListenAddress.Tcp(Protocol.PROSODY, new InetSocketAddress("0.0.0.0", port)),
                                    PATIENT)
                            .examine()
                            .text()
                            .toString())
                    .contains("answers like xcauth");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() throws Exception {
        Finding finding = new TcpListenerStep(
                        new ListenAddress.Tcp(Protocol.PROSODY, new InetSocketAddress("192.0.2.1", Ports.free())),
                        PATIENT)
                .examine();

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text().toString()).contains("192.0.2.1 is not an address of this machine");
    }

    @Test
    void aMissingSocketFileIsFine() {
        Finding finding = unix(folder.resolve("x.sock"));

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.title().toString()).isEqualTo("listener prosody=" + folder.resolve("x.sock"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSocketFileOfXcauthIsFine() throws Exception {
        Path path = folder.resolve("x.sock");
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            xcauth.listen(Protocol.PROSODY, path);

            assertThat(unix(path).text().toString()).isEqualTo("in use, and answers like xcauth");
        }
    }

    @Test
    void aSocketFileOfAnotherProgramFails() throws Exception {
        Path path = folder.resolve("x.sock");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));

            Finding finding = new UnixListenerStep(new ListenAddress.Unix(Protocol.PROSODY, path), HASTY).examine();

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.remedy().toString()).contains("ss -lxp");
        }
    }

    @Test
    void aStaleSocketFileIsFine() throws Exception {
        Path path = folder.resolve("x.sock");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();

        assertThat(unix(path).level()).isEqualTo(Level.OK);
        assertThat(unix(path).text().toString()).contains("has left its socket");
    }

    @Test
    void aFileThatIsNotASocketIsNamed() throws Exception {
        Path path = Files.writeString(folder.resolve("x.sock"), "");

        assertThat(unix(path).level()).isEqualTo(Level.FAIL);
        assertThat(unix(path).text().toString()).contains("not a socket");
        assertThat(path).exists();
    }

    @Test
    void aMissingFolderIsNamedWithTheRemedy() {
        Finding finding = unix(folder.resolve("missing/x.sock"));

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text().toString()).contains(folder.resolve("missing") + " does not exist");
        assertThat(finding.remedy().toString()).contains("RuntimeDirectory=");
    }

    @Test
    void aPathThatIsTooLongForASocketIsReported() throws Exception {
        Path path = Files.createDirectories(folder.resolve("long".repeat(30))).resolve("x.sock");

        assertThat(unix(path).level()).isEqualTo(Level.FAIL);
        assertThat(unix(path).text().toString()).contains("too long");
    }

    @Test
    void everyConfiguredListenerIsExamined() throws Exception {
        int port = Ports.free();
        Config config = Configured.cloud(
                folder, cloud.url(), "listen=prosody=127.0.0.1:" + port, "listen=ejabberd=" + folder.resolve("x.sock"));

        Findings findings = Findings.of(new ListenerCheck(), config);

        assertThat(findings.titles())
                .containsExactly("listener prosody=127.0.0.1:" + port, "listener ejabberd=" + folder.resolve("x.sock"));
        assertThat(findings.levels()).containsOnly(Level.OK);
    }

    @Test
    void noListenerIsFine() throws Exception {
        Findings findings = Findings.of(new ListenerCheck(), Configured.cloud(folder, cloud.url()));

        assertThat(findings.about("listeners").level()).isEqualTo(Level.OK);
        assertThat(findings.about("listeners").text().toString()).contains("none is configured");
    }

    private static void greet(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write("SSH-2.0-another\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Finding tcp(Protocol protocol, int port, ListenerProbe occupant) {
        return new TcpListenerStep(new ListenAddress.Tcp(protocol, new InetSocketAddress("127.0.0.1", port)), occupant)
                .examine();
    }

    private static Finding unix(Path path) {
        return new UnixListenerStep(new ListenAddress.Unix(Protocol.PROSODY, path), PATIENT).examine();
    }
}
