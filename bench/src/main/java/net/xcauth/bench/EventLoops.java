package net.xcauth.bench;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A group of Netty event loops with epoll if available, NIO otherwise, and the channel types that fit it. */
final class EventLoops implements AutoCloseable {

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group;
    private final int size;

    /** @param threads the number of event loops; 0 for Netty's default, two per core */
    EventLoops(int threads) {
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup created = new MultiThreadIoEventLoopGroup(threads, handlers);
        this.group = created;
        this.size = created.executorCount();
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends Channel> clientChannel(SocketAddress to) {
        if (to instanceof InetSocketAddress) {
            return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        }
        return epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
    }

    Class<? extends ServerChannel> serverChannel(SocketAddress at) {
        if (at instanceof InetSocketAddress) {
            return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        }
        return epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    }

    /**
     * Parses {@code HOST:PORT}, {@code [::1]:PORT} or {@code /unix/path}.
     *
     * @throws IllegalArgumentException if the text has none of these forms
     */
    SocketAddress address(String text) {
        if (text.startsWith("/")) {
            return epoll ? new DomainSocketAddress(text) : UnixDomainSocketAddress.of(Path.of(text));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("an address must be HOST:PORT or /unix/path, got \"" + text + "\"");
        }
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }

    /** The number of event loops and their kind, for the report of a measurement. */
    @Override
    public String toString() {
        return size + " event loops on " + (epoll ? "epoll" : "NIO");
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
