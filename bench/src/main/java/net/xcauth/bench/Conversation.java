package net.xcauth.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** One client: asks, waits for the answer, asks the next. */
final class Conversation {

    private final Bootstrap bootstrap;
    private final Framing framing;
    private final List<ByteBuf> requests;
    private final Turns turns;
    private final boolean reconnecting;
    private final Tally tally;

    private long askedAt;
    private boolean waiting;
    private boolean begun;
    private boolean over;

    /**
     * @param bootstrap knows everything but the handler
     * @param requests each made by {@link Reusable}
     * @param reconnecting whether each request has a connection of its own, as saslauthd's clients do; the latency then
     *     includes connecting
     */
    Conversation(
            Bootstrap bootstrap,
            Framing framing,
            List<ByteBuf> requests,
            Turns turns,
            boolean reconnecting,
            Tally tally) {
        this.bootstrap = bootstrap;
        this.framing = framing;
        this.requests = requests;
        this.turns = turns;
        this.reconnecting = reconnecting;
        this.tally = tally;
    }

    void start() {
        if (turns.hasNext()) {
            connect();
        } else {
            end();
        }
    }

    private void connect() {
        askedAt = System.nanoTime();
        bootstrap.clone().handler(new Connection()).connect().addListener(connected -> {
            if (!connected.isSuccess()) {
                fail("cannot connect: " + connected.cause().getMessage());
            }
        });
    }

    private void fail(String why) {
        if (!over) {
            tally.problem(why);
            end();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            tally.conversationBegun();
        }
    }

    private void end() {
        begin();
        over = true;
        tally.conversationOver();
    }

    private boolean hasMore() {
        return turns.hasNext() && !tally.stopping();
    }

    /** Decodes what arrives on one connection. */
    private final class Connection extends ByteToMessageDecoder {

        private boolean connected;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connected = true;
            ask(context);
        }

        private void ask(ChannelHandlerContext context) {
            waiting = true;
            if (!reconnecting) {
                askedAt = System.nanoTime();
            }
            context.writeAndFlush(requests.get(turns.next()).duplicate(), context.voidPromise());
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            Reply reply = framing.takeReply(in);
            if (reply != null) {
                answered(context, reply);
            }
        }

        private void answered(ChannelHandlerContext context, Reply reply) {
            if (!waiting) {
                fail("an answer that nobody asked for");
                context.close();
                return;
            }
            tally.answered(System.nanoTime() - askedAt);
            begin();
            waiting = false;
            if (reply != Reply.YES) {
                tally.problem("answered " + reply + " instead of YES");
            }
            if (!reconnecting && hasMore()) {
                ask(context);
            } else {
                context.close();
            }
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext context) {
            // A connection that never was may end before its listener hears of it, and that says why.
            if (over || !connected) {
                return;
            }
            if (waiting) {
                fail("connection closed before the answer");
            } else if (reconnecting && hasMore()) {
                connect();
            } else {
                end();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(String.valueOf(cause.getMessage()));
            context.close();
        }
    }
}
