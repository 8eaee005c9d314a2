package net.xcauth.core.cloud.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import net.xcauth.core.cloud.WebAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudConnectionTest {
    private static final int LIMIT = 1_000;
    private static final String NEXT = "HTTP/1.1 204 the next answer\r\n\r\n";

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
    private CloudConnection connection;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200\r\ncontent-length:5\r\n\r\nhello",
                "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;name=value\r\nllo\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 900\r\n\r\n0005 \r\nhello\r\n000\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"
            })
    void aConnectionIsReusedAfterABodyWithAKnownEnd(String response) throws IOException {
        HttpOutcome.Reply reply = read(response + NEXT);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(new String(reply.body(), UTF_8)).isEqualTo("hello");
        assertThat(connection.reusable()).isTrue();
        assertThat(next().status()).as("the next answer").isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
            })
    void aConnectionClosedByTheServerIsNotReused(String response) throws IOException {
        assertThat(new String(read(response).body(), UTF_8)).isEqualTo("hello");
        assertThat(connection.reusable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void someResponsesHaveNoBody(int status) throws IOException {
        assertThat(read("HTTP/1.1 " + status + " \r\n\r\n" + NEXT).body()).isEmpty();
        assertThat(connection.reusable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 mail.example.org ESMTP\r\n",
                "HTTP/1.1 200 OK\r\nContent-",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"
            })
    void aResponseThatIsNotHttpIsRefused(String response) {
        assertThatThrownBy(() -> read(response)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void endlessHeadersAreNotReadToTheEnd() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(100_000)))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 " + "x".repeat(100_000))).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
            })
    void aTruncatedResponseIsAnError(String response) {
        assertThatThrownBy(() -> read(response)).isInstanceOf(EOFException.class);
        assertThat(connection.begun()).isEqualTo(!response.isEmpty());
    }

    @Test
    void anOversizedBodyIsCutAndItsConnectionNotReused() throws IOException {
        for (String response : new String[] {
            "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + "x".repeat(1_001),
            "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1_001)
        }) {
            assertThat(read(response).cut()).isTrue();
            assertThat(connection.reusable()).isFalse();
        }
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1_000))
                        .cut())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip"})
    void gzipIsDecompressedThoughNotRequested(String coding) throws IOException {
        byte[] packed = packed("hello");
        HttpOutcome.Reply reply = read(
                "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + packed.length + "\r\n\r\n",
                packed,
                NEXT);

        assertThat(new String(reply.body(), UTF_8)).isEqualTo("hello");
        assertThat(connection.reusable()).isTrue();
        assertThat(next().status()).as("the next answer").isEqualTo(204);
    }

    @Test
    void anOversizedDecompressedBodyIsCut() throws IOException {
        byte[] packed = packed("x".repeat(10_000_000));
        HttpOutcome.Reply reply = read("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", packed, "");

        assertThat(reply.cut()).isTrue();
        assertThat(reply.body().length).isLessThan(100_000);
    }

    @Test
    void aBodyMarkedAsGzipMustBeGzip() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n")
                        .body())
                .as("nothing")
                .isEmpty();
        assertThatThrownBy(
                        () -> read(
                                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n{\"this\":\"is not it\"}"))
                .isInstanceOf(ZipException.class);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    private HttpOutcome.Reply read(String response) throws IOException {
        return read(response, new byte[0], "");
    }

    private HttpOutcome.Reply read(String head, byte[] body, String next) throws IOException {
        sent.reset();
        sent.write(head.getBytes(ISO_8859_1));
        sent.write(body);
        sent.write(next.getBytes(ISO_8859_1));
        ByteArrayInputStream in = new ByteArrayInputStream(sent.toByteArray());
        connection = new CloudConnection(
                new Route(new WebAddress(false, "cloud.example.org", 80), Optional.empty()),
                SocketChannel.open(),
                new Socket() {
                    @Override
                    public InputStream getInputStream() {
                        return in;
                    }

                    @Override
                    public OutputStream getOutputStream() {
                        return asked;
                    }
                });
        return next();
    }

    private HttpOutcome.Reply next() throws IOException {
        return connection.exchange(
                CloudRequest.get(URI.create("http://cloud.example.org/status.php"), Map.of(), LIMIT),
                new BodyCollector(LIMIT, Optional.empty()));
    }
}
