package net.xcauth.demo.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Percent encoding as PHP decodes it, leaving malformed sequences as they are, and as sabre/dav encodes it. */
public final class PercentEncoding {

    private static final String UNRESERVED_IN_PATHS = "-_.~()/:@";

    private PercentEncoding() {}

    /** Decodes a path like PHP's {@code rawurldecode}: plus signs are kept. */
    public static String decode(String encoded) {
        return decode(encoded, false);
    }

    /** Decodes a form value like PHP's {@code urldecode}: plus signs become spaces. */
    public static String decodeForm(String encoded) {
        return decode(encoded, true);
    }

    /** Encodes a path for a {@code href} like sabre/dav. */
    public static String encodePath(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED_IN_PATHS.indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : "%%%02x".formatted((int) c));
        }
        return encoded.toString();
    }

    private static String decode(String encoded, boolean plusIsSpace) {
        byte[] bytes = encoded.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? hexDigit(bytes[i + 1]) : -1;
            int low = high >= 0 ? hexDigit(bytes[i + 2]) : -1;
            if (low >= 0) {
                decoded.write(16 * high + low);
                i += 2;
            } else {
                decoded.write(plusIsSpace && bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return decoded.toString(UTF_8);
    }

    private static int hexDigit(byte b) {
        return b >= 0 ? Character.digit(b, 16) : -1;
    }
}
