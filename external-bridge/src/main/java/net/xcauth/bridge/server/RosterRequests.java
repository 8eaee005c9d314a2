package net.xcauth.bridge.server;

import java.util.concurrent.CompletableFuture;
import net.xcauth.bridge.protocol.Reply;

/** Keeps shared rosters up to date, and answers requests about them. */
public interface RosterRequests {

    /** Without shared rosters. */
    RosterRequests NONE = new RosterRequests() {
        @Override
        public CompletableFuture<Void> loggedIn(String user, String domain) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Reply> contacts(String user, String domain, String version) {
            return CompletableFuture.completedFuture(Reply.NO);
        }

        @Override
        public void removed(String user, String domain) {
            // No groups to restore.
        }

        @Override
        public boolean watches(String user, String domain) {
            return false;
        }
    };

    /**
     * Refreshes the roster of a user who has logged in.
     *
     * @return completes when the login may be answered: once the roster is up to date, but within a second
     */
    CompletableFuture<Void> loggedIn(String user, String domain);

    /**
     * The contacts in a user's roster, as JSON: see {@code prosody-modules/README.md}.
     *
     * @param version of the roster that the server already has; may be empty
     * @return completes exceptionally only after a programming error
     */
    CompletableFuture<Reply> contacts(String user, String domain, String version);

    /** A server is about to delete all data of a user whom the cloud still has, shared groups among it. */
    void removed(String user, String domain);

    /** True if the scheduled refresh would reveal this user's deletion. */
    boolean watches(String user, String domain);
}
