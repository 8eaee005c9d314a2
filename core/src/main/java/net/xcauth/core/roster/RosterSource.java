package net.xcauth.core.roster;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;

/** The source of rosters. */
@FunctionalInterface
public interface RosterSource {

    /**
     * Queries a user's shared roster.
     *
     * @param user XMPP local part
     * @return no if there is no such user; {@link Cause#UNCONFIRMED} if that is not confirmed yet, so that the user
     *         stays as is; completes exceptionally only because of a bug
     */
    CompletableFuture<Answer<CloudRoster>> ask(String user);

    /**
     * Updates the data behind answers, unless each is a query of its own. A read in progress does not suffice.
     *
     * @return false if the cloud does not answer; completes exceptionally only because of a bug
     */
    default CompletableFuture<Boolean> refresh() {
        return CompletableFuture.completedFuture(true);
    }

    /** Combines a source with its refresh. */
    static RosterSource of(RosterSource source, Supplier<CompletableFuture<Boolean>> refresh) {
        return new RosterSource() {
            @Override
            public CompletableFuture<Answer<CloudRoster>> ask(String user) {
                return source.ask(user);
            }

            @Override
            public CompletableFuture<Boolean> refresh() {
                return refresh.get();
            }
        };
    }
}
