package net.xcauth.bridge.doctor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A web server with one answer to everything. */
final class HttpStub implements AutoCloseable {
    private final HttpServer server;

    private HttpStub(int status, String header, String value, byte[] body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set(header, value);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static HttpStub answering(int status, String header, String value) throws IOException {
        return new HttpStub(status, header, value, new byte[0]);
    }

    static HttpStub answering(String json) throws IOException {
        return new HttpStub(200, "Content-Type", "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
