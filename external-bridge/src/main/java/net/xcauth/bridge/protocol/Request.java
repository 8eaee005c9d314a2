package net.xcauth.bridge.protocol;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A request of a server. */
public sealed interface Request {
    /**
     * Checks a password.
     *
     * @param client the address of the user's client, if the server sends it
     */
    record Auth(String user, String domain, String password, Optional<InetAddress> client) implements Request {
        /** Without the client's address. */
        public Auth(String user, String domain, String password) {
            this(user, domain, password, Optional.empty());
        }

        @Override
        public String toString() {
            return "Auth[user=" + user + ", domain=" + domain + ", password hidden]";
        }
    }

    /** Checks that a user exists. */
    record IsUser(String user, String domain) implements Request {}

    /** Queries the cloud's groups of a user. */
    record Roster(String user, String domain) implements Request {}

    /**
     * Queries the contacts in a user's roster.
     *
     * @param version of the roster that the server already has; may be empty
     */
    record Contacts(String user, String domain, String version) implements Request {}

    /** Queries whether a user may be online, and which tokens are too old. */
    record Account(String user, String domain) implements Request {}

    /**
     * Negotiates features.
     *
     * @param client the features that the server on the other side supports
     */
    record Features(Set<String> client) implements Request {
        /** The reply "cannot tell". */
        public static final String CANNOT_TELL = "cannot-tell";
        /** The features that this program supports, in the order of its reply. */
        public static final List<String> SERVER = List.of(CANNOT_TELL, "login", "account");
    }

    /** Announces the deletion of a user. The cloud's account remains, but the server may delete its own data. */
    record RemoveUser(String user, String domain) implements Request {}

    /** A request that is understood and refused, such as setting a password. */
    record Unsupported(String operation) implements Request {}

    /** An invalid request, after which the next one can still be found. */
    record Malformed(String why) implements Request {}

    /** Ends the connection. */
    record Quit() implements Request {}
}
