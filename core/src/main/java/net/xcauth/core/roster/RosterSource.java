package net.xcauth.core.roster;

import java.util.concurrent.CompletableFuture;
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
}
