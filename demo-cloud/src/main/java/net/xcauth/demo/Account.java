package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Set;

/**
 * A cloud user: the id in its own spelling, the display name, the password and one app password per device.
 */
record Account(String id, String name, String password, Set<String> appPasswords) {

    Account {
        appPasswords = Set.copyOf(appPasswords);
    }

    boolean accepts(String offered) {
        boolean accepted = equal(password, offered);
        for (String appPassword : appPasswords) {
            accepted |= equal(appPassword, offered);
        }
        return accepted;
    }

    Account withName(String value) {
        return new Account(id, value, password, appPasswords);
    }

    Account withPassword(String value) {
        return new Account(id, name, value, appPasswords);
    }

    Account withAppPasswords(Set<String> value) {
        return new Account(id, name, password, value);
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }

    private static boolean equal(String known, String offered) {
        return MessageDigest.isEqual(known.getBytes(UTF_8), offered.getBytes(UTF_8));
    }
}
