package net.xcauth.bridge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import net.xcauth.bridge.net.UnixSocketFiles;
import net.xcauth.bridge.protocol.Bytes;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketTest {
    @TempDir
    Path folder;

    private Path path;
    private Served served;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("x.sock");
        served = new Served();
    }

    @AfterEach
    void stop() {
        served.close();
    }

    @Test
    void requestsAreAnsweredAndTheFileIsDeletedAtTheEnd() throws Exception {
        served.listen(Protocol.GENERIC, path);

        assertThat(ask(path, "isuser:a:example.org\nisuser:nobody:example.org\n"))
                .isEqualTo("1\n0\n");
        served.log.await("listening: generic on " + path);
        served.server.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void modeAndGroupAreApplied() throws IOException {
        String group =
                Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
        UnixSocketFiles files = new UnixSocketFiles(PosixFilePermissions.fromString("rw-rw-rw-"), Optional.of(group));
        try (Served other = new Served(Served.LIMITS, files, CodecSettings.DEFAULT)) {
            other.listen(Protocol.GENERIC, path);

            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("rw-rw-rw-");
            assertThat(attributes.group().getName()).isEqualTo(group);
        }
    }

    @Test
    void theErrorNamesAnUnknownGroupAndNoFileRemains() throws IOException {
        UnixSocketFiles files =
                new UnixSocketFiles(PosixFilePermissions.fromString("rw-rw----"), Optional.of("no-such-group"));
        try (Served other = new Served(Served.LIMITS, files, CodecSettings.DEFAULT)) {
            assertThatThrownBy(() -> other.listen(Protocol.GENERIC, path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("\"no-such-group\" (socket-group): there is no such group");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aStaleFileIsReplaced() throws IOException {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();

        served.listen(Protocol.GENERIC, path);

        assertThat(ask(path, "isuser:a:example.org\n")).isEqualTo("1\n");
    }

    @Test
    void aSocketThatAnotherProgramListensOnIsLeftAlone() throws IOException {
        served.listen(Protocol.GENERIC, path);
        try (Served second = new Served()) {
            assertThatThrownBy(() -> second.listen(Protocol.GENERIC, path))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on " + path
                            + ": a running program already listens there; stop it, or choose " + "another path");
        }

        assertThat(ask(path, "isuser:a:example.org\n")).isEqualTo("1\n");
    }

    @Test
    void aRegularFileIsLeftAlone() throws IOException {
        Files.writeString(path, "precious");

        assertThatThrownBy(() -> served.listen(Protocol.GENERIC, path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path + ": the file exists and is not a socket");
        served.server.close();
        assertThat(path).hasContent("precious");
    }

    @Test
    void aPipeIsLeftAlone() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> served.listen(Protocol.GENERIC, path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a socket");
        assertThat(path).exists();
    }

    @Test
    void aFolderAndALinkAreLeftAlone() throws IOException {
        Files.createDirectory(path);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));

        assertThatThrownBy(() -> served.listen(Protocol.GENERIC, path)).hasMessageContaining("is not a socket");
        assertThatThrownBy(() -> served.listen(Protocol.GENERIC, link)).hasMessageContaining("is not a socket");
        assertThat(path).isDirectory();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void theErrorNamesAMissingFolder() {
        Path missing = folder.resolve("missing/x.sock");

        assertThatThrownBy(() -> served.listen(Protocol.GENERIC, missing))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on " + missing + ": ")
                .hasMessageContaining("No such file or directory");
    }

    private static String ask(Path path, String requests) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            channel.write(ByteBuffer.wrap(Bytes.of(requests)));
            channel.shutdownOutput();
            ByteBuffer answers = ByteBuffer.allocate(1_000);
            while (channel.read(answers) >= 0) {
                assertThat(answers.hasRemaining()).isTrue();
            }
            return new String(answers.array(), 0, answers.position(), StandardCharsets.UTF_8);
        }
    }
}
