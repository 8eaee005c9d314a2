package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadTest {

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final PrintStream console = System.out;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void readWhatIsPrinted() {
        System.setOut(new PrintStream(out, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(console);
    }

    @Test
    void waitingForWhatIsStoredNeedsAnEnd() {
        assertThat(load("--to", "127.0.0.1:1", "--stored-in", "xcauth.sqlite3")).isEqualTo(2);
        assertThat(errors.toString(UTF_8)).startsWith("Option '--stored-in' needs '--once'\nUsage: ");
    }

    @Test
    void aDatabaseThatIsMissingIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("xcauth.sqlite3");

        assertThat(load("--to", "127.0.0.1:1", "--once", "--stored-in", file.toString()))
                .isEqualTo(1);
        assertThat(errors.toString(UTF_8)).contains(file + " does not exist");
        assertThat(file).doesNotExist();
    }

    @Test
    void onceMeansEachUserOnce() throws Exception {
        try (Transport transport = new Transport(1)) {
            Channel echo = Echo.serve(transport, Protocol.generic, transport.address("127.0.0.1:0"), Reply.YES);
            int port = ((InetSocketAddress) echo.localAddress()).getPort();

            assertThat(load(
                            "--to",
                            "127.0.0.1:" + port,
                            "--mix",
                            "uncached",
                            "--once",
                            "--users",
                            "30",
                            "--first",
                            "7",
                            "--connections",
                            "4",
                            "--tab-separated"))
                    .isZero();
            assertThat(out.toString(UTF_8).strip().split("\t")).hasSize(8).endsWith("30", "0");
        }
    }

    private int load(String... arguments) {
        return Load.PROGRAM.execute(System.out, new PrintStream(errors, true, UTF_8), arguments);
    }
}
