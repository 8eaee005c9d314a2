package net.xcauth.bridge.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import net.xcauth.bridge.protocol.Codec;
import net.xcauth.bridge.protocol.ProtocolException;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.protocol.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the server that started this program through standard input and output, on its own thread, which may wait. */
public final class StreamSession {
    private static final Logger log = LoggerFactory.getLogger(StreamSession.class);
    private static final String CLIENT = "standard input";
    private static final int FIRST_SIZE = 8_192;

    private final InputStream in;
    private final OutputStream out;
    private final Codec codec;
    private final Responder responder;
    private ByteBuffer received = ByteBuffer.allocate(FIRST_SIZE).flip();
    private volatile boolean stopping;
    private boolean answering;

    public StreamSession(InputStream in, OutputStream out, Codec codec, Responder responder) {
        this.in = in;
        this.out = out;
        this.codec = codec;
        this.responder = responder;
    }

    /**
     * Answers requests until input ends or {@link #stop} is called.
     *
     * @throws IOException if input or output fails
     */
    public void run() throws IOException {
        try {
            while (!stopping && answerReceived()) {
                if (!receiveMore()) {
                    codec.unfinished(received).ifPresent(what -> log.warn("{} ended {}", CLIENT, what));
                    return;
                }
            }
        } catch (ProtocolException e) {
            log.warn("closing {}: {}", CLIENT, e.getMessage());
            send(e.reply());
        }
    }

    /** Ends the session after the pending reply, for which it waits this long at most. */
    public synchronized void stop(long patienceMillis) throws InterruptedException {
        stopping = true;
        long deadline = System.nanoTime() + patienceMillis * 1_000_000;
        while (answering) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    boolean isStopping() {
        return stopping;
    }

    /** Returns false if the conversation is over. */
    private boolean answerReceived() throws ProtocolException, IOException {
        for (Optional<Request> next = codec.next(received); next.isPresent(); next = codec.next(received)) {
            Request request = next.get();
            if (request instanceof Request.Quit || !begin()) {
                return false;
            }
            try {
                Reply reply = responder.answer(request, CLIENT).join();
                send(codec.encode(request, reply));
                if (codec.endsWith(reply)) {
                    return false;
                }
            } finally {
                end();
            }
        }
        return true;
    }

    private synchronized boolean begin() {
        answering = !stopping;
        return answering;
    }

    private synchronized void end() {
        answering = false;
        notifyAll();
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private boolean receiveMore() throws IOException {
        received.compact();
        if (!received.hasRemaining()) {
            received = ByteBuffer.wrap(Arrays.copyOf(received.array(), received.capacity() * 2))
                    .position(received.position());
        }
        int count = in.read(received.array(), received.position(), received.remaining());
        received.position(received.position() + Math.max(count, 0)).flip();
        return count >= 0;
    }
}
