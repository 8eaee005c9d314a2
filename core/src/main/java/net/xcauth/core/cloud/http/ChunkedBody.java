package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** A body in chunks, each after its length; headers after it are left out. */
final class ChunkedBody extends InputStream {
    private final HttpLines lines;
    private final InputStream in;
    private MeasuredBody chunk;
    private boolean ended;

    ChunkedBody(HttpLines lines, InputStream in) {
        this.lines = lines;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (!ended) {
            int read = chunk == null ? -1 : chunk.read(buffer, offset, length);
            if (read >= 0) {
                return read;
            }
            begin();
        }
        return -1;
    }

    private void begin() throws IOException {
        lines.restart();
        if (chunk != null && !lines.next().isEmpty()) {
            throw new ProtocolException("a chunk is longer than its length");
        }
        String length = lines.next().replaceFirst("[ \t;].*", "");
        if (!length.matches("[0-9a-fA-F]{1,15}")) {
            throw new ProtocolException("not a chunk's length");
        }
        chunk = new MeasuredBody(in, Long.parseLong(length, 16));
        if (Long.parseLong(length, 16) == 0) {
            ended = true;
            String trailer = lines.next();
            while (!trailer.isEmpty()) {
                trailer = lines.next();
            }
        }
    }
}
