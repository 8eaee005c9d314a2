package net.xcauth.bridge.doctor;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Somebody who surely does not exist.
 *
 * @param password as made up as the account
 */
record Stranger(String account, String password) {
    /** A domain that nobody can have, RFC 2606. */
    static final String DOMAIN = "doctor.invalid";

    private static final int BYTES = 10;

    /** Another one each time. */
    static Stranger create() {
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
