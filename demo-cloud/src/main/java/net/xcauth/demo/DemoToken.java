package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Creates the time-limited tokens that JSXC in the browser uses instead of a password. */
public final class DemoToken {

    /** The latest expiry that fits the token format: an unsigned 32-bit number of seconds, 2106-02-07T06:28:15Z. */
    static final Instant LATEST_EXPIRY = Instant.ofEpochSecond(0xFFFF_FFFFL);

    private DemoToken() {}

    /**
     * Creates a token of 31 characters.
     *
     * @param user   XMPP local part; signed in lower case, as JSXC does
     * @param domain XMPP domain, signed as it is
     * @param secret API secret, not empty
     * @param expiry last second of the token's validity, from 1970 to {@link #LATEST_EXPIRY}
     * @throws IllegalArgumentException if the secret is empty or the expiry out of range
     */
    public static String create(String user, String domain, String secret, Instant expiry) {
        long seconds = expiry.getEpochSecond();
        if (seconds < 0 || seconds > LATEST_EXPIRY.getEpochSecond()) {
            throw new IllegalArgumentException(
                    "a token's expiry must be between 1970 and " + LATEST_EXPIRY + ", got " + expiry);
        }
        byte[] key = secret.getBytes(UTF_8);
        byte[] header = ByteBuffer.allocate(6)
                .put(sha256(key), 0, 2)
                .putInt((int) seconds)
                .array();
        byte[] signed = concat(new byte[1], header, (user.toLowerCase(Locale.ROOT) + "@" + domain).getBytes(UTF_8));
        byte[] mac = Arrays.copyOf(hmacSha256(key, signed), 16);
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(concat(new byte[1], mac, header))
                .replace('O', '-')
                .replace('I', '$')
                .replace('l', '%');
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmacSha256(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
