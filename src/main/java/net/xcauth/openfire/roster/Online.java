package net.xcauth.openfire.roster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jivesoftware.openfire.SessionManager;
import org.jivesoftware.openfire.session.ClientSession;
import org.xmpp.packet.JID;

/** Who is connected, on whatever node of the cluster. */
public final class Online {
    private Online() {}

    /** User names of all who have logged in, but for anonymous ones. */
    public static Set<String> users() {
        return new TreeSet<>(sessions().keySet());
    }

    /**
     * The sessions of these users that have not said to be present. Openfire neither counts them nor finds them by the user
     * name, and broadcasts nothing to them, though they may have their rosters already.
     */
    static Map<String, List<ClientSession>> silent(Set<String> users) {
        Map<String, List<ClientSession>> silent = sessions();
        silent.keySet().retainAll(users);
        silent.forEach((user, sessions) -> {
            List<JID> heard = SessionManager.getInstance().getSessions(user).stream()
                    .map(ClientSession::getAddress)
                    .toList();
            sessions.removeIf(session -> heard.contains(session.getAddress()));
        });
        return silent;
    }

    private static Map<String, List<ClientSession>> sessions() {
        Map<String, List<ClientSession>> sessions = new HashMap<>();
        for (ClientSession session : SessionManager.getInstance().getSessions()) {
            String node =
                    session.getAddress() == null ? null : session.getAddress().getNode();
            if (node != null && !session.isAnonymousUser()) {
                sessions.computeIfAbsent(node, absent -> new ArrayList<>()).add(session);
            }
        }
        return sessions;
    }

    /** Whether this user is, and has said to be present. */
    public static boolean is(String user) {
        return SessionManager.getInstance().getSessionCount(user) > 0;
    }
}
