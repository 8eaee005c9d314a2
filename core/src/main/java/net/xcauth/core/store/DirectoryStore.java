package net.xcauth.core.store;

import java.util.Map;
import java.util.Set;
import net.xcauth.core.user.UserKey;

/** All users and groups that shared rosters have shown. Every method waits for the database. Thread-safe. */
public interface DirectoryStore {

    /** All that is stored of an XMPP domain. */
    Directory load(String domain) throws StoreException;

    /**
     * Stores what has changed, all or nothing.
     *
     * @param changed    users and groups, new or other than before
     * @param goneUsers  users to be deleted
     * @param goneGroups ids of groups to be deleted
     * @param domain     XMPP domain of the groups
     */
    void apply(Directory changed, Set<UserKey> goneUsers, Set<String> goneGroups, String domain)
            throws StoreException;

    /**
     * Users and groups of one XMPP domain.
     *
     * @param users  by user
     * @param groups by id, without the domain
     */
    record Directory(Map<UserKey, StoredRoster> users, Map<String, StoredGroup> groups) {
        public Directory {
            users = Map.copyOf(users);
            groups = Map.copyOf(groups);
        }
    }
}
