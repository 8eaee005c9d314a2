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
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives every request the same answer: the upper bound of what Netty, the kernel and this machine can do. */
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Serves the bridge's protocols and gives one fixed answer.")
final class Echo implements Callable<Integer> {

    @Option(
            names = "--listen",
            paramLabel = "PROTOCOL=ADDRESS",
            required = true,
            description = "HOST:PORT or /unix/path; port 0 chooses a free one. Repeatable.")
    private Map<WireProtocol, String> listeners = new EnumMap<>(WireProtocol.class);

    @Option(names = "--event-loops", defaultValue = "0", description = "Number of threads; 0 for two per core.")
    private int eventLoops;

    @Option(names = "--answer", defaultValue = "YES", description = "${COMPLETION-CANDIDATES}.")
    private ServerReply answer = ServerReply.YES;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Echo()).execute(arguments));
    }

    /** Serves until the process is stopped. */
    @Override
    public Integer call() throws InterruptedException {
        try (EventLoops loops = new EventLoops(eventLoops)) {
            List<Channel> serving = new ArrayList<>();
            for (Map.Entry<WireProtocol, String> each : listeners.entrySet()) {
                Channel channel = serve(loops, each.getKey(), loops.address(each.getValue()), answer);
                serving.add(channel);
                System.out.println("listening: " + each.getKey() + " on " + format(channel.localAddress()));
            }
            System.out.println("echo ready: " + loops);
            for (Channel channel : serving) {
                channel.closeFuture().sync();
            }
            return CommandLine.ExitCode.OK;
        }
    }

    /** Starts a listener; closing the returned channel stops it. */
    static Channel serve(EventLoops loops, WireProtocol protocol, SocketAddress at, ServerReply answer)
            throws InterruptedException {
        ByteBuf reply = ReusableBuffer.of(protocol.reply(answer));
        return new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel(at))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new FixedReply(protocol, reply));
                    }
                })
                .bind(at)
                .sync()
                .channel();
    }

    private static String format(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : address.toString();
    }

    private static final class FixedReply extends ByteToMessageDecoder {
        private final WireProtocol protocol;
        private final ByteBuf reply;

        private FixedReply(WireProtocol protocol, ByteBuf reply) {
            this.protocol = protocol;
            this.reply = reply;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            while (protocol.takeRequest(in)) {
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
