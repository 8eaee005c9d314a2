package net.xcauth.core.cloud;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A made-up account that certainly does not exist.
 *
 * @param password made up as well
 */
public record MadeUpAccount(String account, String password) {
    /** A domain that nobody can register, RFC 2606. */
    public static final String DOMAIN = "doctor.invalid";

    private static final int BYTES = 10;

    /** A new one each time. */
    public static MadeUpAccount create() {
        return new MadeUpAccount("xcauth-doctor-" + random(), random());
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "MadeUpAccount[" + account + ", password hidden]";
    }
}
