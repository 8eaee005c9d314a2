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

/** The users who are connected, on any node of the cluster. */
public final class OnlineUsers {
    private OnlineUsers() {}

    /** The names of all users who have logged in, except anonymous ones. */
    public static Set<String> all() {
        return new TreeSet<>(sessions().keySet());
    }

    /**
     * These users' sessions that have not sent presence. Openfire does not count them, find them by user name, or
     * broadcast anything to them, but their clients may already have a roster.
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

    /** True if the user has a session that has sent presence. */
    public static boolean contains(String user) {
        return SessionManager.getInstance().getSessionCount(user) > 0;
    }
}
