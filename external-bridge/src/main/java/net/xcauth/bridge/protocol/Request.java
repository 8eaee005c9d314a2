package net.xcauth.bridge.protocol;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server asked. */
public sealed interface Request {
    /**
     * Is this the user's password?
     *
     * @param client the address of the user's client, where the server tells it
     */
    record Auth(String user, String domain, String password, Optional<InetAddress> client) implements Request {
        /** Where the server does not tell the address. */
        public Auth(String user, String domain, String password) {
            this(user, domain, password, Optional.empty());
        }

        @Override
        public String toString() {
            return "Auth[user=" + user + ", domain=" + domain + ", password hidden]";
        }
    }

    /** Does this user exist? */
    record IsUser(String user, String domain) implements Request {}

    /** Who shares groups with this user? */
    record Roster(String user, String domain) implements Request {}

    /**
     * Whom does this user's roster show?
     *
     * @param version what the server knows already; may be empty
     */
    record Contacts(String user, String domain, String version) implements Request {}

    /** May this user be online, and do earlier tokens let the user in? */
    record Account(String user, String domain) implements Request {}

    /**
     * A question about what both sides understand beyond yes and no.
     *
     * @param client what the client understands
     */
    record Features(Set<String> client) implements Request {
        /** The answer "cannot tell". */
        public static final String CANNOT_TELL = "cannot-tell";
        /** All that this program understands, in the order in which it says so. */
        public static final List<String> SERVER = List.of(CANNOT_TELL, "login", "account");
    }

    /** A user's account is to be deleted: nothing that this program does, but the server may go on with what it has of the user. */
    record RemoveUser(String user, String domain) implements Request {}

    /** A request that is understood and answered with failure, such as setting a password. */
    record Unsupported(String operation) implements Request {}

    /** A request that is none; the connection is still in step and goes on. */
    record Malformed(String why) implements Request {}

    /** The client says goodbye. */
    record Quit() implements Request {}
}
