package net.xcauth.bridge.it.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import net.xcauth.test.Eventually;
import org.jivesoftware.smack.util.TLSUtils;

/**
 * An XMPP client that logs in with SASL2 and Bind2, and later with a FAST token instead of the password.
 *
 * @see <a href="https://xmpp.org/extensions/xep-0388.html">XEP-0388</a>
 * @see <a href="https://xmpp.org/extensions/xep-0484.html">XEP-0484</a>
 */
public final class TokenClient implements AutoCloseable {
    private static final String MECHANISM = "HT-SHA-256-NONE";
    private static final Pattern FEATURES = Pattern.compile("</stream:features>");
    private static final Pattern PROCEED = Pattern.compile("<proceed\\b");
    private static final Pattern ANSWER =
            Pattern.compile("<success\\b.*</success>|<failure\\b.*</failure>", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("<token\\b[^>]*\\btoken=['\"]([^'\"]+)['\"]");
    private static final Pattern CONDITION = Pattern.compile("<failure\\b[^>]*>\\s*<([a-z-]+)");
    private static final Pattern PROOF = Pattern.compile("<additional-data>([^<]+)<");

    private final String user;
    private Socket socket;

    private TokenClient(XmppServer server, String user) throws Exception {
        this.user = user;
        socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
        openStream();
        send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        await(PROCEED);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TLSUtils.AcceptAllTrustManager()}, null);
        socket = tls.getSocketFactory().createSocket(socket, XmppServer.DOMAIN, server.port(), true);
    }

    /** Logs in with the password, and returns the token that the server issues. */
    public static String tokenFor(XmppServer server, String user, String password) throws Exception {
        try (TokenClient client = new TokenClient(server, user)) {
            String answer = client.authenticate(
                    "PLAIN",
                    ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8),
                    "<request-token xmlns='urn:xmpp:fast:0' mechanism='" + MECHANISM + "'/>");
            return find(TOKEN, answer);
        }
    }

    /** Logs in with a token. Returns the bound JID, or the error condition if the server refuses. */
    public static String login(XmppServer server, String user, String token) throws Exception {
        try (TokenClient client = new TokenClient(server, user)) {
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            response.write((user + "\0").getBytes(StandardCharsets.UTF_8));
            response.write(hmac(token, "Initiator"));
            String answer = client.authenticate(MECHANISM, response.toByteArray(), "<fast xmlns='urn:xmpp:fast:0'/>");
            if (answer.startsWith("<failure")) {
                return find(CONDITION, answer);
            }
            if (!Arrays.equals(Base64.getDecoder().decode(find(PROOF, answer)), hmac(token, "Responder"))) {
                throw new AssertionError("the server does not know the token: " + answer);
            }
            return find(Pattern.compile("<authorization-identifier>([^<]+)<"), answer);
        }
    }

    private String authenticate(String mechanism, byte[] response, String more) throws IOException {
        String features = openStream();
        for (String feature : new String[] {"urn:xmpp:sasl:2", "urn:xmpp:bind:0", "urn:xmpp:fast:0", MECHANISM}) {
            if (!features.contains(feature)) {
                throw new AssertionError(feature + " is not offered: " + features);
            }
        }
        send("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='" + mechanism + "'><initial-response>"
                + Base64.getEncoder().encodeToString(response) + "</initial-response>"
                + "<user-agent id='d4565fa7-4d72-4749-b3d3-740edbf87770'><software>test</software></user-agent>" + more
                + "<bind xmlns='urn:xmpp:bind:0'><tag>test</tag></bind></authenticate>");
        return find(ANSWER, await(ANSWER));
    }

    private String openStream() throws IOException {
        send("<?xml version='1.0'?><stream:stream to='" + XmppServer.DOMAIN + "' from='" + user + "@"
                + XmppServer.DOMAIN
                + "' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
        return await(FEATURES);
    }

    private void send(String xml) throws IOException {
        socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads until the input contains a match. */
    private String await(Pattern pattern) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!pattern.matcher(received.toString(StandardCharsets.UTF_8)).find()) {
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new IOException("the server closed the connection after: " + received);
            }
            received.write(buffer, 0, count);
        }
        return received.toString(StandardCharsets.UTF_8);
    }

    /** Returns the first group of the first match, or the whole match if the pattern has no group. */
    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in: " + text);
        }
        return found.group(found.groupCount());
    }

    private static byte[] hmac(String token, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
