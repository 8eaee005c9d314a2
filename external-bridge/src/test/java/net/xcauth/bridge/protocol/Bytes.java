package net.xcauth.bridge.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The tests' encoder of requests. Shares no code with the codecs, whose errors it would otherwise repeat. */
public final class Bytes {
    private Bytes() {}

    /** UTF-8. */
    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Concatenates arrays. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** Prefixes a content with its 2-byte big-endian length. */
    public static byte[] frame(byte[] content) {
        return join(new byte[] {(byte) (content.length >> 8), (byte) content.length}, content);
    }

    /** The same of a text in UTF-8. */
    public static byte[] frame(String content) {
        return frame(of(content));
    }

    /** A request to saslauthd: four fields. */
    public static byte[] sasl(String user, String password, String service, String realm) {
        return join(frame(user), frame(password), frame(service), frame(realm));
    }
}
