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
import net.xcauth.bridge.protocol.ProbeRequest;
import net.xcauth.bridge.protocol.ProbeRequest.Verdict;

/** Sends a request to the program that listens at an address. */
final class SocketProbe {
    private static final int BUFFER = 512;

    private final SocketAddress address;
    private final long end;
    private final Duration timeout;

    /** @param timeout for connection, request and answer together */
    SocketProbe(SocketAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
        end = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Sends the request, and reads until the protocol of the other side is clear.
     *
     * @throws SocketTimeoutException if it is not clear in time
     * @throws IOException            if no program listens there, or the connection breaks
     */
    Verdict send(ProbeRequest request) throws IOException {
        try (SocketChannel channel = open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(address)) {
                await(selector);
                channel.finishConnect();
            }
            key.interestOps(SelectionKey.OP_WRITE);
            ByteBuffer bytes = ByteBuffer.wrap(request.bytes());
            while (bytes.hasRemaining()) {
                await(selector);
                channel.write(bytes);
            }
            key.interestOps(SelectionKey.OP_READ);
            return read(channel, selector, request);
        }
    }

    private SocketChannel open() throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private Verdict read(SocketChannel channel, Selector selector, ProbeRequest request) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        Verdict verdict = Verdict.INCOMPLETE;
        while (verdict == Verdict.INCOMPLETE) {
            await(selector);
            if (channel.read(buffer.clear()) < 0) {
                return Verdict.SOMETHING_ELSE;
            }
            received.write(buffer.array(), 0, buffer.position());
            verdict = request.judge().apply(received.toByteArray());
        }
        return verdict;
    }

    private void await(Selector selector) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || selector.select(key -> {}, left) == 0) {
            throw new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
        }
    }
}
