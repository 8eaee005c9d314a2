package net.xcauth.demo.nextcloud;

import java.util.Optional;
import net.xcauth.demo.directory.Account;

/** Who sent a request, or why that is not known. */
sealed interface Caller {

    /** An account whose password or token is right. */
    record Known(Account user, boolean byAppPassword) implements Caller {}

    /** Why nobody is known. */
    enum Unknown implements Caller {
        /** No credentials, or a token that does not exist. */
        ANONYMOUS,
        /** The password is wrong, or the account does not exist. */
        REFUSED,
        /** The password is right, and the account disabled. */
        DISABLED,
        /** A login password where only an app password is accepted; whether it is right was not checked. */
        APP_PASSWORD_NEEDED,
        /** Too many failed logins from this address. */
        BLOCKED,
        /** LDAP is down, and the account may be there. */
        BROKEN
    }

    default Optional<Account> account() {
        return this instanceof Known known ? Optional.of(known.user) : Optional.empty();
    }
}
