package net.xcauth.demo.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * A cloud user.
 *
 * @param id           case is preserved; a UUID for accounts from LDAP, with Nextcloud's defaults
 * @param name         the display name
 * @param appPasswords the login name of each app password
 * @param email        the newest address
 * @param ldapLogin    the login name of an account from LDAP; empty for an account in Nextcloud's own database
 * @param twoFactor    true if the login password alone does not suffice
 */
public record Account(
        String id,
        String name,
        String password,
        Map<String, String> appPasswords,
        Optional<String> email,
        Optional<String> ldapLogin,
        boolean twoFactor,
        boolean enabled) {

    public Account {
        appPasswords = Map.copyOf(appPasswords);
    }

    /** Creates an account in Nextcloud's own database. */
    public static Account of(String id, String name, String password) {
        return new Account(id, name, password, Map.of(), Optional.empty(), Optional.empty(), false, true);
    }

    /** True if this is the login password or any app password. */
    public boolean accepts(String offered) {
        boolean accepted = isPassword(offered);
        for (String appPassword : appPasswords.keySet()) {
            accepted |= equal(appPassword, offered);
        }
        return accepted;
    }

    /** True if this is the login password. */
    public boolean isPassword(String offered) {
        return equal(password, offered);
    }

    /** The name of the account's back end in the API. */
    public String backend() {
        return ldapLogin.isPresent() ? "LDAP" : "Database";
    }

    /** The name of the account's card in the system address book. */
    public String cardName() {
        return backend() + ":" + id + ".vcf";
    }

    public Account withName(String value) {
        return new Account(id, value, password, appPasswords, email, ldapLogin, twoFactor, enabled);
    }

    public Account withPassword(String value) {
        return new Account(id, name, value, appPasswords, email, ldapLogin, twoFactor, enabled);
    }

    public Account withAppPasswords(Map<String, String> value) {
        return new Account(id, name, password, value, email, ldapLogin, twoFactor, enabled);
    }

    public Account withEmail(String value) {
        return new Account(id, name, password, appPasswords, Optional.of(value), ldapLogin, twoFactor, enabled);
    }

    public Account withLdapLogin(String value) {
        return new Account(id, name, password, appPasswords, email, Optional.of(value), twoFactor, enabled);
    }

    public Account withTwoFactor(boolean value) {
        return new Account(id, name, password, appPasswords, email, ldapLogin, value, enabled);
    }

    public Account withEnabled(boolean value) {
        return new Account(id, name, password, appPasswords, email, ldapLogin, twoFactor, value);
    }

    /** Omits the passwords. */
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }

    private static boolean equal(String known, String offered) {
        return MessageDigest.isEqual(known.getBytes(UTF_8), offered.getBytes(UTF_8));
    }
}
