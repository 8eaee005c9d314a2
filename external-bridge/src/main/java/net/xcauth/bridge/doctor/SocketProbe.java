package net.xcauth.bridge.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.doctor.Question.Verdict;

/** Puts a question to whoever listens at an address. */
final class SocketProbe {
    private static final int BUFFER = 512;

    private final SocketAddress address;
    private final long end;
    private final Duration patience;

    /** @param patience how long all of it may take */
    SocketProbe(SocketAddress address, Duration patience) {
        this.address = address;
        this.patience = patience;
        end = System.nanoTime() + patience.toNanos();
    }

    /**
     * Asks, and reads until it is clear what the other side speaks.
     *
     * @throws SocketTimeoutException if that is not clear in time
     * @throws IOException            if there is nobody, or the connection breaks
     */
    Verdict ask(Question question) throws IOException {
        try (SocketChannel channel = open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(address)) {
                await(selector);
                channel.finishConnect();
            }
            key.interestOps(SelectionKey.OP_WRITE);
            ByteBuffer request = ByteBuffer.wrap(question.bytes());
            while (request.hasRemaining()) {
                await(selector);
                channel.write(request);
            }
            key.interestOps(SelectionKey.OP_READ);
            return read(channel, selector, question);
        }
    }

    private SocketChannel open() throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private Verdict read(SocketChannel channel, Selector selector, Question question) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        Verdict verdict = Verdict.INCOMPLETE;
        while (verdict == Verdict.INCOMPLETE) {
            await(selector);
            if (channel.read(buffer.clear()) < 0) {
                return Verdict.SOMETHING_ELSE;
            }
            received.write(buffer.array(), 0, buffer.position());
            verdict = question.judge().apply(received.toByteArray());
        }
        return verdict;
    }

    private void await(Selector selector) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || selector.select(key -> {}, left) == 0) {
            throw new SocketTimeoutException("no answer within " + patience.toMillis() + " ms");
        }
    }
}
