package net.xcauth.bridge.server;

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

/** How this system's sockets are best used. */
public enum Transport {
    /** Linux. */
    EPOLL {
        @Override
        EventLoopGroup newLoops() {
            return new MultiThreadIoEventLoopGroup(loopCount(), threads(), EpollIoHandler.newFactory());
        }

        @Override
        public Class<? extends ServerChannel> tcp() {
            return EpollServerSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> unix() {
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
        ServerChannel inherited(InheritedSocket socket) {
            return socket.isUnix()
                    ? new EpollServerDomainSocketChannel(socket.descriptor(), true)
                    : new EpollServerSocketChannel(socket.descriptor());
        }
    },
    /** Everything else that Java runs on, such as Linux on processors for which Netty has no library. */
    NIO {
        @Override
        EventLoopGroup newLoops() {
            return new MultiThreadIoEventLoopGroup(loopCount(), threads(), NioIoHandler.newFactory());
        }

        @Override
        public Class<? extends ServerChannel> tcp() {
            return NioServerSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> unix() {
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
        ServerChannel inherited(InheritedSocket socket) {
            ServerSocketChannel channel = socket.toChannel();
            return socket.isUnix() ? new InheritedUnixChannel(channel) : new NioServerSocketChannel(channel);
        }
    };

    private static final int MOST_LOOPS = 4;

    /** What this system has. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract EventLoopGroup newLoops();

    /** Listens on a TCP port. */
    public abstract Class<? extends ServerChannel> tcp();

    abstract Class<? extends ServerChannel> unix();

    /** One thread for connections that this program makes. */
    public abstract EventLoopGroup newLoop();

    /** A connection that this program makes. */
    public abstract Class<? extends Channel> tcpClient();

    /** A connection to a Unix socket that this program makes. */
    public abstract Class<? extends Channel> unixClient();

    /** The address of a Unix socket. */
    public abstract SocketAddress unixAddress(Path path);

    abstract ServerChannel inherited(InheritedSocket socket);

    /** A request costs microseconds here, so a few threads serve any number of connections. */
    private static int loopCount() {
        return Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
    }

    private static DefaultThreadFactory threads() {
        return new DefaultThreadFactory("xcauth-io", true);
    }
}
