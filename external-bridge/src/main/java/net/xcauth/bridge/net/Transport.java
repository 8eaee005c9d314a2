package net.xcauth.bridge.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
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
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** Netty's classes for sockets on this system. */
public enum Transport {
    /** Linux's epoll. */
    EPOLL {
        @Override
        public EventLoopGroup newLoops() {
            return new MultiThreadIoEventLoopGroup(loopCount(), threads(), EpollIoHandler.newFactory());
        }

        @Override
        public Class<? extends ServerChannel> tcp() {
            return EpollServerSocketChannel.class;
        }

        @Override
        public Class<? extends ServerChannel> unix() {
            return EpollServerDomainSocketChannel.class;
        }

        @Override
        public EventLoopGroup newLoop() {
            return new MultiThreadIoEventLoopGroup(1, threads(), EpollIoHandler.newFactory());
        }

        @Override
        public Class<? extends Channel> tcpClient() {
            return EpollSocketChannel.class;
        }

        @Override
        public Class<? extends Channel> unixClient() {
            return EpollDomainSocketChannel.class;
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return new DomainSocketAddress(path.toString());
        }

        @Override
        public ServerChannel inherited(InheritedSocket socket) {
            return socket.isUnix()
                    ? new EpollServerDomainSocketChannel(socket.descriptor(), true)
                    : new EpollServerSocketChannel(socket.descriptor());
        }
    },
    /** Java's own sockets: other systems, and Linux on processors for which Netty has no library. */
    NIO {
        @Override
        public EventLoopGroup newLoops() {
            return new MultiThreadIoEventLoopGroup(loopCount(), threads(), NioIoHandler.newFactory());
        }

        @Override
        public Class<? extends ServerChannel> tcp() {
            return NioServerSocketChannel.class;
        }

        @Override
        public Class<? extends ServerChannel> unix() {
            return NioServerDomainSocketChannel.class;
        }

        @Override
        public EventLoopGroup newLoop() {
            return new MultiThreadIoEventLoopGroup(1, threads(), NioIoHandler.newFactory());
        }

        @Override
        public Class<? extends Channel> tcpClient() {
            return NioSocketChannel.class;
        }

        @Override
        public Class<? extends Channel> unixClient() {
            return NioDomainSocketChannel.class;
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        public ServerChannel inherited(InheritedSocket socket) {
            ServerSocketChannel channel = socket.toChannel();
            return socket.isUnix() ? new InheritedUnixChannel(channel) : new NioServerSocketChannel(channel);
        }
    };

    private static final int MOST_LOOPS = 4;

    /** The fastest transport that this system supports. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Event loops for the connections of clients. */
    public abstract EventLoopGroup newLoops();

    public abstract Class<? extends ServerChannel> tcp();

    public abstract Class<? extends ServerChannel> unix();

    /** One event loop, for connections that this program opens. */
    public abstract EventLoopGroup newLoop();

    public abstract Class<? extends Channel> tcpClient();

    public abstract Class<? extends Channel> unixClient();

    public abstract SocketAddress unixAddress(Path path);

    /** A channel that takes over a listening socket. */
    public abstract ServerChannel inherited(InheritedSocket socket);

    /** A request takes microseconds, so a few threads serve any number of connections. */
    private static int loopCount() {
        return Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
    }

    private static DefaultThreadFactory threads() {
        return new DefaultThreadFactory("xcauth-io", true);
    }
}
