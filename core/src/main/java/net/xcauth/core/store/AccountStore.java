package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.user.Accounts;

/**
 * Login names that are not the id of their account, by the fingerprint of the account's cloud. A name belongs to one
 * account, and an account has one name. Every method waits for the database. Thread-safe.
 */
public interface AccountStore {

    /** The account of a name, ignoring case. */
    Optional<StoredAccount> ofName(String cloud, String name) throws StoreException;

    /** The account with an id, ignoring case. */
    Optional<StoredAccount> ofId(String cloud, String id) throws StoreException;

    /** All accounts of a cloud, sorted by name. */
    List<StoredAccount> all(String cloud) throws StoreException;

    /** True if a cloud has any such name. */
    boolean any(String cloud) throws StoreException;

    /**
     * Stores an account or updates when it was proven, atomically.
     *
     * @throws StoreException also if the name already has another account, or the account another name
     */
    void put(String cloud, StoredAccount account) throws StoreException;

    /** @return true if the name had an account */
    boolean remove(String cloud, String name) throws StoreException;

    /**
     * A login name that is not the id of its account, as is common for LDAP accounts.
     *
     * @param name   the login name, its ASCII letters in lower case
     * @param id     the account's id, as the cloud spells it
     * @param proven when a login password last proved it; empty if an administrator entered it
     */
    record StoredAccount(String name, String id, Optional<Instant> proven) {
        public StoredAccount {
            name = Accounts.asciiLowerCase(name);
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(proven, "proven");
        }

        /** The id in lower case: the cloud ignores the case of ids. */
        String key() {
            return Accounts.asciiLowerCase(id);
        }
    }
}
