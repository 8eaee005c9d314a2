package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import net.xcauth.test.ManagedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    @Test
    void theUrlIsPrinted() throws Exception {
        AtomicReference<URI> url = new AtomicReference<>();
        int exit = run(cloud -> url.set(cloud.url()));

        assertThat(exit).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("demo cloud: " + url + System.lineSeparator());
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void optionsApply(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.json"), "{\"users\": [{\"id\": \"x\", \"password\": \"y\"}]}");
        AtomicReference<String> answer = new AtomicReference<>();
        int exit = run(
                cloud -> answer.set(loginAsX(cloud)),
                "--accounts",
                file.toString(),
                "--secret",
                "other",
                "--host",
                "localhost",
                "--latency",
                "1");

        assertThat(exit).isZero();
        assertThat(answer.get()).isEqualTo("{\"result\":\"success\",\"data\":{\"uid\":\"x\"}}");
    }

    @Test
    void releaseAndExemptionApply() throws Exception {
        AtomicReference<String> answers = new AtomicReference<>();
        run(
                cloud -> answers.set(read(cloud.baseUrl().resolve("status.php"))
                        + read(cloud.baseUrl().resolve("ocs/v2.php/cloud/capabilities?format=json"))),
                "--release",
                "28",
                "--exempt");

        assertThat(answers.get()).contains("\"versionstring\":\"28.0.2\"", "\"allow-listed\":true");
    }

    @Test
    void aTokenIsValidForAnHourByDefault() throws Exception {
        assertThat(run(cloud -> {}, "--token", "alice", "example.org")).isZero();
        assertThat(out.toString(UTF_8).strip()).isEqualTo("AFymaKtRqwvAeSc2yCLDTichJWVT/xA");
    }

    @Test
    void aTokenIsValidForTheGivenSeconds() throws Exception {
        assertThat(run(
                        cloud -> {},
                        "--token",
                        "carol@example.org",
                        "example.org",
                        "86400",
                        "--secret",
                        "0123456789ABCDEF"))
                .isZero();
        assertThat(out.toString(UTF_8).strip()).isEqualTo("AMi2jTJ31NE5U%-HU7LGx9shJWVVQoA");
    }

    @Test
    void theHelpListsEveryOptionAndFault() throws Exception {
        assertThat(run(cloud -> {}, "--help")).isZero();
        assertThat(out.toString(UTF_8))
                .contains(
                        "--host",
                        "--port",
                        "--secret",
                        "--accounts",
                        "--latency",
                        "--control",
                        "--release",
                        "--exempt",
                        "ldapLogin",
                        "address-book",
                        "--token",
                        "curl -d fault=")
                .contains(Fault.names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1 | unknown option --prot; see --help",
                "--port | --port requires a value; see --help",
                "--port --control | --port requires a value; see --help",
                "--port 70000 | --port must be a number from 0 to 65535, got 70000",
                "--latency soon | --latency must be a number from 0 to 3600000, got soon",
                "--accounts /nonexistent/file | --accounts /nonexistent/file: no such file; specify an existing one",
                "--accounts / | --accounts /: cannot be read (Is a directory); specify a JSON file",
                "--token alice | --token requires a value; see --help",
                "--token alice example.org x | --token must be a number from 1 to 2147483647, got x",
                "--host 192.0.2.1 | cannot listen on 192.0.2.1 port 0",
            })
    void anInvalidOptionIsReportedInOneLine(String line, String message) throws Exception {
        assertThat(run(cloud -> {}, line.split(" "))).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .startsWith("demo cloud: ")
                .contains(message)
                .hasLineCount(1);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void anInvalidAccountsFileIsReportedInOneLine(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.json"), "{\n \"users\": [{\"id\": hunter2}]}");

        assertThat(run(cloud -> {}, "--accounts", file.toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains(file + ": line 2, ")
                .contains("; see the built-in demo-accounts.json")
                .doesNotContain("hunter2")
                .hasLineCount(1);
    }

    @Test
    void aPortInUseIsReported() throws Exception {
        try (DemoCloud another = DemoCloud.start(DemoSettings.defaults())) {
            String port = Integer.toString(another.url().getPort());

            assertThat(run(cloud -> {}, "--port", port)).isEqualTo(2);
            assertThat(err.toString(UTF_8)).contains("port " + port, "--port").hasLineCount(1);
        }
    }

    @Test
    void theProgramServesUntilItIsTerminated() throws Exception {
        try (ManagedProcess program = ManagedProcess.start(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DemoMain.class.getName()))) {
            String url = program.awaitLines(1, Pattern.compile("^demo cloud: (http://.*)"))
                    .get(0)
                    .group(1);
            DemoClient client = new DemoClient(URI.create(url), DemoSettings.DEMO_SECRET);

            assertThat(client.auth("alice", "wonderland", "").statusCode()).isEqualTo(200);
            program.signal("TERM");
            program.awaitExit();
        }
    }

    private static String read(URI url) {
        try (InputStream in = url.toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String loginAsX(DemoCloud cloud) {
        try {
            return new DemoClient(cloud.url(), "other").auth("x", "y", "").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private int run(DemoMain.Until until, String... args) throws InterruptedException {
        return DemoMain.run(
                List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), clock, until);
    }
}
