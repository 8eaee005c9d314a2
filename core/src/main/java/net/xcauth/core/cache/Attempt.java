package net.xcauth.core.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A user's attempt to log in with a password, and the HMAC by which this process recognizes the password. Attempts are
 * equal if user and password are. No method reveals the password outside this package.
 */
public final class Attempt {
    private final String password;
    private final byte[] hmac;

    Attempt(String password, byte[] hmac) {
        this.password = password;
        this.hmac = hmac;
    }

    String password() {
        return password;
    }

    byte[] hmac() {
        return hmac;
    }

    /** The HMAC, which may be kept where the password may not. */
    public ByteBuffer fingerprint() {
        return ByteBuffer.wrap(hmac).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attempt attempt && MessageDigest.isEqual(hmac, attempt.hmac);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hmac);
    }

    @Override
    public String toString() {
        return "Attempt(hidden)";
    }
}
