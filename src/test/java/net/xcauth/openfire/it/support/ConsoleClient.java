package net.xcauth.openfire.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.test.Eventually;

/** An HTTP client for the console, with cookies; it does not follow redirects. */
public final class ConsoleClient {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"(\\w+)\"");

    private final Console console;
    private final CookieManager cookies = new CookieManager();

    public ConsoleClient(Console console) {
        this.console = console;
    }

    /** A client with an administrator's session. */
    public static ConsoleClient loggedIn(Console console) throws Exception {
        return loggedIn(console, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
    }

    /** @throws AssertionError if the login fails */
    public static ConsoleClient loggedIn(Console console, String user, String password) throws Exception {
        ConsoleClient client = new ConsoleClient(console);
        URI login = console.url("/login.jsp");
        HttpResponse<String> answer = client.post(
                login, HtmlForm.in(client.get(login).body()).with(Map.of("username", user, "password", password)));
        if (answer.statusCode() != 302) {
            throw new AssertionError("the console does not let us in: " + answer.body());
        }
        return client;
    }

    public HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).GET());
    }

    /** Any other request. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http().send(request.timeout(Eventually.PATIENCE).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** A new connection for each request: the server may close one whose request it has not read completely. */
    private HttpClient http() {
        return HttpClient.newBuilder()
                .cookieHandler(cookies)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Sends a form as a browser would. */
    public HttpResponse<String> post(URI url, HtmlForm form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.encoded())));
    }

    /** Fills in and submits the page's form with this id, including hidden fields. */
    public HttpResponse<String> submit(URI page, String id, Map<String, String> typed) throws Exception {
        return post(page, HtmlForm.in(get(page).body(), id).with(typed));
    }

    /**
     * Submits a form of one of the console's own pages.
     *
     * @param page   with its user or group, for example {@code /user-delete.jsp?username=bob}
     * @param fields the form's fields, including the button
     */
    public HttpResponse<String> act(String page, Map<String, String> fields) throws Exception {
        Matcher token = TOKEN.matcher(get(console.url(page)).body());
        if (!token.find()) {
            throw new AssertionError(page + " has no form");
        }
        return get(console.url(page + "&"
                + HtmlForm.of(fields).with(Map.of("csrf", token.group(1))).encoded()));
    }

    /**
     * The response's status for a path that no well-behaved client would request.
     *
     * @param path sent to the server unchanged
     */
    public int statusOf(String path) throws IOException {
        URI server = console.url("/");
        try (Socket socket = new Socket(server.getHost(), server.getPort());
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            socket.setSoTimeout((int) Eventually.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return Integer.parseInt(in.readLine().split(" ")[1]);
        }
    }
}
