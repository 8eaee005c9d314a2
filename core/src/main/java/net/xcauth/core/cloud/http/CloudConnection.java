package net.xcauth.core.cloud.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;

/** A connection to a cloud, for one request at a time. Only {@link #close} may be called by another thread. */
final class CloudConnection implements Closeable {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(16_384)
            .setMaxLineLength(65_536)
            .setMaxHeaderCount(500)
            .build();
    private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7e\\xa0-\\xff]*");
    private static final int OK = 200;

    private final Route route;
    private final SocketChannel channel;
    private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(LIMITS);
    private long receivedBefore;
    private boolean reusable;
    private long idleSince;

    /**
     * @param channel the underlying channel
     * @param socket  the channel's socket, or one with TLS on top
     */
    CloudConnection(Route route, SocketChannel channel, Socket socket) throws IOException {
        this.route = route;
        this.channel = channel;
        http.bind(socket);
    }

    /** The route that it uses. */
    Route route() {
        return route;
    }

    /** Marks it as idle as of this time in nanoseconds. */
    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** The time in nanoseconds at which it became idle. */
    long idleSince() {
        return idleSince;
    }

    /** True if any part of the response to the last request has arrived. */
    boolean begun() {
        return http.getEndpointDetails().getReceivedBytesCount() > receivedBefore;
    }

    /**
     * True if it can carry another request: the last response was read to its end, and the server keeps the connection
     * open.
     */
    boolean reusable() {
        return reusable;
    }

    /** True if the server has not closed it; takes up to a millisecond to find out. */
    boolean isSound() {
        try {
            return !http.isStale();
        } catch (IOException e) {
            return false; // unusable: another connection is opened
        }
    }

    /**
     * Sends a request, and reads the response.
     *
     * @throws ProtocolException if the response is not HTTP
     * @throws IOException       if the connection breaks
     */
    HttpOutcome.Reply exchange(CloudRequest request, BodyCollector collector) throws IOException {
        receivedBefore = http.getEndpointDetails().getReceivedBytesCount();
        reusable = false;
        try {
            BasicClassicHttpRequest sent = message(request);
            http.sendRequestHeader(sent);
            http.sendRequestEntity(sent);
            http.flush();
            ClassicHttpResponse response = http.receiveResponseHeader();
            while (response.getCode() < OK) { // 1xx: the final response follows
                response = http.receiveResponseHeader();
            }
            return read(sent, response, collector);
        } catch (TruncatedChunkException | ConnectionClosedException | NoHttpResponseException e) {
            throw because(
                    e,
                    new EOFException(
                            begun()
                                    ? "it was closed before the answer was complete"
                                    : "it was closed before an answer came"));
        } catch (HttpException | MalformedChunkCodingException | MessageConstraintException e) {
            throw because(e, new ProtocolException("not HTTP"));
        }
    }

    private static <T extends IOException> T because(Exception cause, T failure) {
        failure.initCause(cause);
        return failure;
    }

    private BasicClassicHttpRequest message(CloudRequest request) {
        BasicClassicHttpRequest message = new BasicClassicHttpRequest(request.method(), "/");
        message.setPath(target(request.url())); // not parsed: HttpCore does not support names with an underscore
        message.addHeader("Host", route.cloud().requested());
        message.addHeader("User-Agent", "xcauth");
        request.headers().forEach((name, value) -> message.addHeader(name, checked(value)));
        if (!request.method().equals("GET")) {
            message.addHeader("Content-Length", request.body().length);
            message.setEntity(new ByteArrayEntity(request.body(), null));
        }
        return message;
    }

    private HttpOutcome.Reply read(
            BasicClassicHttpRequest request, ClassicHttpResponse response, BodyCollector collector)
            throws IOException, HttpException {
        boolean whole = true;
        if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
            http.receiveResponseEntity(response);
            HttpEntity entity = response.getEntity();
            whole = !collector.isTooLong(entity.getContentLength()) && collector.read(decoded(entity));
            reusable = whole && entity.getContent().read() < 0;
        } else {
            reusable = true;
        }
        reusable &= DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, null);
        return new HttpOutcome.Reply(response.getCode(), headers(response), collector.body(), !whole);
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(
                    header.getName().toLowerCase(Locale.ROOT),
                    Optional.ofNullable(header.getValue()).orElse(""));
        }
        return Map.copyOf(headers);
    }

    /** Some servers compress responses unasked. An encoding other than gzip is passed on as it is. */
    private static InputStream decoded(HttpEntity entity) throws IOException {
        String coding =
                Optional.ofNullable(entity.getContentEncoding()).orElse("").toLowerCase(Locale.ROOT);
        if (!coding.equals("gzip") && !coding.equals("x-gzip")) {
            return entity.getContent();
        }
        PushbackInputStream beginning = new PushbackInputStream(entity.getContent());
        int first = beginning.read();
        if (first < 0) {
            return beginning;
        }
        beginning.unread(first);
        return new GZIPInputStream(beginning);
    }

    /** Closes it immediately, even in the middle of an exchange. */
    @Override
    public void close() {
        Cancellation.close(channel);
    }

    private String target(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String target = url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
        boolean proxyReads = route.proxy().isPresent() && !route.cloud().encrypted();
        return proxyReads ? "http://" + route.cloud().requested() + target : target;
    }

    /** Does not put the value into the message, since it may be a password. */
    private static String checked(String value) {
        if (!HEADER.matcher(value).matches()) {
            throw new IllegalArgumentException("a request header contains a character that HTTP does not allow");
        }
        return value;
    }
}
