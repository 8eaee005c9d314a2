package net.xcauth.core.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.user.UserKey;

/** Decides whether users exist: from the cache, then by the cloud, then by its last known answer. */
final class ExistenceDecision {
    private final Endpoints endpoints;
    private final GuardedCloud cloud;
    private final Supplier<UserCaches> caches;

    /** @param caches created on first use */
    ExistenceDecision(Endpoints endpoints, GuardedCloud cloud, Supplier<UserCaches> caches) {
        this.endpoints = endpoints;
        this.cloud = cloud;
        this.caches = caches;
    }

    /**
     * Decides whether a user exists.
     *
     * @param account in the given case
     * @param domain  XMPP domain, as given
     */
    CompletableFuture<Outcome> decide(String account, UserKey key, String domain) {
        CompletableFuture<Void> loading = existence().load(key);
        return loading.isDone()
                ? decideLoaded(account, key, domain)
                : loading.thenCompose(loaded -> decideLoaded(account, key, domain));
    }

    /** Decides about a user whose stored state is already in memory, or cannot be loaded. */
    CompletableFuture<Outcome> decideLoaded(String account, UserKey key, String domain) {
        Optional<Boolean> fresh = existence().fresh(key);
        if (fresh.isPresent()) {
            return completedFuture(
                    Outcome.of(fresh.get(), existence().isMissing(key) ? Reason.UNCONFIRMED : Reason.CACHED, ""));
        }
        Optional<Endpoint> endpoint = endpoints.forDomain(domain);
        if (endpoint.isEmpty()) {
            return completedFuture(Outcome.cannotTell(withoutEndpoint(domain)));
        }
        if (!existence().wasKnown(key) && !cloud.mayQueryUnknownName(endpoint.get())) {
            return completedFuture(Outcome.cannotTell(Reason.UNKNOWN_NAMES, ""));
        }
        return query(endpoint.get(), account, key)
                .thenCompose(answer -> answer instanceof Unreachable
                        ? existence().loadAsLastResort(key).thenApply(loaded -> outcome(key, answer))
                        : completedFuture(outcome(key, answer)));
    }

    /** Queries the cloud and remembers its answer. */
    CompletableFuture<Answer<Boolean>> query(UserKey user) {
        return endpoints
                .forDomain(user.domain())
                .map(endpoint -> query(endpoint, user.account(), user))
                .orElseGet(() -> completedFuture(new Unreachable<>(Cause.NO_ENDPOINT, withoutEndpoint(user.domain()))));
    }

    private CompletableFuture<Answer<Boolean>> query(Endpoint endpoint, String account, UserKey key) {
        return cloud.exists(endpoint, account, key, answer -> {
            if (!(answer instanceof Unreachable)) {
                caches.get().learn(key, answer instanceof Yes);
            }
        });
    }

    private Outcome outcome(UserKey key, Answer<Boolean> answer) {
        if (answer instanceof Unreachable<Boolean> unreachable) {
            return existence()
                    .lastKnown(key)
                    .map(last -> Outcome.of(last, Reason.LAST_KNOWN, unreachable.detail()))
                    .orElseGet(() -> Outcome.cannotTell(unreachable.detail()));
        }
        if (existence().isMissing(key)) {
            return Outcome.yes(Reason.UNCONFIRMED);
        }
        return answer instanceof No<Boolean> no && !no.asked()
                ? Outcome.no(no)
                : Outcome.of(answer instanceof Yes, Reason.CLOUD, "");
    }

    /**
     * Remembers what a roster shows about its owner's existence.
     *
     * @return the answer, or {@link Cause#UNCONFIRMED} for a known user whose deletion is not confirmed yet
     */
    CompletableFuture<Answer<CloudRoster>> learn(Endpoint endpoint, UserKey key, Answer<CloudRoster> answer) {
        return answer instanceof Unreachable || CloudRoster.isRemembered(answer)
                ? completedFuture(answer)
                : existence().load(key).thenApply(loaded -> learnLoaded(endpoint, key, answer));
    }

    private Answer<CloudRoster> learnLoaded(Endpoint endpoint, UserKey key, Answer<CloudRoster> answer) {
        boolean exists = answer instanceof Yes;
        boolean current = cloud.isCurrent(endpoint, key);
        if (exists
                && current
                && (existence().isMissing(key) || !existence().fresh(key).orElse(false))) {
            existence().present(key);
        }
        return exists || current && existence().absent(key)
                ? answer
                : new Unreachable<>(Cause.UNCONFIRMED, "the cloud no longer knows " + key + ", who was known before");
    }

    static String withoutEndpoint(String domain) {
        return "no cloud is configured for domain \"" + domain + "\"";
    }

    private ExistenceCache existence() {
        return caches.get().existence();
    }
}
