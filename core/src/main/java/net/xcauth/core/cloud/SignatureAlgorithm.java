package net.xcauth.core.cloud;

import java.util.HexFormat;
import java.util.Locale;
import net.xcauth.core.text.RefusedException;

/** The algorithm of a request's signature: an HMAC of the exact body bytes. Every version of the app supports SHA1. */
public enum SignatureAlgorithm {
    SHA1("sha1", "HmacSHA1"),
    SHA256("sha256", "HmacSHA256");

    private final String phpName;
    private final String jdkName;

    SignatureAlgorithm(String phpName, String jdkName) {
        this.phpName = phpName;
        this.jdkName = jdkName;
    }

    /** The {@code X-JSXC-SIGNATURE} header's value, such as {@code sha1=2d33…}. */
    public String sign(ApiSecret secret, byte[] body) {
        return phpName + '=' + HexFormat.of().formatHex(secret.hmac(jdkName, body));
    }

    /**
     * Parses an algorithm's name: {@code sha1}, {@code SHA-256}.
     *
     * @throws RefusedException if it is neither
     */
    public static SignatureAlgorithm parse(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "sha1", "sha-1" -> SHA1;
            case "sha256", "sha-256" -> SHA256;
            default -> throw Refused.SIGNATURE.exception(name);
        };
    }
}
