package net.xcauth.bridge.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import net.xcauth.bridge.protocol.Codec;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.ProtocolException;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.protocol.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted connection. Everything but the {@code volatile} fields belongs to its event loop.
 *
 * <p>Requests are answered one after the other, in their order. While an answer is awaited, at most one more read is
 * kept; the rest waits in the kernel and slows the client down.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final Codec codec;
    private final String protocol;
    private final Responder responder;
    private final Connections connections;
    private ChannelHandlerContext context;
    private String client;
    private ByteBuf received;
    private boolean answering;
    private boolean inputEnded;
    private boolean stopping;
    private boolean closing;

    private volatile boolean spoken;
    private volatile boolean waitsForUs;
    /** When the request that is not complete began, or the last answer went out, whichever {@link #partial} says. */
    private volatile long since = System.nanoTime();
    private volatile boolean partial;

    Connection(Protocol protocol, Codec codec, Responder responder, Connections connections) {
        this.protocol = protocol.label();
        this.codec = codec;
        this.responder = responder;
        this.connections = connections;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (!connections.opened(this)) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing && received != null) {
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
            ctx.channel().config().setAutoRead(false);
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
            if (!answering) {
                proceed();
                ctx.flush();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (failure instanceof IOException) {
            log.debug("{} is gone: {}", client(), failure.getMessage());
        } else {
            log.error("{} is closed by an error in this program", client(), failure);
        }
        close();
    }

    /** Whether a byte has ever come. */
    boolean hasSpoken() {
        return spoken;
    }

    /** Closes what has been silent or slow for too long. Called from another thread, now and then. */
    void checkTimes(long now, Limits limits) {
        if (waitsForUs) {
            return;
        }
        if (partial) {
            closeIfOlder(now, limits.requestTimeout().toNanos(), "its request is not complete after "
                    + limits.requestTimeout().toSeconds() + " s");
        } else if (!limits.idleTimeout().isZero()) {
            closeIfOlder(now, limits.idleTimeout().toNanos(), null);
        }
    }

    private void closeIfOlder(long now, long age, String complaint) {
        if (now - since > age) {
            context.executor().execute(() -> {
                if (complaint != null) {
                    log.warn("{} is cut off: {}", client(), complaint);
                }
                close();
            });
        }
    }

    /** Lets the answer under way go out, and no more. Called from another thread. */
    void stop() {
        context.executor().execute(() -> {
            stopping = true;
            if (!answering) {
                close();
            }
        });
    }

    /** Closes at once. Called from another thread. */
    void abort() {
        context.executor().execute(this::close);
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
            close();
        }
        noteProgress();
    }

    private void answerWhatIsThere() throws ProtocolException {
        if (received != null && !closing) {
            ByteBuffer bytes = received.nioBuffer();
            int start = bytes.position();
            try {
                while (!answering && !closing && context.channel().isWritable() && answerNext(bytes)) {
                    continue;
                }
            } finally {
                consume(bytes.position() - start);
            }
        }
        if (inputEnded && !answering && !closing) {
            warnIfUnfinished();
            close();
        }
    }

    private boolean answerNext(ByteBuffer bytes) throws ProtocolException {
        Request request = codec.next(bytes);
        if (request == null) {
            return false;
        }
        if (request instanceof Request.Quit) {
            close();
            return false;
        }
        CompletableFuture<Reply> reply = responder.answer(request, client());
        if (reply.isDone()) {
            write(codec.encode(request, reply.join()));
            return true;
        }
        answering = true;
        reply.thenAccept(answer -> context.executor().execute(() -> answered(request, answer)));
        return false;
    }

    private void answered(Request request, Reply reply) {
        answering = false;
        if (closing) {
            return;
        }
        write(codec.encode(request, reply));
        if (stopping) {
            close();
            return;
        }
        proceed();
        context.flush();
        Channel channel = context.channel();
        if (!answering && !closing && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    private void consume(int count) {
        if (received == null) {
            return;
        }
        received.skipBytes(count);
        if (!received.isReadable()) {
            release();
        }
    }

    private void noteProgress() {
        waitsForUs = answering;
        boolean incomplete = received != null && !answering;
        if (!incomplete || !partial) {
            since = System.nanoTime();
        }
        partial = incomplete;
    }

    private void warnIfUnfinished() {
        String unfinished = received == null ? null : codec.unfinished(received.nioBuffer());
        if (unfinished != null && !answering) {
            log.warn("{} broke off: {}", client(), unfinished);
        }
    }

    private void write(byte[] bytes) {
        if (bytes.length > 0) {
            context.write(context.alloc().directBuffer(bytes.length).writeBytes(bytes), context.voidPromise());
        }
    }

    private void close() {
        if (!closing) {
            closing = true;
            context.flush();
            context.close();
        }
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
            client = address == null || address.toString().isEmpty() ? protocol + " client"
                    : protocol + " client " + address;
        }
        return client;
    }
}
