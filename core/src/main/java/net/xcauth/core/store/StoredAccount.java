package net.xcauth.core.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.user.Accounts;

/**
 * A name that stands for an account with another id, as the names of accounts from LDAP may.
 *
 * @param name   the login name, its ASCII letters in lower case
 * @param id     the account's id, as the cloud spells it
 * @param proven when a login password last proved it; empty if an administrator says so
 */
public record StoredAccount(String name, String id, Optional<Instant> proven) {
    public StoredAccount {
        name = Accounts.asciiLowerCase(name);
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(proven, "proven");
    }

    /** The id in lower case: the cloud matches ids without regard to case. */
    String key() {
        return Accounts.asciiLowerCase(id);
    }
}
