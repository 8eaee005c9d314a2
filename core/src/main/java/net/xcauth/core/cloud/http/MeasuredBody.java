package net.xcauth.core.cloud.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body, or a part of one, whose length is known. */
final class MeasuredBody extends InputStream {
    private final InputStream in;
    private long left;

    MeasuredBody(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("it was closed before the answer was complete");
        }
        left -= read;
        return read;
    }
}
