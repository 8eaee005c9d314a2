package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.test.Eventually;

/** XMPP over HTTP (XEP-0124, XEP-0206). */
final class Bosh implements WebTransport {
    private static final Pattern SESSION = Pattern.compile("\\bsid=['\"]([^'\"]+)");
    private static final Pattern EMPTY = Pattern.compile("<body[^>]*(/>|></body>)");

    private final URI address;
    private final String domain;
    private String session;
    private long request = 1_000_000;

    Bosh(OpenfireServer server) {
        address = URI.create("http://127.0.0.1:" + server.httpPort() + "/http-bind/");
        domain = server.domain();
    }

    @Override
    public String open() throws IOException {
        if (session != null) {
            return untilSomethingComes(post("to='" + domain + "' xmpp:restart='true'", ""));
        }
        String answer = post("to='" + domain + "' hold='1' wait='30' ver='1.6' xmpp:version='1.0' xml:lang='en'", "");
        Matcher opened = SESSION.matcher(answer);
        if (!opened.find()) {
            throw new IOException("no session: " + answer);
        }
        session = opened.group(1);
        return answer;
    }

    @Override
    public String exchange(String element) throws IOException {
        return untilSomethingComes(post("", element));
    }

    @Override
    public void close() throws IOException {
        if (session != null) {
            post("type='terminate'", "");
        }
    }

    /** Polls, since the server may answer at once with nothing. */
    private String untilSomethingComes(String first) throws IOException {
        String answer = first;
        while (EMPTY.matcher(answer).matches() && !answer.contains("terminate")) {
            answer = post("", "");
        }
        return answer;
    }

    private String post(String attributes, String content) throws IOException {
        String body =
                "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' rid='%d'%s %s>%s</body>"
                        .formatted(++request, session == null ? "" : " sid='" + session + "'", attributes, content);
        HttpRequest post = HttpRequest.newBuilder(address)
                .header("Content-Type", "text/xml; charset=utf-8")
                .timeout(Eventually.PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            // A new connection: the server may close a kept one just when the next request comes.
            return HttpClient.newHttpClient()
                    .send(post, BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
