package net.xcauth.bridge.server;

import java.util.concurrent.CompletableFuture;
import net.xcauth.bridge.protocol.Reply;

/** What becomes of shared rosters when servers ask. */
public interface SharedRosters {

    /** Where there are none. */
    SharedRosters NONE = new SharedRosters() {
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
            // There is nothing to bring back.
        }

        @Override
        public boolean watches(String user, String domain) {
            return false;
        }
    };

    /**
     * A user has logged in.
     *
     * @return completes when the login may be answered: as soon as the roster is up to date, and within a second
     */
    CompletableFuture<Void> loggedIn(String user, String domain);

    /**
     * Whom a user's roster shows.
     *
     * @param version what an earlier answer said; may be empty
     * @return JSON, see {@code prosody-modules/README.md}; never completes exceptionally but by a programming error
     */
    CompletableFuture<Reply> contacts(String user, String domain, String version);

    /** A server is about to remove all that it has of a user, though the cloud has the account: shared groups, for instance. */
    void removed(String user, String domain);

    /** True if the rosters that are refreshed on schedule show within that time that this user was deleted. */
    boolean watches(String user, String domain);
}
