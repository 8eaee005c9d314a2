package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/** The lines of a response, up to 64 KiB between one {@link #restart} and the next. */
final class HttpLines {
    private static final int MOST = 65_536;

    private final InputStream in;
    private int read;
    private boolean begun;

    HttpLines(InputStream in) {
        this.in = in;
    }

    /** True if any part of the response has come. */
    boolean begun() {
        return begun;
    }

    /** The next line without its end. */
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException(begun ? "it was closed before the answer was complete" : "it was closed before an answer came");
            }
            begun = true;
            if (++read > MOST) {
                throw new ProtocolException("lines without an end");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** What follows may be as long again. */
    void restart() {
        read = 0;
    }
}
