package net.xcauth.bridge.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lines of UTF-8 that end in LF or CRLF. */
final class InputLines {
    private final InputStream in;
    private int number;
    private boolean ended;

    InputLines(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next line, and nothing after it.
     *
     * @return empty at the end of input
     * @throws IOException if the input cannot be read or is not UTF-8; the message names the line
     */
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = in.read();
        while (read >= 0 && read != '\n') {
            line.write(read);
            read = in.read();
        }
        number++;
        ended = read < 0;
        return text(line.toByteArray());
    }

    /** Reads all lines, including an empty one after the last line end. */
    List<String> all() throws IOException {
        List<String> lines = new ArrayList<>();
        while (!ended) {
            lines.add(next());
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
                    "line " + number + " of standard input is not UTF-8; convert it, for example with iconv", e);
        }
    }
}
