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

/** A connection to a cloud, for one request after the other. Only {@link #close} may come from another thread. */
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
     * @param channel where the bytes go
     * @param socket  the channel's, or one with TLS above it
     */
    CloudConnection(Route route, SocketChannel channel, Socket socket) throws IOException {
        this.route = route;
        this.channel = channel;
        http.bind(socket);
    }

    /** The way that it takes. */
    Route route() {
        return route;
    }

    /** Notes that it is idle from now on, in nanoseconds. */
    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** When it became idle. */
    long idleSince() {
        return idleSince;
    }

    /** True if any part of the response to the last request has come. */
    boolean begun() {
        return http.getEndpointDetails().getReceivedBytesCount() > receivedBefore;
    }

    /** True if it can take another request: the last response was read to its end, and the server keeps the connection. */
    boolean reusable() {
        return reusable;
    }

    /** True if the server has not closed it; waits a millisecond to see that. */
    boolean isSound() {
        try {
            return !http.isStale();
        } catch (IOException e) {
            return false; // closed: there is another one
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
            while (response.getCode() < OK) { // one that only announces another
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
        message.setPath(target(request.url())); // as it is: HttpCore takes no name with an underscore apart
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

    /** Some servers compress answers although nobody has asked them to. What is compressed in another way stays as it is. */
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

    /** Closes it at once, whatever it is doing. */
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

    /** Without the value in the message, which may be a password. */
    private static String checked(String value) {
        if (!HEADER.matcher(value).matches()) {
            throw new IllegalArgumentException("a header of the request has a character that HTTP does not allow");
        }
        return value;
    }
}
