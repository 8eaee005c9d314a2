package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class LoadTest {

    private final StringWriter errors = new StringWriter();
    private final PrintStream console = System.out;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void captureOutput() {
        System.setOut(new PrintStream(out, true, UTF_8));
    }

    @AfterEach
    void restoreOutput() {
        System.setOut(console);
    }

    @Test
    void waitingForStoredPasswordsRequiresOnce() {
        assertThat(load("--to", "127.0.0.1:1", "--stored-in", "xcauth.sqlite3")).isEqualTo(2);
        assertThat(errors.toString()).startsWith("--stored-in requires --once").contains("Usage: ");
    }

    @Test
    void anUnknownOptionIsNamedAboveTheHelp() {
        assertThat(load("--to", "127.0.0.1:1", "--loud")).isEqualTo(2);
        assertThat(errors.toString()).startsWith("Unknown option: '--loud'").contains("Usage: ");
    }

    @Test
    void aMissingDatabaseIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("xcauth.sqlite3");

        assertThat(load("--to", "127.0.0.1:1", "--once", "--stored-in", file.toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains(file + " does not exist");
        assertThat(file).doesNotExist();
    }

    @Test
    void withOnceEachUserSendsOneRequest() throws Exception {
        try (EventLoops loops = new EventLoops(1)) {
            Channel echo = Echo.serve(loops, WireProtocol.generic, loops.address("127.0.0.1:0"), ServerReply.YES);
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
        return new CommandLine(new Load()).setErr(new PrintWriter(errors, true)).execute(arguments);
    }
}
