package net.xcauth.core.cloud;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Somebody who surely does not exist.
 *
 * @param password as made up as the account
 */
public record Stranger(String account, String password) {
    /** A domain that nobody can have, RFC 2606. */
    public static final String DOMAIN = "doctor.invalid";

    private static final int BYTES = 10;

    /** Another one each time. */
    public static Stranger create() {
        return new Stranger("xcauth-doctor-" + random(), random());
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "Stranger[" + account + ", password hidden]";
    }
}
