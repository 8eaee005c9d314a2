package net.xcauth.bridge.start;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.bridge.log.Logs;
import net.xcauth.bridge.net.InheritedSocket;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.process.Signals;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.server.Responder;
import net.xcauth.bridge.server.SocketServer;
import net.xcauth.bridge.server.StreamSession;

/**
 * Runs the program once from its start to its first answers, with a cloud and a client of its own on loopback, so that
 * Java can archive the classes that this needs. Started by {@code bin/xcauth-archive}.
 */
public final class Rehearsal {
    private static final String OF_JSXC = "{\"result\":\"success\",\"data\":{\"uid\":\"alice\",\"isUser\":true}}";
    private static final String OF_NEXTCLOUD =
            "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},\"data\":%s}}";
    private static final String USER =
            "{\"enabled\":true,\"id\":\"%s\",\"displayname\":\"A\",\"groups\":[],\"backend\":\"Database\"}";
    private static final String CAPABILITIES =
            "{\"version\":{\"major\":34},\"capabilities\":{\"bruteforce\":{\"delay\":0," + "\"allow-listed\":true}}}";
    /** The cloud of the first domain is queried through the JSXC API, that of the second through Nextcloud's own. */
    private static final String REQUESTS = Stream.of("example.org", "example.net")
            .map(domain -> "auth:alice:" + domain
                    + ":wonderland\nisuser:alice:" + domain + "\nauth:alice:" + domain
                    + ":AFymaKtRqwvAeSc2yCLDTichJWVT/xA\nauth:alice:"
                    + domain + ":wonderland\n")
            .collect(Collectors.joining());

    private Rehearsal() {}

    /** Runs the program. */
    @FunctionalInterface
    public interface Bridge {
        /**
         * Starts the bridge, serves these clients one after the other, and ends.
         *
         * @throws ConfigException if the configuration cannot be used
         */
        void serve(Config config, List<Consumer<Responder>> clients) throws ConfigException;
    }

    /**
     * Runs the bridge twice in a temporary folder.
     *
     * @throws IOException     if the folder or the cloud's port cannot be used
     * @throws ConfigException never, unless this class is wrong
     */
    public static void run(Bridge bridge) throws IOException, ConfigException {
        Path directory = Files.createTempDirectory("xcauth-rehearsal");
        HttpServer cloud = cloud();
        try {
            Path file = directory.resolve("xcauth.conf");
            String base = "http://127.0.0.1:" + cloud.getAddress().getPort() + "/";
            Path domains = directory.resolve("domains");
            Files.writeString(domains, "example.net - " + base + " service-password=rehearsal\n");
            Files.writeString(
                    file,
                    "url=" + base + "externalApi.php\nsecret=rehearsal\ntype=generic\nper-domain-config=" + domains
                            + "\n");
            String[] arguments = {
                "-c",
                file.toString(),
                "-l",
                directory.toString(),
                "--cache-storage",
                "db",
                "--db",
                directory.resolve("rehearsal.sqlite3").toString(),
                "--cache-bcrypt-rounds",
                "4"
            };
            InheritedSocket.passedBySystemd(System.getenv());
            InheritedSocket.isStandardInputListening();
            Config config = new ConfigLoader(Map.of()).load(arguments);
            try (Logs logs = Logs.open(config.log())) {
                Signals.install(logs::reopen, () -> {});
                bridge.serve(config, List.of(Rehearsal::askByStream));
                // As after a restart, when users and passwords are stored.
                bridge.serve(config, List.of(Rehearsal::askByStream, responder -> askBySocket(config, responder)));
            }
        } finally {
            cloud.stop(0);
            for (String name :
                    new String[] {"xcauth.conf", "domains", "xcauth.log", "xcauth.err", "rehearsal.sqlite3"}) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.delete(directory);
        }
    }

    private static void askByStream(Responder responder) {
        try {
            for (Protocol protocol : Protocol.values()) {
                new StreamSession(
                                new ByteArrayInputStream(REQUESTS.getBytes(StandardCharsets.UTF_8)),
                                new ByteArrayOutputStream(),
                                protocol.newCodec(CodecSettings.DEFAULT),
                                responder)
                        .run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void askBySocket(Config config, Responder responder) {
        try (SocketServer server =
                new SocketServer(responder, config.codecs(), config.socketFiles(), config.limits())) {
            server.listen(new ListenAddress.Tcp(
                    Protocol.GENERIC, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            try (Socket client = new Socket()) {
                client.connect(server.addresses().get(0));
                client.getOutputStream().write((REQUESTS + "quit\n").getBytes(StandardCharsets.UTF_8));
                client.getInputStream().readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A minimal cloud, which gives the same answer to all requests of one kind. */
    private static HttpServer cloud() throws IOException {
        HttpServer cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cloud.createContext("/", exchange -> answer(exchange, OF_JSXC));
        cloud.createContext(
                "/ocs/v2.php/cloud/capabilities",
                exchange -> answer(exchange, String.format(OF_NEXTCLOUD, CAPABILITIES)));
        cloud.createContext("/ocs/v2.php/cloud/users/", exchange -> answer(exchange, user("alice")));
        cloud.createContext(
                "/ocs/v2.php/cloud/user",
                exchange -> answer(
                        exchange,
                        user(
                                exchange.getRequestHeaders()
                                                .getFirst("Authorization")
                                                .startsWith("Bearer")
                                        ? "service"
                                        : "alice")));
        cloud.start();
        return cloud;
    }

    private static String user(String id) {
        return String.format(OF_NEXTCLOUD, String.format(USER, id));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.US_ASCII);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
