package net.xcauth.bridge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.protocol.Codec;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.ProtocolException;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.core.text.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted connection. Everything but the {@code volatile} fields belongs to its event loop.
 *
 * <p>Requests are answered one after the other, in their order. While an answer is awaited, or the client does not take
 * its answers, at most one more read is kept; the rest waits in the kernel and slows the client down.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final int LINGER_SECONDS = 2;

    /** Whose turn it is. */
    private enum Phase {
        /** The client's: there is no request. */
        IDLE,
        /** The client's: its request is not complete. */
        RECEIVING,
        /** Ours. */
        ANSWERING,
        /** The client's: it does not take its answers. */
        STALLED,
        /** The client's: it has to take the last answer. */
        ENDING
    }

    private final Codec codec;
    private final String protocol;
    private final Responder responder;
    private final Connections connections;
    private ChannelHandlerContext context;
    private String client;
    private ByteBuf received;
    private boolean answering;
    private boolean inputEnded;
    private boolean closing;
    private boolean lingering;
    private boolean spoken;

    private volatile Phase phase = Phase.IDLE;
    /** When this phase began, or the last request was consumed in it. */
    private volatile long since = System.nanoTime();

    Connection(Protocol protocol, Codec codec, Responder responder, Connections connections) {
        this.protocol = protocol.label();
        this.codec = codec;
        this.responder = responder;
        this.connections = connections;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!connections.opened(this)) {
            ctx.close();
        } else if (connections.isStopping()) {
            stop();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing) {
            closing = true;
            warnIfUnfinished();
        }
        release();
        connections.closed(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ((ByteBuf) message).release();
            return;
        }
        if (!spoken) {
            spoken = true;
            connections.spoke(this);
        }
        append((ByteBuf) message);
        if (answering) {
            steerReading();
        } else {
            proceed();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !answering) {
            proceed();
            ctx.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (lingering) {
                ctx.close();
            } else if (!answering) {
                proceed();
                ctx.flush();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (failure instanceof IOException) {
            log.debug("{} is gone: {}", client(), Reason.of(failure));
        } else {
            log.error("{} is closed by an error in this program", client(), failure);
        }
        cutOff();
    }

    /** Closes what has been silent or slow for too long. Called from another thread, now and then. */
    void checkTimes(long now, Limits limits) {
        if (isLate(now, limits)) {
            context.executor().execute(() -> {
                if (isLate(now, limits)) {
                    complain(limits);
                    cutOff();
                }
            });
        }
    }

    private boolean isLate(long now, Limits limits) {
        return switch (phase) {
            case IDLE ->
                !limits.idleTimeout().isZero()
                        && now - since > limits.idleTimeout().toNanos();
            case ANSWERING -> false;
            case RECEIVING, STALLED, ENDING ->
                now - since > limits.requestTimeout().toNanos();
        };
    }

    private void complain(Limits limits) {
        long seconds = limits.requestTimeout().toSeconds();
        if (phase == Phase.RECEIVING) {
            log.warn("{} is cut off: its request is not complete after {} s", client(), seconds);
        } else if (phase == Phase.STALLED || phase == Phase.ENDING && !lingering) {
            log.warn("{} is cut off: it has not read its answers for {} s", client(), seconds);
        }
    }

    /**
     * Lets the answer under way go out, and no more. Who has just come, or has begun to speak, has a moment to say what he
     * wants: he connected to a program that was there. Called from another thread, perhaps twice.
     */
    void stop() {
        context.executor().execute(() -> {
            if (expectsRequest()) {
                context.executor()
                        .schedule(this::endUnlessAnswering, connections.grace().toNanos(), TimeUnit.NANOSECONDS);
            } else {
                endUnlessAnswering();
            }
        });
    }

    private boolean expectsRequest() {
        return phase == Phase.RECEIVING
                || !spoken && System.nanoTime() - since < connections.grace().toNanos();
    }

    private void endUnlessAnswering() {
        if (!answering) {
            end();
        }
    }

    /** Closes at once. Called from another thread. */
    void abort() {
        context.executor().execute(this::cutOff);
    }

    private void append(ByteBuf more) {
        if (received == null) {
            received = more;
            return;
        }
        if (received.maxWritableBytes() < more.readableBytes() || received.readerIndex() > received.writerIndex() / 2) {
            received.discardReadBytes();
        }
        received.writeBytes(more);
        more.release();
    }

    /** Answers what is there, as far as answers are known. */
    private void proceed() {
        try {
            answerWhatIsThere();
        } catch (ProtocolException e) {
            log.warn("{} is cut off: {}", client(), e.getMessage());
            write(e.answer());
            end();
        }
    }

    private void answerWhatIsThere() throws ProtocolException {
        boolean wantsMore = received == null;
        boolean progress = false;
        if (received != null && !closing) {
            ByteBuffer bytes = received.nioBuffer();
            try {
                while (!answering && !closing && !wantsMore && context.channel().isWritable()) {
                    wantsMore = !answerNext(bytes);
                }
            } finally {
                progress = bytes.position() > 0;
                consume(bytes.position());
            }
        }
        notePhase(progress);
        if (inputEnded && wantsMore && !closing) {
            warnIfUnfinished();
            end();
        }
        steerReading();
    }

    /** @return false when the next request is not complete */
    private boolean answerNext(ByteBuffer bytes) throws ProtocolException {
        Request request = codec.next(bytes);
        if (request == null) {
            return false;
        }
        if (request instanceof Request.Quit) {
            end();
            return true;
        }
        CompletableFuture<Reply> reply = responder.answer(request, client());
        if (reply.isDone()) {
            write(codec.encode(request, reply.join()));
            if (connections.isStopping() || codec.endsWith(reply.join())) {
                end();
            }
            return true;
        }
        answering = true;
        reply.thenAccept(answer -> context.executor().execute(() -> answered(request, answer)));
        return true;
    }

    private void answered(Request request, Reply reply) {
        answering = false;
        if (closing) {
            return;
        }
        write(codec.encode(request, reply));
        if (connections.isStopping() || codec.endsWith(reply)) {
            end();
            return;
        }
        proceed();
        context.flush();
    }

    private void consume(int count) {
        if (received != null) {
            received.skipBytes(count);
            if (!received.isReadable()) {
                release();
            }
        }
    }

    private void notePhase(boolean progress) {
        Phase now = phaseNow();
        if (progress || now != phase) {
            since = System.nanoTime();
            phase = now;
        }
    }

    private Phase phaseNow() {
        if (closing) {
            return Phase.ENDING;
        }
        if (answering) {
            return Phase.ANSWERING;
        }
        if (received == null) {
            return Phase.IDLE;
        }
        return context.channel().isWritable() ? Phase.RECEIVING : Phase.STALLED;
    }

    /** Not once the input has ended: Netty's epoll forgets the socket then, and to ask for more would close it. */
    private void steerReading() {
        if (inputEnded || !context.channel().isOpen()) {
            return;
        }
        boolean enough =
                !closing && received != null && (answering || !context.channel().isWritable());
        if (context.channel().config().isAutoRead() == enough) {
            context.channel().config().setAutoRead(!enough);
        }
    }

    private void warnIfUnfinished() {
        String unfinished = received == null || answering ? null : codec.unfinished(received.nioBuffer());
        if (unfinished != null) {
            log.warn("{} broke off: {}", client(), unfinished);
        }
    }

    private void write(byte[] bytes) {
        if (bytes.length > 0) {
            context.write(context.alloc().directBuffer(bytes.length).writeBytes(bytes), context.voidPromise());
        }
    }

    /** Closes when the client has what was written for it. */
    private void end() {
        if (!closing) {
            closing = true;
            boolean unread = received != null;
            release();
            notePhase(true);
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
                if (unread && !inputEnded && flushed.isSuccess() && context.channel() instanceof DuplexChannel duplex) {
                    linger(duplex);
                } else {
                    context.close();
                }
            });
        }
    }

    /** To close while the client is still sending would reset the connection, and the last answer might be lost. */
    private void linger(DuplexChannel channel) {
        lingering = true;
        channel.shutdownOutput();
        steerReading();
        context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** Closes at once. */
    private void cutOff() {
        closing = true;
        context.close();
    }

    private void release() {
        if (received != null) {
            received.release();
            received = null;
        }
    }

    /** Made when it is first needed: most connections are never mentioned. */
    private String client() {
        if (client == null) {
            Object address = context.channel().remoteAddress();
            client = address == null || address.toString().isEmpty()
                    ? protocol + " client"
                    : protocol + " client " + address;
        }
        return client;
    }
}
