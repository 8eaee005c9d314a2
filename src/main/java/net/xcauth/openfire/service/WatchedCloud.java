package net.xcauth.openfire.service;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.StoreHealth;

/** A cloud whose failures and recoveries are in the log, once each, with what to do. */
final class WatchedCloud implements Cloud {
    private final Cloud cloud;
    private final StoreHealth health;

    /**
     * @param cloud closed with this
     * @param clock says how long it failed
     */
    WatchedCloud(Cloud cloud, Clock clock) {
        this.cloud = cloud;
        health = new StoreHealth("the cloud answers", "what is remembered of passwords, users and groups goes on to "
                + "count, and other logins are told to try again later", clock);
    }

    /** Asks anything, only to find out whether it answers. */
    void tryOut(Endpoint endpoint) {
        exists(endpoint, "admin");
    }

    @Override
    public CompletableFuture<Answer<String>> authenticate(Endpoint endpoint, String account, String password) {
        return watched(cloud.authenticate(endpoint, account, password));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
        return watched(cloud.exists(endpoint, account));
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
        return watched(cloud.sharedRoster(endpoint, account));
    }

    private <T> CompletableFuture<Answer<T>> watched(CompletableFuture<Answer<T>> answer) {
        return answer.thenApply(said -> {
            if (!(said instanceof Unreachable<T> unreachable)) {
                health.worked();
            } else if (unreachable.cause() != Cause.OVERLOAD) {
                health.failed(unreachable.detail() + " (" + unreachable.cause().remedy() + ")");
            }
            return said;
        });
    }

    @Override
    public void close() {
        cloud.close();
    }
}
