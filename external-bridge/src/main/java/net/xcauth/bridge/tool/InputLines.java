package net.xcauth.bridge.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lines of UTF-8, with CRLF or LF at their ends. */
final class InputLines {
    private final InputStream in;
    private int read;
    private boolean ended;

    InputLines(InputStream in) {
        this.in = in;
    }

    /**
     * The first line, without reading further.
     *
     * @throws IOException if it cannot be read, or is not UTF-8; the message says which line
     */
    String first() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        read++;
        ended = next < 0;
        return text(line.toByteArray());
    }

    /** All lines; an empty one behind the last line end too. */
    List<String> all() throws IOException {
        List<String> lines = new ArrayList<>();
        while (!ended) {
            lines.add(first());
        }
        return lines;
    }

    private String text(byte[] line) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "line " + read + " of standard input is not UTF-8; convert it, for example with " + "iconv", e);
        }
    }
}
