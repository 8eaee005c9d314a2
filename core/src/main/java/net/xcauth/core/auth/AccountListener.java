package net.xcauth.core.auth;

import net.xcauth.core.user.UserKey;

/**
 * Receives an event when a user loses access in the cloud, so that an XMPP server can end sessions and revoke tokens.
 * Called on any thread; must not block.
 */
public interface AccountListener {
    /** Ignores all events. */
    AccountListener NONE = new AccountListener() {
        @Override
        public void ended(UserKey user, End how) {
            // Ignored.
        }

        @Override
        public void passwordChanged(UserKey user) {
            // Ignored.
        }
    };

    /** The reason why an account has ended. */
    enum End {
        /** The cloud knew it before and no longer does. */
        DELETED,
        /** The cloud refuses it with any password. */
        DISABLED
    }

    /** Called once when an account ends, and again only after the cloud has accepted it in between. */
    void ended(UserKey user, End how);

    /**
     * Called when a valid password becomes invalid: the cloud has refused it, or has accepted another one since. With
     * the JSXC API, the other one may be just another app password.
     */
    void passwordChanged(UserKey user);
}
