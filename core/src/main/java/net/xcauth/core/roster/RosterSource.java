package net.xcauth.core.roster;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;

/** Who answers questions for rosters. */
@FunctionalInterface
public interface RosterSource {

    /**
     * Asks for a user's shared roster.
     *
     * @param user XMPP local part
     * @return no if there is no such user; {@link Cause#UNCONFIRMED} if that is not to be believed yet, so that the user stays as
     *         is; never completes exceptionally but by a programming error
     */
    CompletableFuture<Answer<CloudRoster>> ask(String user);

    /**
     * Reads anew what answers are taken from, where not each is a question to the cloud. A reading that is under way is not enough.
     *
     * @return false if the cloud does not answer; never completes exceptionally but by a programming error
     */
    default CompletableFuture<Boolean> refresh() {
        return CompletableFuture.completedFuture(true);
    }

    /** A source that is refreshed so. */
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
