package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client of the JSXC API, and access to the recorded answers. */
final class DemoClient {

    static final ObjectMapper JSON = new ObjectMapper();
    static final Duration SAFETY_NET = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final String secret;

    DemoClient(URI url, String secret) {
        this.url = url;
        this.secret = secret;
    }

    HttpResponse<String> auth(String username, String password, String domain) throws Exception {
        return ask(form("operation", "auth", "username", username, "password", password, "domain", domain));
    }

    HttpResponse<String> isUser(String username, String domain) throws Exception {
        return ask(form("operation", "isuser", "username", username, "domain", domain));
    }

    HttpResponse<String> roster(String username, String domain) throws Exception {
        return ask(form("operation", "sharedroster", "username", username, "domain", domain));
    }

    HttpResponse<String> ask(String body) throws Exception {
        return http.send(signed(body), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> askLater(String body) {
        return http.sendAsync(signed(body), BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(SAFETY_NET).build(), BodyHandlers.ofString());
    }

    HttpResponse<InputStream> stream(String body) throws Exception {
        return http.send(signed(body), BodyHandlers.ofInputStream());
    }

    HttpRequest.Builder post(String body, String signature) {
        return HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-JSXC-SIGNATURE", signature)
                .POST(BodyPublishers.ofString(body));
    }

    String sign(String algorithm, String body) {
        return algorithm + "=" + hmac("Hmac" + algorithm.toUpperCase(Locale.ROOT), body);
    }

    static String form(String... namesAndValues) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], UTF_8));
        }
        return form.toString();
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** Reads a file of recorded data from the resources of the tests. */
    static JsonNode recorded(String name) {
        try (InputStream in = DemoClient.class.getResourceAsStream(name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest signed(String body) {
        return post(body, sign("sha1", body)).timeout(SAFETY_NET).build();
    }

    private String hmac(String name, String body) {
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), name));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
