package net.xcauth.demo.jsxc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@code X-JSXC-SIGNATURE: ALGORITHM=HEX}: the lower-case hexadecimal HMAC of the body, keyed with the API
 * secret, with any hash function for which the JDK has an HMAC.
 *
 * @param algorithm the name of the hash function as sent, empty if the header is missing or malformed
 * @param hex       the digits as sent
 */
public record Signature(String algorithm, String hex) {

    public static final String HEADER = "X-JSXC-SIGNATURE";

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9/-]{1,20})=([0-9a-f]{1,256})");

    static Signature parse(Optional<String> header) {
        Matcher matcher = FORM.matcher(header.orElse(""));
        return matcher.matches() ? new Signature(matcher.group(1), matcher.group(2)) : new Signature("", "");
    }

    boolean matches(byte[] body, String secret) {
        if (algorithm.isEmpty()) {
            return false;
        }
        try {
            String name = "Hmac" + algorithm.toUpperCase(Locale.ROOT);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), name));
            String expected = HexFormat.of().formatHex(mac.doFinal(body));
            return MessageDigest.isEqual(expected.getBytes(US_ASCII), hex.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            // The JDK has no HMAC with this hash function.
            return false;
        }
    }
}
