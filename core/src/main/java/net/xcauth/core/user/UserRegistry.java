package net.xcauth.core.user;

import java.time.Instant;

/** A second source of known users, such as rosters, which also learns of new and deleted users. Must not block. */
public interface UserRegistry {
    /** Knows no users. */
    UserRegistry NONE = new UserRegistry() {
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
            // Nothing is stored here.
        }
    };

    /** True if the user exists or has existed. */
    boolean knows(UserKey user);

    /** The number of known users of an XMPP domain. */
    long count(String domain);

    /** Called when the cloud says that a user exists. */
    default void present(UserKey user, Instant at) {}

    /** Called when it is confirmed that a known user no longer exists. */
    void gone(UserKey user);
}
