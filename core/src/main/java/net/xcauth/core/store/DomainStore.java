package net.xcauth.core.store;

import java.util.List;
import java.util.Optional;

/** Clouds of single XMPP domains. Every method waits for the database. Thread-safe. */
public interface DomainStore {

    /** All domains, sorted by name. */
    List<StoredDomain> all() throws StoreException;

    /** A domain, ignoring case. */
    Optional<StoredDomain> find(String domain) throws StoreException;

    /** Adds or replaces domains, atomically. */
    void put(List<StoredDomain> domains) throws StoreException;

    /** @return true if there was such a domain */
    boolean remove(String domain) throws StoreException;
}
