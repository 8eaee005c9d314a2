package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Creates the time-limited tokens that JSXC in the browser uses instead of a password. Shares no code with the programs
 * that accept them, so that tests compare two implementations.
 */
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
        try {
            byte[] header = ByteBuffer.allocate(6)
                    .put(MessageDigest.getInstance("SHA-256").digest(key), 0, 2)
                    .putInt((int) seconds)
                    .array();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            mac.update((byte) 0);
            mac.update(header);
            byte[] signature = mac.doFinal((user.toLowerCase(Locale.ROOT) + "@" + domain).getBytes(UTF_8));
            byte[] token = ByteBuffer.allocate(23)
                    .put((byte) 0)
                    .put(signature, 0, 16)
                    .put(header)
                    .array();
            return Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(token)
                    .replace('O', '-')
                    .replace('I', '$')
                    .replace('l', '%');
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256 and its HMAC", e);
        }
    }
}
