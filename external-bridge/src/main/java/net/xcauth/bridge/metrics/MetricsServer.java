package net.xcauth.bridge.metrics;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.xcauth.bridge.net.Transport;
import net.xcauth.core.text.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves metrics and the health check over HTTP, on a thread of its own. */
public final class MetricsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);
    /** Monitoring opens one or two. */
    private static final int MOST_CONNECTIONS = 64;

    private static final int LONGEST_BODY = 1_024;
    private static final int PATIENCE_SECONDS = 30;

    private final EventLoopGroup loop;
    private final Channel listening;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * Starts listening.
     *
     * @param metrics the body of {@code /metrics}
     * @param health  the result of {@code /healthz}
     * @throws IOException if the address cannot be listened on; the message says why
     */
    public MetricsServer(InetSocketAddress address, Supplier<byte[]> metrics, Supplier<Health> health)
            throws IOException {
        Transport transport = Transport.best();
        loop = transport.newLoop();
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(transport.tcp())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, new MetricsHandler(metrics, health));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "cannot listen on " + NetUtil.toSocketAddressString(address) + " for metrics: "
                            + Reason.of(bound.cause()),
                    bound.cause());
        }
        listening = bound.channel();
        log.info("serving metrics at http://{}/metrics", NetUtil.toSocketAddressString(address()));
    }

    private void accept(Channel channel, MetricsHandler handler) {
        if (open.incrementAndGet() > MOST_CONNECTIONS) {
            channel.close();
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        channel.pipeline()
                .addLast(
                        new ReadTimeoutHandler(PATIENCE_SECONDS),
                        new HttpServerCodec(),
                        new HttpObjectAggregator(LONGEST_BODY, true),
                        handler);
    }

    /** The address that it listens on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
