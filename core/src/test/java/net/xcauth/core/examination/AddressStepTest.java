package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AddressStepTest {
    private static final CloudSettings DIRECT = CloudSettings.defaults();

    @Test
    void aHostThatAcceptsIsReportedWithItsAddress() throws Exception {
        try (ServerSocket server = server()) {
            Finding finding = examine("http://localhost:" + server.getLocalPort() + "/", DIRECT);

            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.text().toString()).contains("localhost (127.0.0.1, port " + server.getLocalPort() + ")");
        }
    }

    @Test
    void anUnknownNameIsReported() {
        Finding finding = examine("https://cloud.doctor.invalid/", DIRECT);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text().toString()).isEqualTo("the name cloud.doctor.invalid cannot be resolved");
        assertThat(finding.remedy().toString()).contains("getent hosts cloud.doctor.invalid");
    }

    @Test
    void aClosedPortIsReported() throws Exception {
        try (Socket silent = silent()) {
            Finding finding = examine("http://127.0.0.1:" + silent.getLocalPort() + "/", DIRECT);

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.text().toString())
                    .contains("127.0.0.1, port " + silent.getLocalPort() + "): connection refused");
        }
    }

    @Test
    void oneAddressOfSeveralThatRefusesIsAWarning() throws Exception {
        try (ServerSocket server = server()) {
            Finding finding = new AddressStep(
                            Text.plain("address"),
                            Route.to(URI.create("http://next_cloud:" + server.getLocalPort() + "/"), DIRECT),
                            Duration.ofSeconds(30),
                            host -> List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")))
                    .examine();

            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.text().toString())
                    .isEqualTo("next_cloud (127.0.0.2, port " + server.getLocalPort()
                            + "): connection refused; 127.0.0.1 accepts connections and is used instead");
        }
    }

    @Test
    void severalAddressesThatRefuseAreAllReported() throws Exception {
        try (Socket silent = silent()) {
            Finding finding = new AddressStep(
                            Text.plain("address"),
                            Route.to(URI.create("http://cloud.example:" + silent.getLocalPort() + "/"), DIRECT),
                            Duration.ofSeconds(30),
                            host -> List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")))
                    .examine();

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.text().toString()).contains("cloud.example (127.0.0.2, 127.0.0.1, port");
        }
    }

    @Test
    void withAProxyTheProxyMustAccept() throws Exception {
        try (ServerSocket proxy = server()) {
            URI address = URI.create("http://127.0.0.1:" + proxy.getLocalPort());

            Finding finding = examine("https://cloud.doctor.invalid/", DIRECT.withProxy(address));

            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.text().toString())
                    .startsWith("the proxy 127.0.0.1 (127.0.0.1, port " + proxy.getLocalPort() + ")");
        }
    }

    @Test
    void aProxyThatRefusesIsReported() throws Exception {
        try (Socket silent = silent()) {
            URI nobody = URI.create("http://127.0.0.1:" + silent.getLocalPort());

            assertThat(examine("https://cloud.doctor.invalid/", DIRECT.withProxy(nobody))
                            .text()
                            .toString())
                    .contains("the proxy 127.0.0.1", "connection refused");
        }
    }

    @Test
    void theDefaultPortDependsOnTheScheme() {
        assertThat(Route.to(URI.create("https://cloud.example.org/"), DIRECT)
                        .first()
                        .port())
                .isEqualTo(443);
        assertThat(Route.to(URI.create("http://cloud.example.org/"), DIRECT)
                        .first()
                        .port())
                .isEqualTo(80);
        assertThat(Route.to(URI.create("http://[::1]/"), DIRECT).first().host()).isEqualTo("::1");
    }

    private static ServerSocket server() throws Exception {
        return new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    }

    /** Holds a port without listening on it. */
    private static Socket silent() throws Exception {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress("127.0.0.1", 0));
        return socket;
    }

    private static Finding examine(String url, CloudSettings settings) {
        return new AddressStep(Text.plain("address"), Route.to(URI.create(url), settings), Duration.ofSeconds(30))
                .examine();
    }
}
