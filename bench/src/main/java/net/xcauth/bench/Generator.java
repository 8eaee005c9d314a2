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
 * Asks a server over several connections at once, one outstanding request each. The loop is closed: a slow server is
 * asked less often, so latencies say how long clients that wait do wait, not what a queue of strangers would see.
 */
final class Generator {

    private static final Duration EACH_ONCE_AT_MOST = Duration.ofMinutes(2);

    private final Transport transport;
    private final Protocol protocol;
    private final SocketAddress to;
    private final boolean reconnecting;

    /** @param reconnecting whether each request has a connection of its own */
    Generator(Transport transport, Protocol protocol, SocketAddress to, boolean reconnecting) {
        this.transport = transport;
        this.protocol = protocol;
        this.to = to;
        this.reconnecting = reconnecting;
    }

    /**
     * Asks every question once; each is expected to be answered with yes.
     *
     * @throws InterruptedException if the caller is interrupted while waiting for answers
     */
    Measured askOnce(List<Question> questions, int connections) throws InterruptedException {
        Tally tally = new Tally(connections);
        ChannelGroup open = open();
        try {
            start(questions, connections, i -> Turns.once(i, connections, questions.size()), tally, open);
            return tally.untilOver(EACH_ONCE_AT_MOST);
        } finally {
            open.close().sync();
        }
    }

    /**
     * Asks the questions again and again; each is expected to be answered with yes.
     *
     * @param warmUp asked, but not counted
     * @param measurement counted
     * @throws InterruptedException if the caller is interrupted meanwhile
     */
    Measured askFor(List<Question> questions, int connections, Duration warmUp, Duration measurement)
            throws InterruptedException {
        Tally tally = new Tally(connections);
        ChannelGroup open = open();
        try {
            start(questions, connections, i -> Turns.endless(i, connections, questions.size()), tally, open);
            return tally.during(warmUp, measurement);
        } finally {
            open.close().sync();
        }
    }

    private static ChannelGroup open() {
        return new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    }

    private void start(
            List<Question> questions, int connections, IntFunction<Turns> turns, Tally tally, ChannelGroup open) {
        Framing framing = protocol.framing();
        List<ByteBuf> requests =
                questions.stream().map(framing::request).map(Reusable::of).toList();
        Bootstrap bootstrap = new Bootstrap()
                .group(transport.eventLoops())
                .remoteAddress(to)
                .channelFactory(listed(transport.clientChannel(to), open));
        for (int i = 0; i < connections; i++) {
            new Conversation(bootstrap, framing, requests, turns.apply(i), reconnecting, tally).start();
        }
    }

    private static ChannelFactory<Channel> listed(Class<? extends Channel> type, ChannelGroup open) {
        ChannelFactory<? extends Channel> factory = new ReflectiveChannelFactory<>(type);
        return () -> {
            Channel channel = factory.newChannel();
            open.add(channel);
            return channel;
        };
    }
}
