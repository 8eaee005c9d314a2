package net.xcauth.core.cloud.jsxc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.user.XmppDomains;

/**
 * The time-limited token that JSXC in the browser logs in with. It is verified locally and never sent to the cloud.
 *
 * <p>Its format, as issued by the JSXC app ({@code lib/TimeLimitedToken.php}):
 * <pre>
 * header = first 2 bytes of SHA-256(secret), expiry as unsigned 32-bit big-endian Unix seconds
 * mac    = first 16 bytes of HMAC-SHA256(secret, 0x00, header, "user@domain")
 * token  = base64(0x00, mac, header) without '=', with O, I, l written as -, $, %
 * </pre>
 */
public final class Token {

    private static final int LENGTH = 31;
    private static final int MAC_LENGTH = 16;
    private static final int HEADER_AT = 1 + MAC_LENGTH;
    private static final int HEADER_LENGTH = 6;
    private static final byte VERSION = 0;

    /** The result of checking a password. */
    public enum Verdict {
        /** A token for this user that has not expired. */
        VALID,
        /** A token that has expired; its signature is not checked. */
        EXPIRED,
        /** Looks like a token of one of the secrets, but was not signed with it for this user. */
        FORGED,
        /** An ordinary password, or a token of another cloud. */
        NOT_A_TOKEN
    }

    private Token() {}

    /**
     * Issues a token as the JSXC app does.
     *
     * @param user   the user's name to sign
     * @param domain the XMPP domain to sign
     */
    public static String issue(ApiSecret secret, String user, String domain, Instant expiry) {
        byte[] header = ByteBuffer.allocate(HEADER_LENGTH)
                .putShort((short) secret.keyId())
                .putInt((int) expiry.getEpochSecond())
                .array();
        byte[] token = ByteBuffer.allocate(HEADER_AT + HEADER_LENGTH)
                .put(VERSION)
                .put(mac(secret, header, (user + '@' + domain).getBytes(StandardCharsets.UTF_8)))
                .put(header)
                .array();
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(token)
                .replace('O', '-')
                .replace('I', '$')
                .replace('l', '%');
    }

    private static byte[] mac(ApiSecret secret, byte[] header, byte[] subject) {
        byte[] version = {VERSION};
        return Arrays.copyOf(secret.hmac("HmacSHA256", version, header, subject), MAC_LENGTH);
    }

    /**
     * Checks whether a password is a token for this user. Ordinary passwords cost next to nothing.
     *
     * @param password what the user sent in place of a password
     * @param user     the user's name as it was signed, in any case
     * @param domain   the XMPP domain as it was signed, in any case
     * @param secrets  the secrets of the domain's cloud, old and new
     * @param now      the current time
     */
    public static Verdict check(String password, String user, String domain, List<ApiSecret> secrets, Instant now) {
        if (password.length() != LENGTH) {
            return Verdict.NOT_A_TOKEN;
        }
        byte[] token = decode(password);
        if (token.length == 0 || token[0] != VERSION) {
            return Verdict.NOT_A_TOKEN;
        }
        ByteBuffer header = ByteBuffer.wrap(token, HEADER_AT, token.length - HEADER_AT);
        int keyId = Short.toUnsignedInt(header.getShort());
        long expiry = Integer.toUnsignedLong(header.getInt());
        if (secrets.stream().noneMatch(secret -> secret.keyId() == keyId)) {
            return Verdict.NOT_A_TOKEN;
        }
        if (expiry < now.getEpochSecond()) {
            return Verdict.EXPIRED;
        }
        // JSXC signs the domain in the spelling configured there.
        boolean valid = Stream.of(
                        domain.toLowerCase(Locale.ROOT), XmppDomains.normal(domain), XmppDomains.ascii(domain))
                .distinct()
                .anyMatch(
                        spelling -> isSignedFor(user.toLowerCase(Locale.ROOT) + '@' + spelling, token, keyId, secrets));
        return valid ? Verdict.VALID : Verdict.FORGED;
    }

    private static boolean isSignedFor(String subject, byte[] token, int keyId, List<ApiSecret> secrets) {
        byte[] mac = Arrays.copyOfRange(token, 1, HEADER_AT);
        byte[] header = Arrays.copyOfRange(token, HEADER_AT, token.length);
        byte[] name = subject.getBytes(StandardCharsets.UTF_8);
        boolean signed = false;
        for (ApiSecret secret : secrets) {
            if (secret.keyId() == keyId) {
                signed |= MessageDigest.isEqual(mac(secret, header, name), mac);
            }
        }
        return signed;
    }

    /** The token's 23 bytes; none if it contains a character that does not occur in tokens. */
    private static byte[] decode(String password) {
        byte[] base64 = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            char c = password.charAt(i);
            if (!tokenCharacter(c)) {
                return new byte[0];
            }
            base64[i] = switch (c) {
                case '-' -> 'O';
                case '$' -> 'I';
                case '%' -> 'l';
                default -> (byte) c;
            };
        }
        return Base64.getDecoder().decode(base64);
    }

    private static boolean tokenCharacter(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '$'
                || c == '%';
    }
}
