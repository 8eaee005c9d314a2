package net.xcauth.core.cache;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.xcauth.core.user.UserKey;

/**
 * Turns a password into what this process alone can recognise: an HMAC-SHA256 under a random key that is never
 * stored. It costs a microsecond where bcrypt costs up to hundreds of milliseconds.
 */
public final class Recogniser {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;
    /** Looking up and keying a Mac costs more than computing it, and a Mac is not thread-safe. */
    private final ThreadLocal<Mac> mac = ThreadLocal.withInitial(this::newMac);

    /** A recogniser with a key of its own: it knows nothing that another one recognises. */
    public Recogniser() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /** The attempt of this user to log in with this password. */
    public Attempt attempt(UserKey user, String password) {
        Mac hmac = mac.get();
        separated(hmac, user.account());
        separated(hmac, user.domain());
        return new Attempt(password, hmac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    }

    /** Lengths, not separators: a NUL in a name must not make two users the same. */
    private static void separated(Mac hmac, String part) {
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
