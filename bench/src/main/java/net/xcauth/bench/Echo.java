package net.xcauth.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Answers every request at once, without looking at it: what Netty, the kernel and this machine can do at most. */
final class Echo {

    private static final Parameter LISTEN = Parameter.repeated(
            "listen", "PROTOCOL=ADDRESS", "HOST:PORT or /unix/path; port 0 is a free one. Repeatable.");
    private static final Parameter EVENT_LOOPS = Parameter.optional(
            "event-loops",
            "<eventLoops>",
            "0",
            "How many threads; 0 for Netty's own choice, twice the number of cores.");
    private static final Parameter ANSWER = Parameter.choice("answer", Reply.YES);

    private static final Program PROGRAM = new Program(
            "echo",
            List.of("Serves the framing of the front-end protocols and gives one fixed answer."),
            "",
            List.of(LISTEN, EVENT_LOOPS, ANSWER),
            given -> serve(Settings.from(given)));

    private Echo() {}

    private record Settings(Map<Protocol, String> listeners, int eventLoops, Reply answer) {

        static Settings from(Arguments given) throws WrongArgumentsException {
            Map<Protocol, String> listeners = new EnumMap<>(Protocol.class);
            for (String each : given.texts(LISTEN)) {
                int equals = each.indexOf('=');
                if (equals < 0) {
                    throw new WrongArgumentsException("Value for option '--listen' (PROTOCOL=ADDRESS) should be in "
                            + "KEY=VALUE format but was " + each);
                }
                listeners.put(
                        Arguments.choice(LISTEN, Protocol.class, each.substring(0, equals)),
                        each.substring(equals + 1));
            }
            return new Settings(listeners, given.integer(EVENT_LOOPS), given.choice(ANSWER, Reply.class));
        }
    }

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }

    /** Serves until the process is stopped. */
    private static int serve(Settings settings) throws InterruptedException {
        try (Transport transport = new Transport(settings.eventLoops())) {
            List<Channel> serving = new ArrayList<>();
            for (Map.Entry<Protocol, String> each : settings.listeners().entrySet()) {
                SocketAddress at = transport.address(each.getValue());
                Channel channel = serve(transport, each.getKey(), at, settings.answer());
                serving.add(channel);
                System.out.println("listening: " + each.getKey() + " on " + written(channel.localAddress()));
            }
            System.out.println("echo ready: " + transport);
            for (Channel channel : serving) {
                channel.closeFuture().sync();
            }
            return Program.OK;
        }
    }

    /**
     * Starts a listener.
     *
     * @return the listening channel; closing it stops the listener
     * @throws InterruptedException if the caller is interrupted while the address is bound
     */
    static Channel serve(Transport transport, Protocol protocol, SocketAddress at, Reply answer)
            throws InterruptedException {
        Framing framing = protocol.framing();
        ByteBuf reply = Reusable.of(framing.reply(answer));
        return new ServerBootstrap()
                .group(transport.eventLoops())
                .channel(transport.serverChannel(at))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Answerer(framing, reply));
                    }
                })
                .bind(at)
                .sync()
                .channel();
    }

    private static String written(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : address.toString();
    }

    private static final class Answerer extends ByteToMessageDecoder {
        private final Framing framing;
        private final ByteBuf reply;

        private Answerer(Framing framing, ByteBuf reply) {
            this.framing = framing;
            this.reply = reply;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            while (framing.takeRequest(in)) {
                context.write(reply.duplicate(), context.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) throws Exception {
            context.flush();
            super.channelReadComplete(context);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
