package net.xcauth.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** One client of a closed loop: sends a request, waits for the answer, sends the next. */
final class LoadClient {

    private final Bootstrap bootstrap;
    private final WireProtocol protocol;
    private final List<ByteBuf> requests;
    private final RequestOrder order;
    private final boolean reconnecting;
    private final LoadRecorder recorder;

    private long sentAt;
    private boolean waiting;
    private boolean started;
    private boolean finished;

    /**
     * @param bootstrap    complete except for the handler
     * @param requests     created by {@link ReusableBuffer}
     * @param reconnecting true if each request uses a new connection, as saslauthd's clients do; the latency then
     *     includes connecting
     */
    LoadClient(
            Bootstrap bootstrap,
            WireProtocol protocol,
            List<ByteBuf> requests,
            RequestOrder order,
            boolean reconnecting,
            LoadRecorder recorder) {
        this.bootstrap = bootstrap;
        this.protocol = protocol;
        this.requests = requests;
        this.order = order;
        this.reconnecting = reconnecting;
        this.recorder = recorder;
    }

    void start() {
        if (order.hasNext()) {
            connect();
        } else {
            finish();
        }
    }

    private void connect() {
        sentAt = System.nanoTime();
        bootstrap.clone().handler(new Connection()).connect().addListener(connected -> {
            if (!connected.isSuccess()) {
                fail("cannot connect: " + connected.cause().getMessage());
            }
        });
    }

    private void fail(String why) {
        if (!finished) {
            recorder.failed(why);
            finish();
        }
    }

    private void markStarted() {
        if (!started) {
            started = true;
            recorder.clientStarted();
        }
    }

    private void finish() {
        markStarted();
        finished = true;
        recorder.clientFinished();
    }

    private boolean hasMore() {
        return order.hasNext() && !recorder.stopping();
    }

    private final class Connection extends ByteToMessageDecoder {

        private boolean connected;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connected = true;
            send(context);
        }

        private void send(ChannelHandlerContext context) {
            waiting = true;
            if (!reconnecting) {
                sentAt = System.nanoTime();
            }
            context.writeAndFlush(requests.get(order.next()).duplicate(), context.voidPromise());
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            protocol.takeReply(in).ifPresent(reply -> answered(context, reply));
        }

        private void answered(ChannelHandlerContext context, ServerReply reply) {
            if (!waiting) {
                fail("unexpected data from the server");
                context.close();
                return;
            }
            recorder.answered(System.nanoTime() - sentAt);
            markStarted();
            waiting = false;
            if (reply != ServerReply.YES) {
                recorder.failed("answered " + reply + " instead of YES");
            }
            if (!reconnecting && hasMore()) {
                send(context);
            } else {
                context.close();
            }
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext context) {
            // A connection that was never established is reported by the listener of connect().
            if (finished || !connected) {
                return;
            }
            if (waiting) {
                fail("connection closed before the answer");
            } else if (reconnecting && hasMore()) {
                connect();
            } else {
                finish();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(String.valueOf(cause.getMessage()));
            context.close();
        }
    }
}
