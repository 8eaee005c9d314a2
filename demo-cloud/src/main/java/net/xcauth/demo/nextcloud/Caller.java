package net.xcauth.demo.nextcloud;

import java.util.Optional;
import net.xcauth.demo.directory.Account;

/** The sender of a request, or the reason why there is no known sender. */
sealed interface Caller {

    /** An account with a correct password or token. */
    record Known(Account user, boolean byAppPassword) implements Caller {}

    /** The reason why the sender is unknown. */
    enum Unknown implements Caller {
        /** No credentials, or a token that does not exist. */
        ANONYMOUS,
        /** The password is wrong, or the account does not exist. */
        REFUSED,
        /** The password is correct, but the account is disabled. */
        DISABLED,
        /** A login password, not checked because only an app password is accepted. */
        APP_PASSWORD_NEEDED,
        /** Too many failed logins from this address. */
        BLOCKED,
        /** LDAP, which may have the account, is down. */
        BROKEN
    }

    default Optional<Account> account() {
        return this instanceof Known known ? Optional.of(known.user) : Optional.empty();
    }
}
