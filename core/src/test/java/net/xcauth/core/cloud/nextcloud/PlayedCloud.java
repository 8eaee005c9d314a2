package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.test.RawServer;

/** A web server that plays recorded answers: a list for each prefix of a request line, whose last one is repeated. */
final class PlayedCloud implements AutoCloseable {
    /** The service account's app password. */
    static final String SERVICE = "service-app-password";
    /** The prefix of a request with that password. */
    static final String BY_SERVICE = "by the service account: ";

    private static final Recorded MISSING = new Recorded(404, "", new byte[0]);

    private final Map<String, Deque<Recorded>> answers = new LinkedHashMap<>();
    private final RawServer server;

    PlayedCloud() throws IOException {
        server = new RawServer(connection -> connection.eachRequest(request -> {
            Recorded answer = next(request);
            connection.answer(answer.status(), answer.headers(), answer.body());
        }));
        answer("GET /ocs/v2.php/cloud/capabilities", Recorded.answer("allow-listed"));
        answer(BY_SERVICE + "GET /ocs/v2.php/cloud/user?", Recorded.answer("who am I, which groups"));
    }

    /** Sets the answers to requests with a prefix; the longest matching prefix is used. */
    PlayedCloud answer(String beginning, Recorded... given) {
        synchronized (answers) {
            answers.put(beginning, new ArrayDeque<>(List.of(given)));
        }
        return this;
    }

    /** Sets the recorded answer to password checks. */
    PlayedCloud says(String recorded) {
        return answer("GET /ocs/v2.php/cloud/user?", Recorded.answer(recorded));
    }

    URI base() {
        return URI.create("http://localhost:" + server.port() + "/");
    }

    /** The first lines of the requests so far, without the capabilities. */
    List<String> asked() {
        return server.requests().stream()
                .map(request -> request.head().lines().findFirst().orElse(""))
                .filter(line -> !line.contains("capabilities"))
                .map(line -> line.replace(" HTTP/1.1", ""))
                .toList();
    }

    List<RawServer.Request> requests() {
        return server.requests();
    }

    /** The decoded credentials of the request at this index, such as {@code Basic bob:secret}. */
    static String credentials(RawServer.Request request) {
        String header = request.header("Authorization");
        return header.startsWith("Basic ")
                ? "Basic " + new String(Base64.getDecoder().decode(header.substring(6)), UTF_8)
                : header;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private Recorded next(RawServer.Request request) {
        synchronized (answers) {
            boolean service = request.header("Authorization").equals("Bearer " + SERVICE);
            String longest = longest(service ? BY_SERVICE + request.head() : "")
                    .or(() -> longest(request.head()))
                    .orElse("");
            Deque<Recorded> left = answers.get(longest);
            return left == null ? MISSING : left.size() > 1 ? left.poll() : left.peek();
        }
    }

    private Optional<String> longest(String head) {
        return answers.keySet().stream().filter(head::startsWith).max(Comparator.comparing(String::length));
    }
}
