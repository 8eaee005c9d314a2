package net.xcauth.openfire.roster;

import java.util.Set;
import java.util.TreeSet;
import org.jivesoftware.openfire.SessionManager;
import org.jivesoftware.openfire.session.ClientSession;

/** Who is connected, on whatever node of the cluster. */
public final class Online {
    private Online() {
    }

    /** User names of all who have logged in, but for anonymous ones. */
    public static Set<String> users() {
        Set<String> users = new TreeSet<>();
        for (ClientSession session : SessionManager.getInstance().getSessions()) {
            String node = session.getAddress() == null ? null : session.getAddress().getNode();
            if (node != null && !session.isAnonymousUser()) {
                users.add(node);
            }
        }
        return users;
    }

    /** Whether this user is. */
    public static boolean is(String user) {
        return SessionManager.getInstance().getSessionCount(user) > 0;
    }
}
