package net.xcauth.openfire.service;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes a user's roster at login, in the background. Only the first login of a user waits for it, and not longer
 * than a second: others have a roster already, to which changes are pushed.
 *
 * @param rosters whether groups and names are served
 */
record LoginRefresh(RosterEngine engine, RosterDirectory directory, boolean rosters) implements Consumer<String> {
    private static final Logger log = LoggerFactory.getLogger(LoginRefresh.class);
    private static final int PATIENCE_MILLIS = 1_000;

    @Override
    public void accept(String user) {
        if (!rosters) {
            return;
        }
        boolean known = directory.hasRoster(user);
        var refresh = engine.refresh(user);
        if (known) {
            return;
        }
        try {
            refresh.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            log.debug("The roster of {} comes later", user);
        } catch (ExecutionException e) {
            log.error("The roster of {} could not be refreshed", user, e);
        }
    }
}
