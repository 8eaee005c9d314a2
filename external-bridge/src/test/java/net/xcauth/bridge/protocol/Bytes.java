package net.xcauth.bridge.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Requests as they travel. */
public final class Bytes {
    private Bytes() {}

    /** UTF-8. */
    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One after the other. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** With a 2-byte big-endian length in front. */
    public static byte[] frame(byte[] content) {
        return join(new byte[] {(byte) (content.length >> 8), (byte) content.length}, content);
    }

    /** As {@link #frame(byte[])}. */
    public static byte[] frame(String content) {
        return frame(of(content));
    }

    /** The four fields of saslauthd. */
    public static byte[] sasl(String user, String password, String service, String realm) {
        return join(frame(user), frame(password), frame(service), frame(realm));
    }
}
