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

/** Netty's event loops: epoll where the machine has it, NIO elsewhere. */
final class Transport implements AutoCloseable {

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup eventLoops;
    private final int size;

    /** @param eventLoops how many; 0 for as many as Netty thinks normal, twice the number of cores */
    Transport(int eventLoops) {
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(eventLoops, handlers);
        this.eventLoops = group;
        this.size = group.executorCount();
    }

    EventLoopGroup eventLoops() {
        return eventLoops;
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
     * Understands {@code HOST:PORT}, {@code [::1]:PORT} and {@code /unix/path}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    SocketAddress address(String text) {
        if (text.startsWith("/")) {
            return epoll ? new DomainSocketAddress(text) : UnixDomainSocketAddress.of(Path.of(text));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("neither HOST:PORT nor /unix/path: " + text);
        }
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }

    /** Says what is used, for the record of a measurement. */
    @Override
    public String toString() {
        return size + " event loops on " + (epoll ? "epoll" : "NIO");
    }

    @Override
    public void close() {
        eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
