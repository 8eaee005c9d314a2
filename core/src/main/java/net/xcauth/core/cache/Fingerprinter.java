package net.xcauth.core.cache;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.xcauth.core.user.UserKey;

/**
 * Computes the fingerprints by which this process recognizes passwords: HMAC-SHA256 with a random key that is never
 * stored. That takes a microsecond, where bcrypt takes up to hundreds of milliseconds.
 */
public final class Fingerprinter {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;
    /** Per thread, because a Mac is not thread-safe, and creating one takes longer than computing it. */
    private final ThreadLocal<Mac> mac = ThreadLocal.withInitial(this::newMac);

    /** Creates a random key: two instances have different fingerprints of the same password. */
    public Fingerprinter() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /** An attempt of this user to log in with this password. */
    public Attempt attempt(UserKey user, String password) {
        Mac hmac = mac.get();
        update(hmac, user.account());
        update(hmac, user.domain());
        return new Attempt(password, hmac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    }

    /** With its length instead of a separator: a NUL in a name must not make two users equal. */
    private static void update(Mac hmac, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        hmac.update((byte) (bytes.length >>> 16));
        hmac.update((byte) (bytes.length >>> 8));
        hmac.update((byte) bytes.length);
        hmac.update(bytes);
    }

    private Mac newMac() {
        try {
            Mac hmac = Mac.getInstance(ALGORITHM);
            hmac.init(key);
            return hmac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
