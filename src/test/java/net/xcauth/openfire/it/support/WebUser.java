package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user in a browser, logged in with PLAIN, who has not sent presence. */
public final class WebUser implements AutoCloseable {
    private static final Pattern FAILURE = Pattern.compile("<failure[^>]*>.*?<([a-z-]+)");
    private static final Pattern JID = Pattern.compile("<jid>(.*?)</jid>");

    private final WebTransport transport;
    private final String jid;

    private WebUser(WebTransport transport, String jid) {
        this.transport = transport;
        this.jid = jid;
    }

    /** @throws LoginRefused if the server refuses the login */
    public static WebUser overBosh(OpenfireServer server, String user, String password) throws Exception {
        return login(new Bosh(server), user, password);
    }

    /** @throws LoginRefused if the server refuses the login */
    public static WebUser overWebSocket(OpenfireServer server, String user, String password) throws Exception {
        return login(new XmppWebSocket(server), user, password);
    }

    /** The full JID that the server has assigned. */
    public String jid() {
        return jid;
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }

    private static WebUser login(WebTransport transport, String user, String password) throws Exception {
        try {
            transport.open();
            String credentials = Base64.getEncoder()
                    .encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
            String answer = transport.exchange(
                    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + credentials + "</auth>");
            Matcher failure = FAILURE.matcher(answer);
            if (failure.find()) {
                throw new LoginRefused(failure.group(1));
            }
            transport.open();
            Matcher jid = JID.matcher(transport.exchange("<iq xmlns='jabber:client' type='set' id='bind'>"
                    + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>web</resource></bind></iq>"));
            if (!jid.find()) {
                throw new AssertionError("no resource bound");
            }
            return new WebUser(transport, jid.group(1));
        } catch (Throwable e) {
            transport.close();
            throw e;
        }
    }
}
