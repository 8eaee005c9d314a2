package net.xcauth.core.auth;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.xcauth.core.cache.Attempt;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudOperation;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.cloud.RequestCoalescer;
import net.xcauth.core.user.UserKey;

/**
 * The clouds, protected from floods: concurrent equal requests are coalesced, failing requests are spaced out, and a
 * cloud that is unreachable or checks no passwords is spared.
 */
final class GuardedCloud implements AutoCloseable {
    /** Anyone can make up names, by mail for example. */
    private static final int UNKNOWN_NAMES_PER_SECOND = 5;

    private static final int UNKNOWN_NAMES_BURST = 50;

    /** A login password costs a cloud a third of a second of processor time or more. */
    private static final int MAX_FIRST_LOGINS = 4;

    private final Endpoints endpoints;
    private final Cloud cloud;
    private final Persistence persistence;
    private final ProtectionPolicy protection;
    private final Clock clock;
    private final CircuitBreaker.Timer timer;
    private final Backoff backoff;
    private final ConcurrentMap<URI, RateLimiter> unknownNames = new ConcurrentHashMap<>();
    private final ConcurrentMap<URI, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final ConcurrentMap<URI, PasswordCheckHealth> passwordChecks = new ConcurrentHashMap<>();
    private final ConcurrentMap<URI, LatencyEstimate> latencies = new ConcurrentHashMap<>();
    private final ConcurrentMap<URI, FailureBudget> budgets = new ConcurrentHashMap<>();
    private final ConcurrentMap<URI, FirstLoginLimit> firstLogins = new ConcurrentHashMap<>();
    private final RequestCoalescer<AuthRequest, Answer<Identity>> authRequests = new RequestCoalescer<>();
    private final RequestCoalescer<UserRequest, Answer<Boolean>> existenceRequests = new RequestCoalescer<>();
    private final RequestCoalescer<UserRequest, Answer<CloudRoster>> rosterRequests = new RequestCoalescer<>();

    /** Includes the endpoint, since the answer of a former cloud must not be used for the present one. */
    private record AuthRequest(Endpoint endpoint, UserKey key, Attempt attempt) {}

    private record UserRequest(Endpoint endpoint, UserKey key) {}

    /** @param fingerprint of the password; empty for requests without one */
    private record BackoffKey(CloudOperation operation, UserKey key, ByteBuffer fingerprint) {
        private BackoffKey(CloudOperation operation, UserKey key) {
            this(operation, key, ByteBuffer.allocate(0));
        }
    }

    /**
     * @param endpoints   the clouds that serve the domains now
     * @param cloud       closed by its owner
     * @param persistence where failures are counted
     * @param timer       closed with this
     */
    GuardedCloud(
            Endpoints endpoints,
            Cloud cloud,
            Persistence persistence,
            ProtectionPolicy protection,
            Clock clock,
            CircuitBreaker.Timer timer) {
        this.persistence = persistence;
        this.endpoints = endpoints;
        this.cloud = cloud;
        this.protection = protection;
        this.clock = clock;
        this.timer = timer;
        backoff = new Backoff(clock);
    }

    /**
     * Checks a password. App passwords are sent even while the cloud does not check login passwords in time.
     *
     * @param kind    {@link #proof}
     * @param request calls {@link #send}; runs unless an equal request is in flight
     */
    CompletableFuture<Answer<Identity>> authenticate(
            Endpoint endpoint,
            UserKey key,
            Attempt attempt,
            Proof kind,
            Supplier<CompletableFuture<Answer<Identity>>> request) {
        Supplier<CompletableFuture<Answer<Identity>>> guarded =
                () -> guarded(new BackoffKey(CloudOperation.AUTH, key, attempt.fingerprint()), endpoint, request);
        CompletableFuture<Answer<Identity>> answer = authRequests.ask(
                new AuthRequest(endpoint, key, attempt),
                () -> kind == Proof.APP_PASSWORD
                        ? guarded.get()
                        : passwordCheck(endpoint).send(key, guarded));
        return kind == Proof.LOGIN_PASSWORD ? inTime(endpoint, answer) : answer;
    }

    /** Limits the total time: a login password may need several requests and a turn, each with a timeout of its own. */
    private CompletableFuture<Answer<Identity>> inTime(Endpoint endpoint, CompletableFuture<Answer<Identity>> answer) {
        if (answer.isDone()) {
            return answer;
        }
        CompletableFuture<Answer<Identity>> first = answer.copy();
        timer.after(
                protection.patience(),
                () -> first.complete(new Unreachable<>(
                        Cause.TIMEOUT,
                        endpoint.url().getAuthority()
                                + " did not finish checking a login password within "
                                + protection.patience().toSeconds()
                                + " s")));
        return first;
    }

    /** The kind of password that this one is for the cloud, judged by its form. */
    Proof proof(Endpoint endpoint, String password) {
        return cloud.proof(endpoint, password);
    }

    /** The budget of wrong login passwords at this cloud. */
    FailureBudget budget(Endpoint endpoint) {
        return budgets.computeIfAbsent(
                endpoint.url(),
                url -> new FailureBudget(
                        url.getRawAuthority(),
                        endpoint.addressHash(),
                        () -> cloud.countedGuesses(endpoint),
                        persistence,
                        clock));
    }

    /** Sends a login password of a user without a known password, within the limit for those. */
    <T> CompletableFuture<Answer<T>> firstLogin(Endpoint endpoint, Supplier<CompletableFuture<Answer<T>>> login) {
        return firstLogins
                .computeIfAbsent(
                        endpoint.url(), url -> new FirstLoginLimit(MAX_FIRST_LOGINS, protection.patience(), timer))
                .send(login);
    }

    /** Sends a password to the cloud and measures the latency. */
    CompletableFuture<Answer<Identity>> send(Endpoint endpoint, String account, UserKey key, String password) {
        return latency(endpoint).measure(() -> cloud.authenticate(endpoint, name(endpoint, account, key), password));
    }

    /** Queries whether an account exists. {@code learn} is called unless another cloud serves the domain by then. */
    CompletableFuture<Answer<Boolean>> exists(
            Endpoint endpoint, String account, UserKey key, Consumer<Answer<Boolean>> learn) {
        return existenceRequests.ask(
                new UserRequest(endpoint, key),
                () -> guarded(
                                new BackoffKey(CloudOperation.ISUSER, key),
                                endpoint,
                                () -> cloud.exists(endpoint, name(endpoint, account, key)))
                        .thenApply(answer -> {
                            if (isCurrent(endpoint, key)) {
                                learn.accept(answer);
                            }
                            return answer;
                        }));
    }

    /**
     * Requests a roster.
     *
     * @param learn learns from the cloud's answer and returns the one to give
     */
    CompletableFuture<Answer<CloudRoster>> sharedRoster(
            Endpoint endpoint,
            String account,
            UserKey key,
            Function<Answer<CloudRoster>, CompletableFuture<Answer<CloudRoster>>> learn) {
        return rosterRequests.ask(
                new UserRequest(endpoint, key),
                () -> breaker(endpoint)
                        .send(
                                () -> backoff.send(
                                        new BackoffKey(CloudOperation.SHAREDROSTER, key),
                                        () -> cloud.sharedRoster(endpoint, name(endpoint, account, key))),
                                answer -> !CloudRoster.isRemembered(answer))
                        .thenCompose(learn));
    }

    /** Refreshes what rosters are built from, for clouds that are not queried for each roster. */
    CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        return breaker(endpoint)
                .send(() -> cloud.refreshRosters(endpoint), answer -> !answer.equals(new Answer.Yes<>(false)));
    }

    /** True if this cloud still serves the user's domain. */
    boolean isCurrent(Endpoint endpoint, UserKey user) {
        Optional<Endpoint> now = endpoints.forDomain(user.domain());
        return now.isPresent()
                && (now.get() == endpoint || now.get().fingerprint().equals(endpoint.fingerprint()));
    }

    /** True while the cloud is known not to check passwords of this kind in time. */
    boolean isSuspect(Endpoint endpoint, Proof kind) {
        return breaker(endpoint).isOpen()
                || kind != Proof.APP_PASSWORD && passwordCheck(endpoint).isSuspect();
    }

    /** The expected latency of the cloud's next password check. */
    Duration expected(Endpoint endpoint) {
        return latency(endpoint).expected();
    }

    /** Calls {@link PasswordCheckHealth#orSoon}, except for app passwords. */
    CompletableFuture<Answer<Identity>> orSoon(
            Endpoint endpoint, Proof kind, CompletableFuture<Answer<Identity>> answer, BooleanSupplier remembered) {
        return kind == Proof.APP_PASSWORD ? answer : passwordCheck(endpoint).orSoon(answer, remembered);
    }

    /** True if the cloud may be queried about one more unknown name now. */
    boolean mayQueryUnknownName(Endpoint endpoint) {
        return unknownNames
                .computeIfAbsent(
                        endpoint.url(), url -> new RateLimiter(UNKNOWN_NAMES_PER_SECOND, UNKNOWN_NAMES_BURST, clock))
                .tryAcquire();
    }

    /** Runs a task once, after a delay. */
    void after(Duration delay, Runnable task) {
        timer.after(delay, task);
    }

    /** The clouds that have been queried, by address; true for those that are considered unreachable. */
    Map<URI, Boolean> unreachable() {
        return breakers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, breaker -> breaker.getValue().isOpen()));
    }

    private static String name(Endpoint endpoint, String account, UserKey key) {
        return endpoint.names(key.domain()).accountOf(account);
    }

    private <T> CompletableFuture<Answer<T>> guarded(
            BackoffKey key, Endpoint endpoint, Supplier<CompletableFuture<Answer<T>>> request) {
        return breaker(endpoint).send(() -> backoff.send(key, request));
    }

    private CircuitBreaker breaker(Endpoint endpoint) {
        return breakers.computeIfAbsent(
                endpoint.url(),
                url -> new CircuitBreaker(url, protection, clock, timer, () -> cloud.neutral(endpoint)));
    }

    private LatencyEstimate latency(Endpoint endpoint) {
        return latencies.computeIfAbsent(endpoint.url(), url -> new LatencyEstimate(clock));
    }

    private PasswordCheckHealth passwordCheck(Endpoint endpoint) {
        return passwordChecks.computeIfAbsent(
                endpoint.url(), url -> new PasswordCheckHealth(url, clock, timer, () -> cloud.neutral(endpoint)));
    }

    /** Stops retrying unreachable clouds. */
    @Override
    public void close() {
        breakers.values().forEach(CircuitBreaker::close);
        timer.close();
    }
}
