package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Metrics and health of the built program at work. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MetricsIT {
    private static final Pattern LISTENING =
            Pattern.compile("serving metrics at http://(127\\.0\\.0\\.1:\\d+)/metrics");

    @TempDir
    Path folder;

    private final Resources resources = new Resources();
    private final HttpClient client = HttpClient.newHttpClient();
    private DemoCloud cloud;
    private String address;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        DemoAccounts accounts =
                DemoAccounts.empty().addUser("alice", "Alice", "wonderland").addUser("bob", "Bob", "builder");
        accounts.joinGroup("alice", "Staff");
        accounts.joinGroup("bob", "Staff");
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(accounts)));
        BridgeProcess bridge = resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .option("--metrics", "127.0.0.1:0", "--cache-storage", "memory")
                .start());
        address = bridge.process().awaitLines(1, LISTENING).get(0).group(1);
        wire = resources.add(bridge.connect("generic"));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + path)).build(), BodyHandlers.ofString());
    }

    @Test
    void decisionsAndAnswersAreCounted() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/metrics").body()).contains("xcauth_groups 0.0").doesNotContain("xcauth_logins_total{");

        assertThat(wire.ask("auth:alice:example.org:wonderland")).isEqualTo("1");
        assertThat(wire.ask("auth:alice:example.org:wonderland")).isEqualTo("1");
        assertThat(wire.ask("auth:alice:example.org:looking-glass")).isEqualTo("0");
        assertThat(wire.ask("isuser:bob:example.org")).isEqualTo("1");
        assertThat(wire.ask("contacts:alice:example.org:")).contains("Staff");

        String host = cloud.url().getScheme() + "://" + cloud.url().getRawAuthority();
        assertThat(get("/metrics").body().lines())
                .contains(
                        "xcauth_logins_total{decision=\"yes\",reason=\"cloud\"} 1.0",
                        "xcauth_logins_total{decision=\"yes\",reason=\"cached\"} 1.0",
                        "xcauth_logins_total{decision=\"no\",reason=\"cloud\"} 1.0",
                        "xcauth_existence_questions_total{decision=\"yes\",reason=\"cloud\"} 1.0",
                        "xcauth_cloud_requests_total{answer=\"yes\",operation=\"sharedroster\"} 1.0",
                        "xcauth_cloud_up{cloud=\"" + host + "\"} 1.0",
                        "xcauth_cloud_breaker_open{cloud=\"" + host + "\"} 0.0",
                        "xcauth_groups 1.0")
                .noneMatch(line -> line.contains("alice") || line.contains("wonderland"));
    }

    @Test
    void anUnreachableCloudIsReported() throws Exception {
        assertThat(wire.ask("isuser:bob:example.org")).isEqualTo("1");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);

        cloud.stopListening();
        assertThat(wire.ask("auth:bob:example.org:builder")).isEqualTo("0");
        HttpResponse<String> ill = get("/healthz");
        assertThat(ill.statusCode()).isEqualTo(503);
        assertThat(ill.body())
                .startsWith("no cloud answers\n")
                .contains("has not answered since", "Check the cloud's address");

        cloud.startListening();
        assertThat(wire.ask("auth:bob:example.org:builder")).isEqualTo("1");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aChildOfAServerAnswersEvenIfTheAddressIsInUse() throws Exception {
        Path questions = Files.writeString(folder.resolve("questions"), "auth:alice:example.org:wonderland\n");

        Command child = Command.run(Xcauth.command(cloud, "--interactive", "--type", "generic", "--metrics", address)
                .redirectInput(questions.toFile()));

        assertThat(child.out()).isEqualTo("1\n");
        assertThat(child.err()).contains("cannot listen on " + address + " for metrics", "but answers requests");
    }

    @Test
    void anAddressThatIsInUseIsNamedAndEndsTheProgram() throws Exception {
        ManagedProcess second = resources.add(ManagedProcess.start(
                Xcauth.command(cloud, "--interactive", "--listen", "generic=127.0.0.1:0", "--metrics", address)));

        second.awaitLines(1, Pattern.compile(Pattern.quote("cannot listen on " + address + " for metrics")));
        assertThat(second.awaitExit()).isNotZero();
    }
}
