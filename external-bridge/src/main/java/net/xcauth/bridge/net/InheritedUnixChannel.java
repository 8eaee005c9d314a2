package net.xcauth.bridge.net;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.AbstractNioMessageChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket that already listens, for {@link Transport#NIO}. Netty's own class insists on binding the socket, and
 * on closing deletes its file, which belongs to systemd.
 */
final class InheritedUnixChannel extends AbstractNioMessageChannel implements ServerChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final ServerSocketChannel listening;
    private final ChannelConfig config = new DefaultChannelConfig(this);

    InheritedUnixChannel(ServerSocketChannel listening) {
        super(null, listening, SelectionKey.OP_ACCEPT);
        this.listening = listening;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isActive() {
        return isOpen();
    }

    @Override
    protected int doReadMessages(List<Object> messages) throws IOException {
        SocketChannel accepted = listening.accept();
        if (accepted == null) {
            return 0;
        }
        messages.add(new NioDomainSocketChannel(this, accepted));
        return 1;
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        listening.close();
    }

    /** @return null if the socket is closed */
    @Override
    protected @Nullable SocketAddress localAddress0() {
        try {
            return listening.getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("the socket is already bound");
    }

    @Override
    protected void doDisconnect() {
        throw new UnsupportedOperationException("a listening socket does not connect or write");
    }

    @Override
    protected boolean doConnect(SocketAddress remote, SocketAddress local) {
        throw new UnsupportedOperationException("a listening socket does not connect or write");
    }

    @Override
    protected void doFinishConnect() {
        throw new UnsupportedOperationException("a listening socket does not connect or write");
    }

    @Override
    protected boolean doWriteMessage(Object message, ChannelOutboundBuffer buffer) {
        throw new UnsupportedOperationException("a listening socket does not connect or write");
    }
}
