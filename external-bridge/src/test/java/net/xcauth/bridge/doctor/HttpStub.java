package net.xcauth.bridge.doctor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** A web server that answers everything alike. */
final class HttpStub implements AutoCloseable {
    private final HttpServer server;

    private HttpStub(int status, String header, String value, UnaryOperator<String> answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.createContext("/", exchange -> {
            byte[] body = answer.apply(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set(header, value);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static HttpStub answering(int status, String header, String value) throws IOException {
        return new HttpStub(status, header, value, request -> "");
    }

    static HttpStub answering(String json) throws IOException {
        return answering(request -> json);
    }

    /** @param json from the body of a request to that of its answer */
    static HttpStub answering(UnaryOperator<String> json) throws IOException {
        return new HttpStub(200, "Content-Type", "application/json", json);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
