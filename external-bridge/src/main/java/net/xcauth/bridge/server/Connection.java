package net.xcauth.bridge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.protocol.Codec;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.ProtocolException;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.bridge.server.PhaseTimer.Phase;
import net.xcauth.core.text.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection. Belongs to its event loop, apart from {@link #stop}, {@link #abort} and {@link #checkTimes}.
 *
 * <p>Requests are answered one at a time, in order. While a reply is pending, or the client does not read its replies,
 * at most one more read is buffered; the rest stays in the kernel and slows the client down.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final int LINGER_SECONDS = 2;

    /** Hears of the life of a connection, on its event loop. */
    interface Listener {
        /** Returns false if the connection must be closed at once. */
        boolean opened(Connection connection);

        /** The client has sent its first bytes. */
        void spoke(Connection connection);

        void closed(Connection connection);
    }

    private final Channel channel;
    private final Codec codec;
    private final String protocol;
    private final Responder responder;
    private final Listener listener;
    private final InputBuffer received = new InputBuffer();
    private final PhaseTimer timer = new PhaseTimer();
    private String client = "";
    private boolean answering;
    private boolean inputEnded;
    private boolean closing;
    private boolean lingering;
    private boolean spoken;
    private volatile boolean stopping;

    Connection(Channel channel, Protocol protocol, Codec codec, Responder responder, Listener listener) {
        this.channel = channel;
        this.protocol = protocol.label();
        this.codec = codec;
        this.responder = responder;
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!listener.opened(this)) {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!closing) {
            closing = true;
            warnIfUnfinished();
        }
        received.clear();
        listener.closed(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            ((ByteBuf) message).release();
            return;
        }
        if (!spoken) {
            spoken = true;
            listener.spoke(this);
        }
        received.append((ByteBuf) message);
        if (answering) {
            steerReading();
        } else {
            proceed();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && !answering) {
            proceed();
            channel.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (lingering) {
                channel.close();
            } else if (!answering) {
                proceed();
                channel.flush();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (failure instanceof IOException) {
            log.debug("{} disconnected: {}", client(), Reason.of(failure));
        } else {
            log.error("{} is closed: internal error", client(), failure);
        }
        cutOff();
    }

    /** Closes the connection if it has been silent or slow for too long. Called by any thread, periodically. */
    void checkTimes(long now, Limits limits) {
        if (timer.isLate(now, limits)) {
            channel.eventLoop().execute(() -> {
                if (timer.isLate(now, limits)) {
                    warnOfTimeout(limits);
                    cutOff();
                }
            });
        }
    }

    private void warnOfTimeout(Limits limits) {
        long seconds = limits.requestTimeout().toSeconds();
        if (timer.phase() == Phase.RECEIVING) {
            log.warn("disconnecting {}: its request was not complete within {} s", client(), seconds);
        } else if (timer.phase() == Phase.STALLED || timer.phase() == Phase.ENDING && !lingering) {
            log.warn("disconnecting {}: it has not read its replies for {} s", client(), seconds);
        }
    }

    /**
     * Closes the connection after its pending reply. Called by any thread.
     *
     * @param grace for a client that has just connected, or has begun a request: it still gets a reply to one request
     */
    void stop(Duration grace) {
        stopping = true;
        channel.eventLoop().execute(() -> {
            if (expectsRequest(grace)) {
                channel.eventLoop().schedule(this::endUnlessAnswering, grace.toNanos(), TimeUnit.NANOSECONDS);
            } else {
                endUnlessAnswering();
            }
        });
    }

    private boolean expectsRequest(Duration grace) {
        return timer.phase() == Phase.RECEIVING || !spoken && timer.elapsed() < grace.toNanos();
    }

    private void endUnlessAnswering() {
        if (!answering) {
            end();
        }
    }

    /** Closes the connection at once. Called by any thread. */
    void abort() {
        channel.eventLoop().execute(this::cutOff);
    }

    /** Answers the requests received, up to one whose answer is not known at once. */
    private void proceed() {
        try {
            answerReceived();
        } catch (ProtocolException e) {
            log.warn("disconnecting {}: {}", client(), e.getMessage());
            write(e.reply());
            end();
        }
    }

    private void answerReceived() throws ProtocolException {
        boolean needsMore = received.isEmpty();
        boolean progress = false;
        if (!needsMore && !closing) {
            ByteBuffer bytes = received.view();
            try {
                while (!answering && !closing && !needsMore && channel.isWritable()) {
                    needsMore = !answerNext(bytes);
                }
            } finally {
                progress = bytes.position() > 0;
                consume(bytes.position());
            }
        }
        timer.enter(phase(), progress);
        if (inputEnded && needsMore && !closing) {
            warnIfUnfinished();
            end();
        }
        steerReading();
    }

    /** Ending the connection in the meantime has dropped all bytes. */
    private void consume(int count) {
        if (!received.isEmpty()) {
            received.consume(count);
        }
    }

    /** Returns false if the next request is not complete. */
    private boolean answerNext(ByteBuffer bytes) throws ProtocolException {
        Optional<Request> next = codec.next(bytes);
        if (next.isEmpty()) {
            return false;
        }
        Request request = next.get();
        if (request instanceof Request.Quit) {
            end();
            return true;
        }
        CompletableFuture<Reply> reply = responder.answer(request, client());
        if (reply.isDone()) {
            write(codec.encode(request, reply.join()));
            if (stopping || codec.endsWith(reply.join())) {
                end();
            }
            return true;
        }
        answering = true;
        reply.thenAccept(answer -> channel.eventLoop().execute(() -> answered(request, answer)));
        return true;
    }

    private void answered(Request request, Reply reply) {
        answering = false;
        if (closing) {
            return;
        }
        write(codec.encode(request, reply));
        if (stopping || codec.endsWith(reply)) {
            end();
            return;
        }
        proceed();
        channel.flush();
    }

    private Phase phase() {
        if (closing) {
            return Phase.ENDING;
        }
        if (answering) {
            return Phase.ANSWERING;
        }
        if (received.isEmpty()) {
            return Phase.IDLE;
        }
        return channel.isWritable() ? Phase.RECEIVING : Phase.STALLED;
    }

    /** After the end of input nothing may change: Netty's epoll has dropped the socket; another read would close it. */
    private void steerReading() {
        if (inputEnded || !channel.isOpen()) {
            return;
        }
        boolean enough = !closing && !received.isEmpty() && (answering || !channel.isWritable());
        if (channel.config().isAutoRead() == enough) {
            channel.config().setAutoRead(!enough);
        }
    }

    private void warnIfUnfinished() {
        if (!received.isEmpty() && !answering) {
            codec.unfinished(received.view()).ifPresent(what -> log.warn("{} disconnected {}", client(), what));
        }
    }

    private void write(byte[] bytes) {
        if (bytes.length > 0) {
            channel.write(channel.alloc().directBuffer(bytes.length).writeBytes(bytes), channel.voidPromise());
        }
    }

    /** Closes the connection when all replies have been sent. */
    private void end() {
        if (!closing) {
            closing = true;
            boolean unread = !received.isEmpty();
            received.clear();
            timer.enter(Phase.ENDING, true);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
                if (unread && !inputEnded && flushed.isSuccess() && channel instanceof DuplexChannel duplex) {
                    linger(duplex);
                } else {
                    channel.close();
                }
            });
        }
    }

    /** Closing while the client is still sending would reset the connection, and the last reply could be lost. */
    private void linger(DuplexChannel duplex) {
        lingering = true;
        duplex.shutdownOutput();
        steerReading();
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private void cutOff() {
        closing = true;
        channel.close();
    }

    /** The client in log lines. */
    private String client() {
        if (client.isEmpty()) {
            String address = Objects.toString(channel.remoteAddress(), "");
            client = (protocol + " client " + address).strip();
        }
        return client;
    }
}
