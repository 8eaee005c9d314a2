package net.xcauth.bridge.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.net.InheritedSocket;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.net.Transport;
import net.xcauth.bridge.net.UnixSocketFiles;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.text.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on sockets, its own and inherited ones, each with its protocol. */
public final class SocketServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SocketServer.class);
    private static final int BACKLOG = 4_096;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Responder responder;
    private final CodecSettings codecs;
    private final UnixSocketFiles socketFiles;
    private final ConnectionRegistry connections;
    private final Transport transport = Transport.best();
    private final EventLoopGroup loops;
    private final List<Channel> listening = new ArrayList<>();
    private final List<Path> ownFiles = new ArrayList<>();

    /**
     * @param socketFiles creates the files of Unix sockets
     * @param limits      of all connections together
     */
    public SocketServer(Responder responder, CodecSettings codecs, UnixSocketFiles socketFiles, Limits limits) {
        this(responder, codecs, socketFiles, limits, GRACE);
    }

    /** @param grace see {@link ConnectionRegistry} */
    SocketServer(
            Responder responder, CodecSettings codecs, UnixSocketFiles socketFiles, Limits limits, Duration grace) {
        this.responder = responder;
        this.codecs = codecs;
        this.socketFiles = socketFiles;
        connections = new ConnectionRegistry(limits, grace);
        loops = transport.newLoops();
        if (transport == Transport.NIO) {
            log.info(
                    "using Java's own sockets (NIO), since Netty has no epoll library for {} on {}; everything works, but uses "
                            + "more processor time",
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"));
        }
        long check = limits.checkInterval().toMillis();
        loops.next().scheduleWithFixedDelay(connections::checkTimes, check, check, TimeUnit.MILLISECONDS);
    }

    /**
     * Listens on an address.
     *
     * @throws IOException if that fails; the message names the reason and the remedy
     */
    public void listen(ListenAddress address) throws IOException {
        if (address instanceof ListenAddress.Unix unix) {
            listenOnFile(unix);
        } else if (address instanceof ListenAddress.Tcp tcp) {
            ServerBootstrap bootstrap =
                    bootstrap(tcp.protocol()).channel(transport.tcp()).option(ChannelOption.SO_BACKLOG, BACKLOG);
            Channel channel =
                    started(bootstrap.bind(tcp.address()), "listen on " + NetUtil.toSocketAddressString(tcp.address()));
            announce(tcp.protocol(), channel.localAddress(), "");
        }
    }

    private void listenOnFile(ListenAddress.Unix unix) throws IOException {
        socketFiles.makeRoom(unix.path());
        ServerBootstrap bootstrap =
                bootstrap(unix.protocol()).channel(transport.unix()).option(ChannelOption.SO_BACKLOG, BACKLOG);
        Channel channel = started(bootstrap.bind(transport.unixAddress(unix.path())), "listen on " + unix.path());
        ownFiles.add(unix.path());
        socketFiles.setAccess(unix.path());
        announce(unix.protocol(), channel.localAddress(), "");
    }

    /**
     * Listens on an inherited socket.
     *
     * @throws IOException if that fails; the message names the reason
     */
    public void listen(InheritedSocket socket, Protocol protocol) throws IOException {
        ServerBootstrap bootstrap = bootstrap(protocol).channelFactory(() -> transport.inherited(socket));
        Channel channel = started(bootstrap.register(), "listen on inherited descriptor " + socket.descriptor());
        announce(protocol, channel.localAddress(), " inherited descriptor " + socket.descriptor());
    }

    private ServerBootstrap bootstrap(Protocol protocol) {
        return new ServerBootstrap()
                .group(loops)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (channel instanceof SocketChannel tcp) {
                            tcp.config().setTcpNoDelay(true);
                        }
                        channel.pipeline()
                                .addLast(new Connection(
                                        channel, protocol, protocol.newCodec(codecs), responder, connections));
                    }
                });
    }

    private Channel started(ChannelFuture future, String what) throws IOException {
        if (!future.awaitUninterruptibly().isSuccess()) {
            String why =
                    future.cause() instanceof ChannelException && future.cause().getCause() != null
                            ? future.cause().getCause().getMessage()
                            : future.cause().getMessage();
            throw new IOException("cannot " + what + ": " + why + "; run xcauth doctor for advice", future.cause());
        }
        listening.add(future.channel());
        return future.channel();
    }

    /** The addresses that it listens on, in the order of the calls. */
    public List<SocketAddress> addresses() {
        return listening.stream().map(Channel::localAddress).toList();
    }

    private static void announce(Protocol protocol, SocketAddress address, String note) {
        String where = address instanceof InetSocketAddress tcp
                ? NetUtil.toSocketAddressString(tcp)
                : Objects.toString(address, "");
        log.info("listening: {} on {}", protocol.label(), (where + note).strip());
    }

    /** Stops listening, waits for pending replies within the stop timeout, and closes all connections. */
    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        try {
            if (!connections.stop()) {
                log.warn("stopped before all pending replies were sent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ownFiles.forEach(SocketServer::delete);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("cannot delete the socket file {}: {}", file, Reason.of(e));
        }
    }
}
