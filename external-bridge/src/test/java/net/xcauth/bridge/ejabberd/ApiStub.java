package net.xcauth.bridge.ejabberd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/** An HTTP API whose answers the test defines, for answers that a real ejabberd cannot be made to give. */
public final class ApiStub implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> hosts = new CopyOnWriteArrayList<>();

    /** A response. */
    public record Answer(int status, String body) {}

    /** @param answers by command and JSON */
    public ApiStub(BiFunction<String, JsonNode, Answer> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String command = exchange.getRequestURI().getPath().substring("/api/".length());
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            calls.add(command + ' ' + body);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            Answer answer = answers.apply(command, body);
            byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    public ApiAddress address() {
        return ApiAddress.parse("http://127.0.0.1:" + server.getAddress().getPort() + "/api");
    }

    public List<String> calls() {
        return calls;
    }

    public List<String> hosts() {
        return hosts;
    }

    public List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
