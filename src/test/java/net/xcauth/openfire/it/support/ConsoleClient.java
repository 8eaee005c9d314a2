package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.xcauth.bridge.it.support.Eventually;

/** Talks with the console without a browser: with cookies, but without following redirections or checking anything. */
public final class ConsoleClient {
    private final Console console;
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager())
            .version(HttpClient.Version.HTTP_1_1).build();

    public ConsoleClient(Console console) {
        this.console = console;
    }

    /** A client whose session is the administrator's. */
    public static ConsoleClient loggedIn(Console console) throws Exception {
        ConsoleClient client = new ConsoleClient(console);
        URI login = console.url("/login.jsp");
        Map<String, String> form = new LinkedHashMap<>(HtmlForm.in(client.get(login).body()).fields());
        form.put("username", OpenfireServer.ADMIN);
        form.put("password", OpenfireServer.ADMIN_PASSWORD);
        HttpResponse<String> answer = client.post(login, form);
        if (answer.statusCode() != 302) {
            throw new AssertionError("the console does not let us in: " + answer.body());
        }
        return client;
    }

    public HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).GET());
    }

    /** Sends a form as a browser would. */
    public HttpResponse<String> post(URI url, Map<String, String> form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(query(form))));
    }

    /** The form as it is in an address or a body. */
    public static String query(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    public Console console() {
        return console;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Eventually.PATIENCE).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
