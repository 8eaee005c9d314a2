package net.xcauth.core.store;

import java.util.List;
import java.util.Optional;

/**
 * Which names stand for accounts with another id, by the fingerprint of the cloud that the accounts are in. A name has one
 * account, and an account one name. Every method waits for the database. Thread-safe.
 */
public interface AccountStore {

    /** The account of a name, in any case. */
    Optional<StoredAccount> ofName(String cloud, String name) throws StoreException;

    /** The account with an id, in any case. */
    Optional<StoredAccount> ofId(String cloud, String id) throws StoreException;

    /** All of a cloud, in the order of their names. */
    List<StoredAccount> all(String cloud) throws StoreException;

    /** True if any name of a cloud has an account with another id. */
    boolean any(String cloud) throws StoreException;

    /**
     * Stores an account, or when it was proven, all or nothing.
     *
     * @throws StoreException also if the name has another account, or the account another name
     */
    void put(String cloud, StoredAccount account) throws StoreException;

    /** @return whether the name had an account */
    boolean remove(String cloud, String name) throws StoreException;
}
