package net.xcauth.openfire.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A cheap client that logs in over TCP and leaves: as little of XMPP (RFC 6120) as possible. */
final class XmppLogin {
    private static final int TIMEOUT_MILLIS = 300_000;

    private final int port;
    private final String domain;

    XmppLogin(int port, String domain) {
        this.port = port;
        this.domain = domain;
    }

    /** Connects, authenticates with PLAIN, binds a resource and leaves. */
    void run(String user, String password) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            openStream(socket);
            String message = Base64.getEncoder()
                    .encodeToString(('\0' + user + '\0' + password).getBytes(StandardCharsets.UTF_8));
            send(socket, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + message + "</auth>");
            String answer = readUntil(socket, "<success", "<failure");
            if (answer.contains("<failure")) {
                throw new IOException(user + " was refused: " + answer);
            }
            openStream(socket);
            send(socket, "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
            readUntil(socket, "</iq>");
            send(socket, "</stream:stream>");
        }
    }

    private void openStream(Socket socket) throws IOException {
        send(
                socket,
                "<stream:stream to='" + domain + "' xmlns='jabber:client' "
                        + "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
        readUntil(socket, "</stream:features>");
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readUntil(Socket socket, String... ends) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        byte[] some = new byte[4096];
        while (true) {
            int count = in.read(some);
            if (count < 0) {
                throw new IOException("the server closed the connection after: " + read);
            }
            read.append(new String(some, 0, count, StandardCharsets.UTF_8));
            for (String end : ends) {
                if (read.indexOf(end) >= 0) {
                    return read.toString();
                }
            }
        }
    }
}
