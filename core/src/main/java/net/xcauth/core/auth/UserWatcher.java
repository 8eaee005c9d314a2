package net.xcauth.core.auth;

import net.xcauth.core.user.UserKey;

/** A second source of known users, such as rosters, which is told of users who are gone. Must not block. */
public interface UserWatcher {
    /** Knows nobody. */
    UserWatcher NONE = new UserWatcher() {
        @Override
        public boolean knows(UserKey user) {
            return false;
        }

        @Override
        public long count(String domain) {
            return 0;
        }

        @Override
        public void gone(UserKey user) {
            // Nothing is kept of users.
        }
    };

    /** True if the user exists or has existed. */
    boolean knows(UserKey user);

    /** The number of users known in an XMPP domain. */
    long count(String domain);

    /** A user who was known does not exist any more, which is confirmed. */
    void gone(UserKey user);
}
