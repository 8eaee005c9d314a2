package net.xcauth.core.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A password somebody tries, and the HMAC by which this process recognises it. Equal attempts are the same password
 * of the same user; nothing readable comes out of one.
 */
public final class Attempt {
    private final String password;
    private final byte[] proof;

    Attempt(String password, byte[] proof) {
        this.password = password;
        this.proof = proof;
    }

    String password() {
        return password;
    }

    byte[] proof() {
        return proof;
    }

    /** The HMAC alone: what may be kept when the password may not. */
    public ByteBuffer fingerprint() {
        return ByteBuffer.wrap(proof).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attempt attempt && MessageDigest.isEqual(proof, attempt.proof);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(proof);
    }

    @Override
    public String toString() {
        return "Attempt(hidden)";
    }
}
