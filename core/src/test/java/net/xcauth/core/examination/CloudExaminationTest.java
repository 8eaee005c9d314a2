package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.examination.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CloudExaminationTest {
    private static final CloudSettings DIRECT = CloudSettings.defaults();

    @Test
    void goesFromTheAddressToTheAnswers() throws Exception {
        HttpServer cloud = cloud("{\"result\":\"success\",\"data\":{\"isUser\":false,\"sharedRoster\":[]}}");
        try {
            List<Finding> findings =
                    examine(URI.create("http://127.0.0.1:" + cloud.getAddress().getPort() + "/"));

            assertThat(findings)
                    .extracting(finding -> finding.title().toString())
                    .map(title -> title.replace(":" + cloud.getAddress().getPort(), ""))
                    .as("only the first has the whole address")
                    .containsExactly(
                            "address of http://127.0.0.1/",
                            "API at 127.0.0.1",
                            "password check at 127.0.0.1",
                            "shared roster at 127.0.0.1",
                            "clock of 127.0.0.1",
                            "response time of 127.0.0.1");
            assertThat(findings.get(0).level()).isEqualTo(Level.OK);
            assertThat(findings.get(1).level()).isEqualTo(Level.OK);
        } finally {
            cloud.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://cloud.example.org/, cloud.example.org",
        "https://cloud.example.org:8443/nextcloud/, cloud.example.org:8443/nextcloud",
        "https://cloud.example.org/apps/ojsxc/ajax/externalApi.php, cloud.example.org",
        "https://cloud.example.org/nc/index.php/apps/ojsxc/ajax/externalApi.php, cloud.example.org/nc",
        "http://next_cloud:8080/, next_cloud:8080"
    })
    void anAddressHasAShortName(String address, String name) {
        assertThat(CloudExamination.name(URI.create(address))).isEqualTo(name);
    }

    @Test
    void skipsStepsThatNeedAConnectionIfThereIsNone() throws Exception {
        try (Socket silent = new Socket()) {
            silent.bind(new InetSocketAddress("127.0.0.1", 0));

            List<Finding> findings = examine(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/"));

            assertThat(findings)
                    .extracting(Finding::level)
                    .containsExactly(
                            Level.FAIL, Level.SKIP, Level.SKIP, Level.SKIP, Level.SKIP, Level.SKIP, Level.SKIP);
            assertThat(findings.get(1).title().toString()).startsWith("TLS of ");
        }
    }

    @Test
    void refusesACaFileThatCannotBeRead() {
        CloudSettings settings = DIRECT.withCaFile(Path.of("/nowhere/ca.pem"));

        assertThatThrownBy(() -> new CloudExamination(settings, Clock.systemUTC(), finding -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/nowhere/ca.pem");
    }

    private static List<Finding> examine(URI url) {
        List<Finding> findings = new ArrayList<>();
        try (CloudExamination examination = new CloudExamination(DIRECT, Clock.systemUTC(), findings::add)) {
            examination.examine(url, List.of(new Endpoint.Jsxc(url, List.of(ApiSecret.of("secret")), "")));
        }
        return findings;
    }

    private static HttpServer cloud(String answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
