package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.xcauth.test.Eventually;

/** XMPP over WebSocket (RFC 7395). */
final class XmppWebSocket implements WebTransport {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private final String domain;

    /** Puts what comes in pieces together. */
    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parts.toString());
                parts.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.countDown();
        }
    }

    XmppWebSocket(OpenfireServer server) {
        domain = server.domain();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("xmpp")
                .buildAsync(URI.create("ws://127.0.0.1:" + server.httpPort() + "/ws/"), new Receiver())
                .join();
    }

    @Override
    public String open() throws IOException, InterruptedException {
        exchange("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='" + domain + "' version='1.0'/>");
        return next();
    }

    @Override
    public String exchange(String element) throws IOException, InterruptedException {
        socket.sendText(element, true).join();
        return next();
    }

    /** In order, if the server does its part: it complains of a socket that is just gone. */
    @Override
    public void close() throws IOException {
        socket.sendText("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>", true);
        try {
            closed.await(GOODBYE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            socket.abort();
        }
    }

    private String next() throws IOException, InterruptedException {
        String next = received.poll(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new IOException("nothing comes over the WebSocket");
        }
        return next;
    }
}
