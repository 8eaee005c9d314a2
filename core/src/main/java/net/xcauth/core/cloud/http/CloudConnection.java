package net.xcauth.core.cloud.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.regex.Pattern;
import net.xcauth.core.cloud.WebAddress;

/** A connection to a cloud, for one request after the other. Only {@link #close} may come from another thread. */
final class CloudConnection implements Closeable {
    private static final int BUFFER = 16_384;
    private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7e\\xa0-\\xff]*");

    private final Route route;
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private long idleSince;

    /**
     * @param channel where the bytes go
     * @param socket  the channel's, or one with TLS above it
     */
    CloudConnection(Route route, SocketChannel channel, Socket socket) throws IOException {
        this.route = route;
        this.channel = channel;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.out = socket.getOutputStream();
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

    /** Sends a request. */
    void send(CloudRequest request) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(1_024);
        whole.write((request.method() + ' ' + target(request.url()) + " HTTP/1.1\r\n").getBytes(ISO_8859_1));
        header(whole, "Host", route.cloud().requested());
        header(whole, "User-Agent", "xcauth");
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            header(whole, header.getKey(), header.getValue());
        }
        if (!request.method().equals("GET")) {
            header(whole, "Content-Length", String.valueOf(request.body().length));
        }
        whole.write("\r\n".getBytes(ISO_8859_1));
        whole.write(request.body());
        out.write(whole.toByteArray());
        out.flush();
    }

    /** Reads the response to the request that was sent last. */
    ReplyReader reply() {
        return new ReplyReader(in);
    }

    /** True if the server has neither closed it nor sent anything that nobody has asked for. */
    boolean isSound() {
        try {
            if (in.available() > 0) {
                return false;
            }
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException e) {
            return false; // closed: there is another one
        }
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
    private static void header(ByteArrayOutputStream request, String name, String value) throws IOException {
        if (!HEADER.matcher(value).matches()) {
            throw new IllegalArgumentException("a header of the request has a character that HTTP does not allow");
        }
        request.write((name + ": " + value + "\r\n").getBytes(ISO_8859_1));
    }
}
