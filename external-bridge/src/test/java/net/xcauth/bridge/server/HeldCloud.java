package net.xcauth.bridge.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;

/**
 * A cloud in memory. Answers about users whose name begins with {@code held} are withheld until {@link #release}; for
 * users whose name ends in {@code down} the cloud is unreachable; all users but {@code nobody} exist. The right
 * password is {@code right}.
 */
final class HeldCloud implements Cloud {
    private final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();
    private volatile String roster = "{\"result\":\"success\",\r\n\"data\":{\"sharedRoster\":[]}}";

    void roster(String json) {
        roster = json;
    }

    /** Releases the withheld answers about a user. */
    void release(String account) {
        gate(account).complete(null);
    }

    /** Waits until the cloud has been queried about a user. */
    void awaitQuery(String account) throws Exception {
        gate(account + " queried").get(30, TimeUnit.SECONDS);
    }

    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
        return deliver(
                account, password.equals("right") ? new Answer.Yes<>(new Identity(account)) : new Answer.No<>("wrong"));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
        return deliver(account, account.equals("nobody") ? new Answer.No<>("no such user") : new Answer.Yes<>(true));
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
        return deliver(
                account,
                account.equals("nobody")
                        ? new Answer.No<>("no such user")
                        : new Answer.Yes<>(new CloudRoster(List.of(), roster)));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        return deliver("stranger", new Answer.No<>("no such user"));
    }

    private <T> CompletableFuture<Answer<T>> deliver(String account, Answer<T> answer) {
        Answer<T> effective =
                account.endsWith("down") ? new Answer.Unreachable<>(Cause.CONNECT, "the cloud is down") : answer;
        gate(account + " queried").complete(null);
        return account.startsWith("held")
                ? gate(account).thenApply(released -> effective)
                : CompletableFuture.completedFuture(effective);
    }

    private CompletableFuture<Void> gate(String name) {
        return held.computeIfAbsent(name, key -> new CompletableFuture<>());
    }

    @Override
    public void close() {
        held.values().forEach(gate -> gate.complete(null));
    }
}
