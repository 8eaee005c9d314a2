package net.xcauth.bench;

/** A request to the measured server. */
sealed interface LoadRequest {

    /** The XMPP local part. */
    String user();

    /** The XMPP domain. */
    String domain();

    /** Asks whether the password, or token, is the user's. */
    record Auth(String user, String domain, String password) implements LoadRequest {

        /** Omits the password. */
        @Override
        public String toString() {
            return "auth of " + user + "@" + domain;
        }
    }

    /** Asks whether the user exists. */
    record IsUser(String user, String domain) implements LoadRequest {}
}
