package net.xcauth.bridge.ejabberd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.server.Transport;
import net.xcauth.core.cloud.http.CaFile;
import net.xcauth.core.cloud.http.Dialer;
import net.xcauth.core.cloud.http.Distrust;
import net.xcauth.core.cloud.http.NoConnectionException;
import net.xcauth.core.cloud.http.Resolver;
import net.xcauth.core.cloud.http.Tls;
import net.xcauth.core.text.Reason;
import net.xcauth.core.user.XmppDomains;

/** HTTP over connections that are kept, TCP or Unix sockets; one request at a time on each. */
final class HttpConnections implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST_ANSWER = 64 << 20;

    private final ApiAddress address;
    private final String token;
    private final Optional<Path> caFile;
    private final Transport transport = Transport.best();
    private final Dialer dialer = new Dialer();
    private final Deque<Conversation> idle = new ArrayDeque<>();
    private EventLoopGroup loop;
    private SslContext tls;
    private boolean closed;

    /** @param caFile certificates that are trusted beside the system's */
    HttpConnections(ApiAddress address, String token, Optional<Path> caFile) {
        this.address = address;
        this.token = token;
        this.caFile = caFile;
    }

    /** What came back. */
    record Answer(int status, String body) {}

    /**
     * Sends a command.
     *
     * @param command behind the address's path
     * @param host    a domain that ejabberd serves; empty if none is known
     * @param body    JSON
     */
    Answer post(String command, String host, String body) throws EjabberdException {
        Conversation kept = takeIdle();
        if (kept != null) {
            try {
                return exchange(kept, command, host, body);
            } catch (EndedException e) {
                // It had been closed at the other end; on a new connection we learn whether there is more to it.
                return postAnew(command, host, body);
            }
        }
        return postAnew(command, host, body);
    }

    private Answer postAnew(String command, String host, String body) throws EjabberdException {
        try {
            return exchange(connect(), command, host, body);
        } catch (EndedException e) {
            Optional<Throwable> distrust = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                    .filter(SSLException.class::isInstance)
                    .findFirst();
            if (distrust.isPresent()) {
                throw new EjabberdException(
                        Kind.NOT_ALLOWED,
                        "TLS with ejabberd's API at " + address + " fails: " + Distrust.reason(distrust.get()),
                        e);
            }
            throw unreachable("closes the connection without an answer to " + command, e);
        }
    }

    private Answer exchange(Conversation conversation, String command, String host, String body)
            throws EjabberdException, EndedException {
        boolean sound = false;
        try {
            Answer answer =
                    conversation.ask(request(command, host, body)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            sound = conversation.isReusable();
            return answer;
        } catch (TimeoutException e) {
            throw unreachable("does not answer " + command + " within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new EndedException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was not waited for", e);
        } finally {
            giveBack(conversation, sound);
        }
    }

    private FullHttpRequest request(String command, String host, String body) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                address.path() + command,
                Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        request.headers()
                .set(
                        HttpHeaderNames.HOST,
                        host.isEmpty() || address.isNamed() ? address.authority() : XmppDomains.ascii(host));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
        if (!token.isEmpty()) {
            request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
        }
        return request;
    }

    private synchronized Conversation takeIdle() {
        return idle.poll();
    }

    private void giveBack(Conversation conversation, boolean sound) {
        synchronized (this) {
            if (sound && !closed) {
                idle.push(conversation);
                return;
            }
        }
        conversation.channel.close();
    }

    private Conversation connect() throws EjabberdException {
        Conversation conversation = new Conversation();
        ChannelFuture connecting;
        try {
            connecting = bootstrap(conversation).connect(remote());
        } catch (UnknownHostException e) {
            throw unreachable("cannot be connected to: no such host", e);
        } catch (IOException e) {
            throw unreachable("cannot be connected to: " + Reason.of(e), e);
        }
        try {
            if (!connecting.await(CONNECT_PATIENCE.toMillis())) {
                connecting.cancel(true);
                throw unreachable("cannot be connected to within " + CONNECT_PATIENCE.toSeconds() + " s", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was not waited for", e);
        }
        if (!connecting.isSuccess()) {
            throw unreachable("cannot be connected to: " + reason(connecting.cause()), connecting.cause());
        }
        return conversation;
    }

    /** Where a name has several addresses, the one that accepts connections. */
    private SocketAddress remote() throws IOException {
        if (address.socket().isPresent()) {
            return transport.unixAddress(address.socket().get());
        }
        List<InetAddress> all = Resolver.SYSTEM.addresses(address.host());
        if (all.size() == 1) {
            return new InetSocketAddress(all.get(0), address.port());
        }
        try (SocketChannel tried = dialer.connect(address.host(), address.port(), CONNECT_PATIENCE)) {
            return tried.getRemoteAddress();
        }
    }

    private synchronized Bootstrap bootstrap(Conversation conversation) throws EjabberdException {
        if (closed) {
            throw unreachable("is not asked any more, since xcauth ends", null);
        }
        if (loop == null) {
            loop = transport.newLoop();
        }
        SslContext encryption = encryption();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(address.socket().isPresent() ? transport.unixClient() : transport.tcpClient())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (encryption != null) {
                            channel.pipeline().addLast(handler(encryption, channel));
                        }
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_ANSWER), conversation);
                    }
                });
        return address.socket().isPresent() ? bootstrap : bootstrap.option(ChannelOption.TCP_NODELAY, true);
    }

    private SslContext encryption() throws EjabberdException {
        if (address.tls() && tls == null) {
            try {
                tls = new JdkSslContext(
                        new Tls(caFile.map(CaFile::read)).context(),
                        true,
                        null,
                        IdentityCipherSuiteFilter.INSTANCE,
                        null,
                        ClientAuth.NONE,
                        null,
                        false);
            } catch (IllegalArgumentException e) {
                throw new EjabberdException(Kind.NOT_ALLOWED, "TLS cannot be used: " + Reason.of(e), e);
            }
        }
        return tls;
    }

    private SslHandler handler(SslContext encryption, Channel channel) {
        SslHandler handler = encryption.newHandler(channel.alloc(), address.host(), address.port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    private EjabberdException unreachable(String what, Throwable cause) {
        return new EjabberdException(
                Kind.UNREACHABLE, "ejabberd's API at " + address + ' ' + what + "; it is tried " + "again", cause);
    }

    private static String reason(Throwable cause) {
        if (cause instanceof FileNotFoundException) {
            return "there is no such socket";
        }
        NoConnectionException.Kind failed = cause instanceof IOException fault
                ? NoConnectionException.Kind.of(fault)
                : NoConnectionException.Kind.OTHER;
        return failed == NoConnectionException.Kind.OTHER ? Reason.of(cause) : failed.words();
    }

    @Override
    public void close() {
        EventLoopGroup ending;
        synchronized (this) {
            closed = true;
            idle.forEach(conversation -> conversation.channel.close());
            idle.clear();
            ending = loop;
        }
        if (ending != null) {
            ending.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** The connection ended before the answer. */
    private static final class EndedException extends Exception {
        private static final long serialVersionUID = 1L;

        EndedException(Throwable cause) {
            super(cause);
        }
    }

    /** One connection. */
    private static final class Conversation extends SimpleChannelInboundHandler<FullHttpResponse> {
        private volatile Channel channel;
        private volatile CompletableFuture<Answer> awaited = CompletableFuture.completedFuture(null);
        private volatile boolean keptOpen;

        CompletableFuture<Answer> ask(FullHttpRequest request) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            awaited = answer;
            keptOpen = false;
            channel.writeAndFlush(request).addListener(written -> {
                if (!written.isSuccess()) {
                    answer.completeExceptionally(written.cause());
                }
            });
            if (!channel.isActive()) {
                answer.completeExceptionally(new IOException("closed"));
            }
            return answer;
        }

        boolean isReusable() {
            return keptOpen && channel.isActive();
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = context.channel();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            keptOpen = HttpUtil.isKeepAlive(response);
            awaited.complete(
                    new Answer(response.status().code(), response.content().toString(StandardCharsets.UTF_8)));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            awaited.completeExceptionally(new IOException("closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            awaited.completeExceptionally(cause);
            context.close();
        }
    }
}
