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
import net.xcauth.core.cloud.CloudOperation;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;

/** Measures the answers of a cloud. */
public final class MeasuredCloud implements Cloud {
    private final Cloud cloud;
    private final List<CloudListener> listeners;
    private final Clock clock;
    private final ConcurrentMap<String, CloudHealth> health = new ConcurrentHashMap<>();

    /**
     * @param cloud     closed with this
     * @param listeners called for each answer
     */
    public MeasuredCloud(Cloud cloud, Clock clock, List<CloudListener> listeners) {
        this.cloud = cloud;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
    }

    /** The health of the clouds that have been queried, ordered by name. */
    public List<CloudHealth> health() {
        return health.values().stream()
                .sorted(Comparator.comparing(CloudHealth::cloud))
                .toList();
    }

    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
        long start = System.nanoTime();
        return measured(endpoint, CloudOperation.AUTH, start, cloud.authenticate(endpoint, account, password));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
        long start = System.nanoTime();
        return measured(endpoint, CloudOperation.ISUSER, start, cloud.exists(endpoint, account));
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
        long start = System.nanoTime();
        return cloud.sharedRoster(endpoint, account)
                .thenApply(answer -> CloudRoster.isRemembered(answer)
                        ? answer
                        : measured(endpoint, CloudOperation.SHAREDROSTER, start, answer));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        long start = System.nanoTime();
        return cloud.refreshRosters(endpoint)
                .thenApply(answer -> answer.equals(new Yes<>(false))
                        ? answer
                        : measured(endpoint, CloudOperation.SHAREDROSTER, start, answer));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        long start = System.nanoTime();
        return measured(endpoint, CloudOperation.NEUTRAL, start, cloud.neutral(endpoint));
    }

    @Override
    public Identity.Proof proof(Endpoint endpoint, String password) {
        return cloud.proof(endpoint, password);
    }

    @Override
    public CompletableFuture<Answer<CountedGuesses>> countedGuesses(Endpoint endpoint) {
        long start = System.nanoTime();
        return measured(endpoint, CloudOperation.NEUTRAL, start, cloud.countedGuesses(endpoint));
    }

    private <T> CompletableFuture<Answer<T>> measured(
            Endpoint endpoint, CloudOperation operation, long start, CompletableFuture<Answer<T>> future) {
        return future.thenApply(answer -> measured(endpoint, operation, start, answer));
    }

    private <T> Answer<T> measured(Endpoint endpoint, CloudOperation operation, long start, Answer<T> answer) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        listeners.forEach(listener -> listener.answered(operation, answer, took));
        learn(endpoint, answer);
        return answer;
    }

    /** Requests that were not sent because of overload here say nothing about the cloud. */
    private void learn(Endpoint endpoint, Answer<?> answer) {
        Instant now = clock.instant();
        Optional<CloudHealth.Failure> failure = answer instanceof Unreachable<?> unreachable
                ? Optional.of(new CloudHealth.Failure(now, unreachable.cause(), unreachable.detail()))
                : Optional.empty();
        if (failure.filter(each -> each.cause() == Cause.OVERLOAD).isPresent()) {
            return;
        }
        String name = name(endpoint.url());
        health.merge(
                name,
                new CloudHealth(name, failure.isEmpty(), now, failure),
                (before, after) -> before.next(failure.isEmpty(), now, failure));
    }

    /** The address without its path, which might reveal too much. */
    static String name(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
