package net.xcauth.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Sends requests over several connections at once, one outstanding request each. The loop is closed: a slow server
 * receives fewer requests, so latencies are those of clients that wait, not of an independent arrival process.
 */
final class LoadGenerator {

    private static final Duration ONCE_TIMEOUT = Duration.ofMinutes(2);

    private final EventLoops loops;
    private final WireProtocol protocol;
    private final SocketAddress to;
    private final boolean reconnecting;

    /** @param reconnecting true if each request uses a new connection */
    LoadGenerator(EventLoops loops, WireProtocol protocol, SocketAddress to, boolean reconnecting) {
        this.loops = loops;
        this.protocol = protocol;
        this.to = to;
        this.reconnecting = reconnecting;
    }

    /** Sends each request once. Any answer but yes is a failure. */
    Measurement sendOnce(List<LoadRequest> requests, int connections) throws InterruptedException {
        LoadRecorder recorder = new LoadRecorder(connections);
        ChannelGroup open = channelGroup();
        try {
            start(requests, connections, i -> RequestOrder.once(i, connections, requests.size()), recorder, open);
            return recorder.untilFinished(ONCE_TIMEOUT);
        } finally {
            open.close().sync();
        }
    }

    /**
     * Sends the requests again and again. Any answer but yes is a failure.
     *
     * @param warmUp      not recorded
     * @param measurement recorded
     */
    Measurement sendFor(List<LoadRequest> requests, int connections, Duration warmUp, Duration measurement)
            throws InterruptedException {
        LoadRecorder recorder = new LoadRecorder(connections);
        ChannelGroup open = channelGroup();
        try {
            start(requests, connections, i -> RequestOrder.endless(i, connections, requests.size()), recorder, open);
            return recorder.during(warmUp, measurement);
        } finally {
            open.close().sync();
        }
    }

    private static ChannelGroup channelGroup() {
        return new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    }

    private void start(
            List<LoadRequest> requests,
            int connections,
            IntFunction<RequestOrder> orders,
            LoadRecorder recorder,
            ChannelGroup open) {
        List<ByteBuf> encoded =
                requests.stream().map(protocol::request).map(ReusableBuffer::of).toList();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .remoteAddress(to)
                .channelFactory(tracked(loops.clientChannel(to), open));
        for (int i = 0; i < connections; i++) {
            new LoadClient(bootstrap, protocol, encoded, orders.apply(i), reconnecting, recorder).start();
        }
    }

    private static ChannelFactory<Channel> tracked(Class<? extends Channel> type, ChannelGroup open) {
        ChannelFactory<? extends Channel> factory = new ReflectiveChannelFactory<>(type);
        return () -> {
            Channel channel = factory.newChannel();
            open.add(channel);
            return channel;
        };
    }
}
