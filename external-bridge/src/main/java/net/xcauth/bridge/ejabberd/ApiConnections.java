package net.xcauth.bridge.ejabberd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import net.xcauth.bridge.ejabberd.ApiConnection.Response;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.net.Transport;
import net.xcauth.core.cloud.http.CaFile;
import net.xcauth.core.cloud.http.Dialer;
import net.xcauth.core.cloud.http.Distrust;
import net.xcauth.core.cloud.http.NoConnectionException;
import net.xcauth.core.cloud.http.Tls;
import net.xcauth.core.text.Reason;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.user.XmppDomains;

/** A pool of HTTP connections to ejabberd's API, over TCP or a Unix socket. Thread-safe; callers wait. */
final class ApiConnections implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_RESPONSE = 64 << 20;

    private final ApiAddress address;
    private final String token;
    private final Optional<Path> caFile;
    /** TCP connections come from the {@link Dialer}, as channels of Java's own. */
    private final Transport transport;

    private final Dialer dialer = new Dialer();
    private final Deque<ApiConnection> idle = new ArrayDeque<>();
    private Optional<EventLoopGroup> loop = Optional.empty();
    private Optional<SslContext> tls = Optional.empty();
    private boolean closed;

    /** @param caFile certificates that are trusted in addition to the system's */
    ApiConnections(ApiAddress address, String token, Optional<Path> caFile) {
        this.address = address;
        this.token = token;
        this.caFile = caFile;
        transport = address.socket().isPresent() ? Transport.best() : Transport.NIO;
    }

    /**
     * Posts a command and waits for the response.
     *
     * @param command appended to the address's path
     * @param host    a domain that ejabberd serves, for the request's header; empty if none is known
     * @param body    JSON
     */
    Response post(String command, String host, String body) throws EjabberdException {
        Optional<ApiConnection> kept = takeIdle();
        if (kept.isPresent()) {
            try {
                return exchange(kept.get(), command, host, body);
            } catch (EndedException e) {
                // ejabberd has closed it meanwhile. If there is another reason, a new connection will show it.
                return postOnNewConnection(command, host, body);
            }
        }
        return postOnNewConnection(command, host, body);
    }

    private Response postOnNewConnection(String command, String host, String body) throws EjabberdException {
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
            throw unreachable("closed the connection without answering " + command, e);
        }
    }

    private Response exchange(ApiConnection connection, String command, String host, String body)
            throws EjabberdException, EndedException {
        boolean reusable = false;
        try {
            Response response = connection
                    .send(request(command, host, body))
                    .get(RESPONSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            reusable = connection.isReusable();
            return response;
        } catch (TimeoutException e) {
            throw unreachable("does not answer " + command + " within " + RESPONSE_TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new EndedException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("had not answered when xcauth shut down", e);
        } finally {
            giveBack(connection, reusable);
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

    private synchronized Optional<ApiConnection> takeIdle() {
        return Optional.ofNullable(idle.poll());
    }

    private void giveBack(ApiConnection connection, boolean reusable) {
        synchronized (this) {
            if (reusable && !closed) {
                idle.push(connection);
                return;
            }
        }
        connection.close();
    }

    private ApiConnection connect() throws EjabberdException {
        ChannelFuture connecting = address.socket().isPresent()
                ? bootstrap()
                        .channel(transport.unixClient())
                        .connect(transport.unixAddress(address.socket().get()))
                : bootstrapOn(dial()).register();
        try {
            if (!connecting.await(CONNECT_TIMEOUT.toMillis())) {
                connecting.cancel(true);
                throw new EjabberdException(
                        Kind.UNREACHABLE,
                        unreachable("did not accept a connection within " + CONNECT_TIMEOUT.toSeconds() + " s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was not connected when xcauth shut down", e);
        }
        if (!connecting.isSuccess()) {
            throw unreachable("cannot be reached: " + reason(connecting.cause()), connecting.cause());
        }
        return connecting.channel().pipeline().get(ApiConnection.class);
    }

    private SocketChannel dial() throws EjabberdException {
        try {
            return dialer.connect(address.host(), address.port(), CONNECT_TIMEOUT);
        } catch (UnknownHostException e) {
            throw unreachable("cannot be reached: no such host", e);
        } catch (IOException e) {
            throw unreachable("cannot be reached: " + Reason.of(e), e);
        }
    }

    private Bootstrap bootstrapOn(SocketChannel connected) throws EjabberdException {
        try {
            return bootstrap().channelFactory(() -> new NioSocketChannel(connected));
        } catch (EjabberdException e) {
            closeQuietly(connected);
            throw e;
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is not needed any more.
        }
    }

    private synchronized Bootstrap bootstrap() throws EjabberdException {
        if (closed) {
            throw new EjabberdException(
                    Kind.UNREACHABLE, unreachable("is no longer called, because xcauth is shutting down"));
        }
        Optional<SslContext> encryption = encryption();
        EventLoopGroup group = loop.orElseGet(transport::newLoop);
        loop = Optional.of(group);
        return new Bootstrap().group(group).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                encryption.ifPresent(context -> channel.pipeline().addLast(handler(context, channel)));
                channel.pipeline()
                        .addLast(
                                new HttpClientCodec(),
                                new HttpObjectAggregator(MAX_RESPONSE),
                                new ApiConnection(channel));
            }
        });
    }

    /** Empty if the address does not use TLS. */
    private Optional<SslContext> encryption() throws EjabberdException {
        if (address.tls() && tls.isEmpty()) {
            try {
                tls = Optional.of(new JdkSslContext(
                        new Tls(caFile.map(CaFile::read)).context(),
                        true,
                        null,
                        IdentityCipherSuiteFilter.INSTANCE,
                        null,
                        ClientAuth.NONE,
                        null,
                        false));
            } catch (RefusedException e) {
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
        return new EjabberdException(Kind.UNREACHABLE, unreachable(what), cause);
    }

    private String unreachable(String what) {
        return "ejabberd's API at " + address + ' ' + what + "; xcauth will retry";
    }

    private static String reason(Throwable cause) {
        if (cause instanceof FileNotFoundException) {
            return "there is no such socket";
        }
        NoConnectionException.Kind kind = cause instanceof IOException failure
                ? NoConnectionException.Kind.of(failure)
                : NoConnectionException.Kind.OTHER;
        return kind == NoConnectionException.Kind.OTHER ? Reason.of(cause) : kind.words();
    }

    @Override
    public void close() {
        Optional<EventLoopGroup> ending;
        synchronized (this) {
            closed = true;
            idle.forEach(ApiConnection::close);
            idle.clear();
            ending = loop;
        }
        ending.ifPresent(group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }

    /** The connection has ended before the response. */
    private static final class EndedException extends Exception {
        private static final long serialVersionUID = 1L;

        EndedException(Throwable cause) {
            super(cause);
        }
    }
}
