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
 * Ends sessions of users whose access has ended in the cloud. {@link Deletions} is told of deleted users in other ways as
 * well, and logs them out.
 *
 * @param alsoForPasswords whether a password that is not valid any more ends all sessions of its user
 */
record Sessions(boolean alsoForPasswords) implements AccountListener {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    @Override
    public void ended(UserKey user, End how) {
        if (how == End.DISABLED) {
            end(user, "the cloud has disabled the account, or refuses its logins");
        }
    }

    @Override
    public void passwordChanged(UserKey user) {
        if (alsoForPasswords) {
            end(user, "a password is not valid any more");
        }
    }

    private static void end(UserKey user, String why) {
        String name = Accounts.userOf(user.account());
        if (end(name)) {
            log.info("{} is logged out: {}", name, why);
        }
    }

    /**
     * Ends the sessions that a user has now, on a thread of Openfire's, since that takes a while.
     *
     * @return whether there are any
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
            log.error("The session {} could not be ended", session.getAddress(), e);
        }
    }
}
