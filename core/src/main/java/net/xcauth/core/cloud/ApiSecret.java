package net.xcauth.core.cloud;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.xcauth.core.crypto.Sha256;
import net.xcauth.core.text.RefusedException;

/**
 * The API secret shared with one cloud, which signs requests and verifies time-limited tokens. Its bytes never leave
 * this class.
 */
public final class ApiSecret {

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private final byte[] bytes;
    private final int keyId;

    private final ConcurrentMap<String, Mac> keyedMacs = new ConcurrentHashMap<>();

    private ApiSecret(byte[] bytes) {
        this.bytes = bytes;
        byte[] digest = Sha256.of(bytes);
        this.keyId = Byte.toUnsignedInt(digest[0]) << 8 | Byte.toUnsignedInt(digest[1]);
    }

    /**
     * Creates a secret from its text on the cloud's administration page. The key is its UTF-8 encoding.
     *
     * @throws RefusedException if it is empty or blank
     */
    public static ApiSecret of(String secret) {
        if (secret.isBlank()) {
            throw Refused.SECRET_EMPTY.exception();
        }
        return new ApiSecret(secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Parses one secret, or several separated by white space, as used while a secret is being changed.
     *
     * @throws RefusedException if there is none
     */
    public static List<ApiSecret> several(String secrets) {
        List<ApiSecret> each = WHITE_SPACE
                .splitAsStream(secrets.strip())
                .filter(word -> !word.isEmpty())
                .map(ApiSecret::of)
                .toList();
        if (each.isEmpty()) {
            throw Refused.SECRET_EMPTY.exception();
        }
        return each;
    }

    /**
     * The HMAC of the concatenated parts under this secret.
     *
     * @param jdkAlgorithm a name known to {@link Mac#getInstance(String)}, such as {@code HmacSHA256}
     * @throws IllegalArgumentException if this Java runtime does not support the algorithm
     */
    public byte[] hmac(String jdkAlgorithm, byte[]... parts) {
        Mac mac = keyed(jdkAlgorithm);
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /**
     * Creating a Mac and setting its key takes several times as long as computing one, so this is done once and the
     * result copied.
     */
    private Mac keyed(String jdkAlgorithm) {
        try {
            return (Mac) keyedMacs.computeIfAbsent(jdkAlgorithm, this::newMac).clone();
        } catch (CloneNotSupportedException e) {
            return newMac(jdkAlgorithm);
        }
    }

    private Mac newMac(String jdkAlgorithm) {
        try {
            Mac mac = Mac.getInstance(jdkAlgorithm);
            mac.init(new SecretKeySpec(bytes, jdkAlgorithm));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalArgumentException("this Java runtime does not support " + jdkAlgorithm, e);
        }
    }

    /** The first two bytes of the secret's SHA-256, 0 to 65535, which a token contains to identify its secret. */
    public int keyId() {
        return keyId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "ApiSecret(hidden)";
    }
}
