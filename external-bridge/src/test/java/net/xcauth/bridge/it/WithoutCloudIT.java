package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Ports;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program with the configuration that it comes with, before anyone has edited it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WithoutCloudIT {
    private static final Pattern WARNING =
            Pattern.compile(" WARNING: no cloud is configured in (\\S+), so every request "
                    + "is answered with \"cannot tell\"\\. Set url in .*systemctl restart xcauth");
    private static final Pattern SHOWN = Pattern.compile("serving metrics at http://(127\\.0\\.0\\.1:\\d+)/metrics");
    private static final Pattern LISTENING = Pattern.compile("listening: generic on 127\\.0\\.0\\.1:(\\d+)");

    private static final Path USED_IF_THERE = Path.of("/var/lib/xcauth/xcauth.sqlite3");

    private final Resources resources = new Resources();
    private final HttpClient client = HttpClient.newHttpClient();
    private TempFolder folder;
    private Path configuration;

    @BeforeEach
    void configure() throws Exception {
        Installed.skipUnless(Files.notExists(USED_IF_THERE), USED_IF_THERE + " must not exist");
        folder = resources.add(new TempFolder("without-cloud"));
        Path shipped = Xcauth.program().resolveSibling("../xcauth.conf");
        configuration = folder.write("xcauth.conf", Files.readString(shipped) + "log=" + folder.folder("log") + "\n");
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void aSocketActivatedServiceAnswersCannotTellAndWarns() throws Exception {
        String activator = Installed.require("systemd-socket-activate", "apt-get install systemd");
        List<Integer> ports = List.of(Ports.free(), Ports.free(), Ports.free(), Ports.free());
        List<String> command = new ArrayList<>(List.of(activator));
        ports.forEach(port -> command.add("--listen=127.0.0.1:" + port));
        command.add("--fdname=generic:ejabberd:saslauthd:postfix");
        if (System.getenv("JAVA_HOME") != null) {
            command.addAll(List.of("-E", "JAVA_HOME"));
        }
        command.addAll(xcauth("-i").command());
        ManagedProcess service = resources.add(ManagedProcess.start(new ProcessBuilder(command)));
        service.awaitLines(ports.size(), Pattern.compile("Listening on "));

        try (Wire wire = connect(ports.get(0))) {
            assertThat(wire.ask("auth:alice:example.org:wonderland")).isEqualTo("0");
            assertThat(wire.ask("isuser:alice:example.org")).isEqualTo("0");
        }
        try (Wire wire = connect(ports.get(1))) {
            assertThat(wire.askFramed("auth:alice:example.org:wonderland")).isFalse();
        }
        try (Wire wire = connect(ports.get(2))) {
            assertThat(wire.askSaslauthd("alice", "wonderland", "example.org"))
                    .as("a closed connection, not a no")
                    .isEmpty();
        }
        try (Wire wire = connect(ports.get(3))) {
            assertThat(wire.ask("get alice@example.org")).as("try again later").startsWith("400 ");
        }
        assertThat(service.awaitLines(1, WARNING)).hasSize(1);
        service.awaitLines(
                1,
                Pattern.compile(Pattern.quote("auth alice@example.org: cannot tell, "
                        + "no answer from the cloud: no cloud is configured for domain \"example.org\"")));
    }

    @Test
    void aServiceThatListensIsUnhealthy() throws Exception {
        ManagedProcess service = resources.add(
                ManagedProcess.start(xcauth("-i", "--listen", "generic=127.0.0.1:0", "--metrics", "127.0.0.1:0")));
        int port = Integer.parseInt(service.awaitLines(1, LISTENING).get(0).group(1));

        assertThat(service.awaitLines(1, WARNING).get(0).group(1)).isEqualTo(configuration.toString());
        HttpResponse<String> health = health(service);
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).startsWith("no cloud is configured in " + configuration + "\nSet url in");
        try (Wire wire = connect(port)) {
            assertThat(wire.ask("auth:alice:example.org:wonderland")).isEqualTo("0");
        }
    }

    @Test
    void aDomainAddedToTheDatabaseMakesItHealthy() throws Exception {
        DemoCloud cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        Files.writeString(
                configuration, Files.readString(configuration) + "db=" + folder.resolve("xcauth.sqlite3") + "\n");
        ManagedProcess service = resources.add(
                ManagedProcess.start(xcauth("-i", "--listen", "generic=127.0.0.1:0", "--metrics", "127.0.0.1:0")));
        int port = Integer.parseInt(service.awaitLines(1, LISTENING).get(0).group(1));
        service.awaitLines(
                1,
                Pattern.compile(Pattern.quote("WARNING: no cloud is configured in " + configuration
                        + "; none is known from the database either")));
        assertThat(health(service).statusCode()).isEqualTo(503);

        Command.run(xcauth("-P", "example.org", DemoSettings.DEMO_SECRET + "\t" + cloud.url() + "\texample.org"))
                .requireSuccess();

        Eventually.until("the program is healthy", () -> health(service).statusCode() == 200);
        try (Wire wire = connect(port)) {
            assertThat(wire.ask("auth:alice:example.org:wonderland")).isEqualTo("1");
        }
    }

    @Test
    void aServersChildAndARequestOnTheCommandLineFail() throws Exception {
        for (String[] arguments : new String[][] {
            {"-t", "generic"},
            {"-A", "alice", "example.org", "wonderland"},
            {"-I", "alice", "example.org", "--listen", "generic=127.0.0.1:0"},
            {"-R", "alice", "example.org"}
        }) {
            Command run = Command.run(xcauth(arguments));

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("xcauth: no cloud is configured: set url in")
                    .hasLineCount(1);
        }
    }

    @Test
    void aRemainingExampleIsReportedWithFileAndLine() throws Exception {
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("\n#url=", "\nurl=").replace("\n#secret=", "\nsecret="));

        Command run = Command.run(xcauth("--listen", "generic=127.0.0.1:0"));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).matches("xcauth: " + configuration + " line \\d+: url still has the example value; .*\n");
    }

    @Test
    void doctorNamesTheRemedyAndChecksTheRest() throws Exception {
        Command doctor = Command.run(xcauth("doctor"));

        assertThat(doctor.out())
                .contains(
                        "OK    configuration: read from " + configuration,
                        "FAIL  clouds: no cloud is configured in " + configuration + "\n      Set url in ",
                        "SKIP  time-limited tokens",
                        "OK    log folder",
                        "OK    listeners");
        assertThat(doctor.exit()).isEqualTo(1);
    }

    private ProcessBuilder xcauth(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Xcauth.program().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-c", configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("XCAUTH_SECRET");
        return builder;
    }

    private HttpResponse<String> health(ManagedProcess service) throws Exception {
        String address = service.awaitLines(1, SHOWN).get(0).group(1);
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + "/healthz"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Wire connect(int port) throws Exception {
        return Wire.connect(new InetSocketAddress("127.0.0.1", port));
    }
}
