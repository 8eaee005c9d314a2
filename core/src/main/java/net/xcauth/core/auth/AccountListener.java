package net.xcauth.core.auth;

import net.xcauth.core.user.UserKey;

/**
 * Told of access that has ended in the cloud, once per event, so that an XMPP server can end sessions and tokens as
 * well. Called on whatever thread has learned it; must not block.
 */
public interface AccountListener {
    /** Has no sessions to end. */
    AccountListener NONE = new AccountListener() {
        @Override
        public void ended(UserKey user, End how) {
            // No sessions, no tokens.
        }

        @Override
        public void passwordChanged(UserKey user) {
            // The same.
        }
    };

    /** What has become of an account. */
    enum End {
        /** The cloud knew it before, and does not any more. */
        DELETED,
        /** The cloud refuses it, whatever the password. */
        DISABLED
    }

    /** The account has ended. It is news again only after the cloud has accepted it in between. */
    void ended(UserKey user, End how);

    /**
     * A password that was valid is not any more: the cloud has refused it, or has accepted another one after it. With
     * the JSXC API the latter may be just another app password.
     */
    void passwordChanged(UserKey user);
}
