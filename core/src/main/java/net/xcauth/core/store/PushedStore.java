package net.xcauth.core.store;

import java.util.Map;
import java.util.Set;
import net.xcauth.core.user.UserKey;

/** Data pushed to an XMPP server that cannot be read back cheaply. Every method waits for the database. */
public interface PushedStore {

    /** Stores nothing. */
    PushedStore NONE = new PushedStore() {
        @Override
        public Map<UserKey, String> fullNames(String domain) {
            return Map.of();
        }

        @Override
        public void saveFullNames(Map<UserKey, String> fullNames) {
            // Nothing is stored.
        }

        @Override
        public Set<String> pythonGroups(String domain) {
            return Set.of();
        }
    };

    /** The full names last pushed to the XMPP server for the users of an XMPP domain. */
    Map<UserKey, String> fullNames(String domain) throws StoreException;

    /** Stores full names that have been pushed. */
    void saveFullNames(Map<UserKey, String> fullNames) throws StoreException;

    /** The names, without the domain, of the groups of an XMPP domain that the Python program created. */
    Set<String> pythonGroups(String domain) throws StoreException;
}
