package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads one HTTP/1.1 response. What a server may send is limited: heads to 64 KiB, the body to what the caller allows.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112: HTTP/1.1</a>
 */
final class ReplyReader {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) (\\d{3})(?: .*)?");
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int OK = 200;

    private final InputStream in;
    private final HttpLines lines;
    private int status;
    private boolean reusable;

    /** @param in the connection, with a buffer that stays with it */
    ReplyReader(InputStream in) {
        this.in = in;
        this.lines = new HttpLines(in);
    }

    /** True if any part of the response has come. */
    boolean begun() {
        return lines.begun();
    }

    /** True if the connection can take another request: the response was read to its end, and the server keeps it. */
    boolean reusable() {
        return reusable;
    }

    /**
     * Reads it.
     *
     * @throws ProtocolException if it is not HTTP
     * @throws IOException       if the connection breaks
     */
    HttpOutcome.Reply read(BodyCollector collector) throws IOException {
        boolean kept = readStatus();
        Map<String, String> headers = readHeaders();
        while (status < OK) { // a response that only announces another
            kept = readStatus();
            headers = readHeaders();
        }
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        InputStream body = body(headers);
        boolean whole = !collector.isTooLong(length(headers)) && collector.read(decoded(body, headers));
        reusable = whole && body != in && body.read() < 0
                && (kept ? !connection.contains("close") : connection.contains("keep-alive"));
        return new HttpOutcome.Reply(status, Map.copyOf(headers), collector.body(), !whole);
    }

    /** Returns true if the server keeps connections unless it says otherwise. */
    private boolean readStatus() throws IOException {
        String line = lines.next();
        Matcher matcher = STATUS.matcher(line);
        if (!matcher.matches()) {
            throw new ProtocolException("not HTTP");
        }
        status = Integer.parseInt(matcher.group(2));
        return matcher.group(1).equals("1");
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                String value = line.substring(colon + 1).strip();
                String before = headers.putIfAbsent(name, value);
                if (before != null && name.equals("content-length") && !before.equals(value)) {
                    throw new ProtocolException("two lengths");
                }
            }
        }
        return headers;
    }

    private InputStream body(Map<String, String> headers) throws ProtocolException {
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            return InputStream.nullInputStream();
        }
        String coding = headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT);
        if (!coding.isEmpty()) {
            if (!coding.equals("chunked")) {
                throw new ProtocolException("unknown transfer coding");
            }
            return new ChunkedBody(lines, in);
        }
        return headers.containsKey("content-length") ? new MeasuredBody(in, length(headers)) : in;
    }

    private static long length(Map<String, String> headers) throws ProtocolException {
        String length = headers.get("content-length");
        if (length == null || headers.containsKey("transfer-encoding")) {
            return 0;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new ProtocolException("not a length");
        }
        return Long.parseLong(length);
    }

    /** Some servers compress answers although nobody has asked them to. What is compressed in another way stays as it is. */
    private static InputStream decoded(InputStream body, Map<String, String> headers) throws IOException {
        String coding = headers.getOrDefault("content-encoding", "").toLowerCase(Locale.ROOT);
        if (!coding.equals("gzip") && !coding.equals("x-gzip")) {
            return body;
        }
        PushbackInputStream beginning = new PushbackInputStream(body);
        int first = beginning.read();
        if (first < 0) {
            return body;
        }
        beginning.unread(first);
        return new GZIPInputStream(beginning);
    }
}
