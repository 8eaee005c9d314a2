package net.xcauth.openfire.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import net.xcauth.core.roster.LoginRefresh;
import net.xcauth.core.roster.RosterDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the first login of a user wait for the roster, though not longer than a second. Others have a roster already, to
 * which changes are pushed.
 */
final class FirstRoster implements Consumer<String> {
    private static final Logger log = LoggerFactory.getLogger(FirstRoster.class);
    private static final int PATIENCE_MILLIS = 1_000;

    private final LoginRefresh refresh;
    private final RosterDirectory directory;

    FirstRoster(LoginRefresh refresh, RosterDirectory directory) {
        this.refresh = refresh;
        this.directory = directory;
    }

    @Override
    public void accept(String user) {
        boolean known = directory.hasRoster(user);
        Optional<CompletableFuture<Boolean>> question = refresh.loggedIn(user);
        if (known || question.isEmpty()) {
            return;
        }
        try {
            question.get().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            log.debug("The roster of {} comes later", user);
        } catch (ExecutionException e) {
            log.error("The roster of {} could not be refreshed", user, e);
        }
    }
}
