package net.xcauth.core.store;

import java.util.Map;
import java.util.Set;
import net.xcauth.core.user.UserKey;

/** What an XMPP server was given that cannot be read back cheaply. Every method waits for the database. */
public interface PushedStore {

    /** Remembers nothing. */
    PushedStore NONE = new PushedStore() {
        @Override
        public Map<UserKey, String> fullNames(String domain) {
            return Map.of();
        }

        @Override
        public void saveFullNames(Map<UserKey, String> fullNames) {
            // There is nowhere to keep them.
        }

        @Override
        public Set<String> pythonGroups(String domain) {
            return Set.of();
        }
    };

    /** The full names that the XMPP server was last given, of the users of an XMPP domain. */
    Map<UserKey, String> fullNames(String domain) throws StoreException;

    /** Stores full names that the XMPP server was given. */
    void saveFullNames(Map<UserKey, String> fullNames) throws StoreException;

    /** The names, without the domain, of the groups of an XMPP domain that the Python program made. */
    Set<String> pythonGroups(String domain) throws StoreException;
}
