package net.xcauth.core.roster;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** An XMPP server that keeps copies of the shared groups, and to which changes are pushed. */
public interface RosterTarget {

    /** No server to push to: servers query rosters when they need them. */
    RosterTarget NONE = new RosterTarget() {
        @Override
        public RosterListener listener(String domain, RosterDirectory directory) {
            return new RosterListener() {
                @Override
                public void changed(RosterChange change) {
                    // The next answer shows it.
                }

                @Override
                public void confirmed(Set<String> users) {
                    // Each query is answered from the directory.
                }
            };
        }

        @Override
        public CompletableFuture<Void> begin(String domain, RosterEngine engine, boolean persistent, boolean empty) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> settled(String domain) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> cloudChanged(String domain, Supplier<CompletableFuture<Void>> forget) {
            return forget.get();
        }

        @Override
        public void compareAll(String domain) {
            // There is no copy.
        }

        @Override
        public void compareSoon(String user, String domain) {
            // There is no copy.
        }
    };

    /** The listener that pushes a domain's changes. */
    RosterListener listener(String domain, RosterDirectory directory);

    /**
     * Starts to keep a domain's groups up to date as soon as the server is known to serve the domain.
     *
     * @param engine     fills the directory, which already holds what was stored
     * @param persistent true if the directory is stored
     * @param empty      true if nothing was stored
     * @return completes after the first attempt to bring the server up to date, successful or not
     */
    CompletableFuture<Void> begin(String domain, RosterEngine engine, boolean persistent, boolean empty);

    /** Completes when all changes known so far in a domain have been pushed, or the attempt has failed. */
    CompletableFuture<Void> settled(String domain);

    /**
     * Handles a change of a domain's cloud. The groups at the server stay until the new cloud's groups are known.
     *
     * @param forget clears the directory; called while no comparison with the directory is running
     * @return completes when the directory holds the server's groups, or the attempt to read them has failed
     */
    CompletableFuture<Void> cloudChanged(String domain, Supplier<CompletableFuture<Void>> forget);

    /** Compares all groups that the server has of a domain: others may have changed them. */
    void compareAll(String domain);

    /**
     * Compares a user's groups at the server after a short delay.
     *
     * @param user XMPP local part, lower case
     */
    void compareSoon(String user, String domain);
}
