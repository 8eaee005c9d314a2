package net.xcauth.openfire.service;

import java.util.List;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import org.jivesoftware.openfire.SessionManager;
import org.jivesoftware.openfire.session.ClientSession;
import org.jivesoftware.util.TaskEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.StreamError;

/**
 * Ends the sessions of users whose account the cloud has disabled. {@link Deletions} logs out users who were deleted.
 *
 * @param alsoForPasswords true if a password that is no longer valid ends all sessions of its user
 */
record Sessions(boolean alsoForPasswords) implements AccountListener {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    @Override
    public void ended(UserKey user, End how) {
        if (how == End.DISABLED) {
            end(user, "the cloud has disabled the account or refuses its logins");
        }
    }

    @Override
    public void passwordChanged(UserKey user) {
        if (alsoForPasswords) {
            end(user, "a password is no longer valid");
        }
    }

    private static void end(UserKey user, String why) {
        String name = Accounts.userOf(user.account());
        if (end(name)) {
            log.info("Logged out {}: {}", name, why);
        }
    }

    /**
     * Ends the user's current sessions, on one of Openfire's own threads, since that takes a while.
     *
     * @return true if there are any
     */
    static boolean end(String user) {
        List<ClientSession> sessions = List.copyOf(SessionManager.getInstance().getSessions(user));
        TaskEngine.getInstance().submit(() -> sessions.forEach(Sessions::end));
        return !sessions.isEmpty();
    }

    private static void end(ClientSession session) {
        try {
            session.deliverRawText(new StreamError(StreamError.Condition.not_authorized).toXML());
            session.close();
        } catch (RuntimeException e) {
            log.error("Cannot end the session {}", session.getAddress(), e);
        }
    }
}
