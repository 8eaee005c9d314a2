package net.xcauth.core.store;

import java.util.List;
import java.util.Optional;

/** Clouds of single XMPP domains. Every method waits for the database. Thread-safe. */
public interface DomainStore {

    /** All domains, in the order of their names. */
    List<StoredDomain> all() throws StoreException;

    /** One domain, in whatever case it is given. */
    Optional<StoredDomain> find(String domain) throws StoreException;

    /** Adds domains, or replaces what is stored of them, all or nothing. */
    void put(List<StoredDomain> domains) throws StoreException;

    /** @return whether there was such a domain */
    boolean remove(String domain) throws StoreException;
}
