package net.xcauth.bench;

/** What a server is asked. */
sealed interface Question {

    /** The XMPP local part. */
    String user();

    /** The XMPP domain. */
    String domain();

    /** Is this the user's password (or a valid token)? */
    record Auth(String user, String domain, String password) implements Question {
        @Override
        public String toString() {
            return "auth of " + user + "@" + domain;
        }
    }

    /** Does the user exist? */
    record IsUser(String user, String domain) implements Question {
        @Override
        public String toString() {
            return "isuser of " + user + "@" + domain;
        }
    }
}
