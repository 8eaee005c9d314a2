package net.xcauth.core.metrics;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;

/** A cloud whose answers are counted and timed. */
public final class MeasuredCloud implements Cloud {
    private final Cloud cloud;
    private final List<CloudListener> listeners;
    private final Clock clock;
    private final ConcurrentMap<String, CloudHealth> health = new ConcurrentHashMap<>();

    /**
     * @param cloud     closed with this
     * @param clock     says when something happened
     * @param listeners told of every answer
     */
    public MeasuredCloud(Cloud cloud, Clock clock, CloudListener... listeners) {
        this.cloud = cloud;
        this.clock = clock;
        this.listeners = List.of(listeners);
    }

    /** The clouds that have been asked, in the order of their names. */
    public List<CloudHealth> health() {
        return health.values().stream()
                .sorted(Comparator.comparing(CloudHealth::cloud))
                .toList();
    }

    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
        long start = System.nanoTime();
        return measured(endpoint, "auth", start, cloud.authenticate(endpoint, account, password));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
        long start = System.nanoTime();
        return measured(endpoint, "isuser", start, cloud.exists(endpoint, account));
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
        long start = System.nanoTime();
        return cloud.sharedRoster(endpoint, account)
                .thenApply(said ->
                        CloudRoster.isRemembered(said) ? said : measured(endpoint, "sharedroster", start, said));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        long start = System.nanoTime();
        return cloud.refreshRosters(endpoint)
                .thenApply(
                        said -> said.equals(new Yes<>(false)) ? said : measured(endpoint, "sharedroster", start, said));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        long start = System.nanoTime();
        return measured(endpoint, "neutral", start, cloud.neutral(endpoint));
    }

    @Override
    public Identity.Proof proof(Endpoint endpoint, String password) {
        return cloud.proof(endpoint, password);
    }

    @Override
    public CompletableFuture<Answer<CountedGuesses>> countedGuesses(Endpoint endpoint) {
        long start = System.nanoTime();
        return measured(endpoint, "neutral", start, cloud.countedGuesses(endpoint));
    }

    private <T> CompletableFuture<Answer<T>> measured(
            Endpoint endpoint, String operation, long start, CompletableFuture<Answer<T>> answer) {
        return answer.thenApply(said -> measured(endpoint, operation, start, said));
    }

    private <T> Answer<T> measured(Endpoint endpoint, String operation, long start, Answer<T> said) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        listeners.forEach(listener -> listener.answered(operation, said, took));
        learn(endpoint, said);
        return said;
    }

    /** Too many questions of our own say nothing of the cloud. */
    private void learn(Endpoint endpoint, Answer<?> said) {
        Unreachable<?> failed = said instanceof Unreachable<?> unreachable ? unreachable : null;
        if (failed != null && failed.cause() == Cause.OVERLOAD) {
            return;
        }
        Instant now = clock.instant();
        Optional<CloudHealth.Failure> failure =
                Optional.ofNullable(failed).map(each -> new CloudHealth.Failure(now, each.cause(), each.detail()));
        health.compute(
                name(endpoint.url()),
                (name, before) -> before == null
                        ? new CloudHealth(name, failed == null, now, failure)
                        : before.next(failed == null, now, failure));
    }

    /** An address's path tells nothing, and might tell too much. */
    static String name(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
