package net.xcauth.bridge.protocol;

/** What a server asked. */
public sealed interface Request {
    /** Is this the user's password? */
    record Auth(String user, String domain, String password) implements Request {
        @Override
        public String toString() {
            return "Auth[user=" + user + ", domain=" + domain + ", password hidden]";
        }
    }

    /** Does this user exist? */
    record IsUser(String user, String domain) implements Request {
    }

    /** Who shares groups with this user? */
    record Roster(String user, String domain) implements Request {
    }

    /**
     * Whom does this user's roster show?
     *
     * @param version what the server knows already; may be empty
     */
    record Contacts(String user, String domain, String version) implements Request {
    }

    /** A request that is understood and answered with failure, such as setting a password. */
    record Unsupported(String operation) implements Request {
    }

    /** A request that is none; the connection is still in step and goes on. */
    record Malformed(String why) implements Request {
    }

    /** The client says goodbye. */
    record Quit() implements Request {
    }
}
