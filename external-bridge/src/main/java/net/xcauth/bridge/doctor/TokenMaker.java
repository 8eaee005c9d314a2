package net.xcauth.bridge.doctor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import net.xcauth.core.cloud.ApiSecret;

/** Creates time-limited tokens as the JSXC app does. */
final class TokenMaker {
    private static final int MAC_LENGTH = 16;
    private static final int HEADER_LENGTH = 6;
    private static final byte[] VERSION = {0};

    private TokenMaker() {}

    /** The bytes of a token: version, mac, header. */
    static byte[] create(ApiSecret secret, String user, String domain, Instant expiry) {
        byte[] header = ByteBuffer.allocate(HEADER_LENGTH)
                .putShort((short) secret.keyId())
                .putInt((int) expiry.getEpochSecond())
                .array();
        byte[] subject = (user + '@' + domain).getBytes(StandardCharsets.UTF_8);
        byte[] mac = Arrays.copyOf(secret.hmac("HmacSHA256", VERSION, header, subject), MAC_LENGTH);
        return ByteBuffer.allocate(VERSION.length + MAC_LENGTH + HEADER_LENGTH)
                .put(VERSION)
                .put(mac)
                .put(header)
                .array();
    }

    /** A copy with one byte of the mac changed. */
    static byte[] changed(byte[] token) {
        byte[] changed = token.clone();
        changed[VERSION.length] ^= 1;
        return changed;
    }

    /** The text that is sent instead of a password. */
    static String text(byte[] token) {
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(token)
                .replace('O', '-')
                .replace('I', '$')
                .replace('l', '%');
    }
}
