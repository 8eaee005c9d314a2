package net.xcauth.core.cloud.nextcloud;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The form of a password, which decides how it is sent. */
enum PasswordShape {
    /**
     * An app password: 29 characters in five groups from the web page, or 72 letters and digits from {@code occ} and
     * clients. A login password of this form is treated as one.
     */
    APP_PASSWORD,
    /** Any other possible login password. */
    LOGIN_PASSWORD,
    /**
     * Never correct: empty, {@code 0} (which PHP treats as empty), with control characters (Nextcloud removes NUL, so
     * another password would be checked), not encodable, or longer than 4,096 bytes (web servers limit headers to 8 kB;
     * Nextcloud's forms limit passwords to 469 characters).
     */
    IMPOSSIBLE;

    private static final int LONGEST = 4_096;
    private static final Pattern APP = Pattern.compile("[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){4}|[A-Za-z0-9]{72}");

    static PasswordShape of(String password) {
        if (password.isEmpty()
                || password.equals("0")
                || password.length() > LONGEST
                || password.chars().anyMatch(Character::isISOControl)
                || !fits(password)) {
            return IMPOSSIBLE;
        }
        return APP.matcher(password).matches() ? APP_PASSWORD : LOGIN_PASSWORD;
    }

    /** A lone surrogate would be sent as a question mark, and a password with one might be correct. */
    private static boolean fits(String password) {
        try {
            return StandardCharsets.UTF_8
                            .newEncoder()
                            .encode(CharBuffer.wrap(password))
                            .remaining()
                    <= LONGEST;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
