package net.xcauth.core.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.user.UserKey;

/** Users' names and groups as last learned from the cloud. Every method waits for the database. Thread-safe. */
public interface RosterStore {

    /** A user's stored roster. */
    Optional<StoredRoster> roster(UserKey user) throws StoreException;

    /**
     * The members of a group; empty if the group is unknown.
     *
     * @param group {@code name@domain}
     */
    Optional<Set<UserKey>> members(String group) throws StoreException;

    /** The groups of an XMPP domain, as {@code name@domain}, sorted. */
    List<String> groups(String domain) throws StoreException;

    /** The XMPP domains whose users' rosters are known. */
    Set<String> domains() throws StoreException;

    /** Forgets a user, including memberships. */
    Forgotten forget(UserKey user) throws StoreException;

    /** Forgets a group, {@code name@domain}; returns true if it was known. */
    boolean forgetGroup(String group) throws StoreException;

    /** Forgets all users and groups of an XMPP domain. */
    Forgotten forgetDomain(String domain) throws StoreException;

    /**
     * The number of forgotten entries.
     *
     * @param users  users whose rosters were known
     * @param groups groups that were forgotten, or that the user was removed from
     */
    record Forgotten(int users, int groups) {}
}
