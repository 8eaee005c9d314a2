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
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.cloud.RequestCoalescer;
import net.xcauth.core.user.UserKey;

/**
 * The way to the clouds. Sends equal questions at the same time once, spaces out those that fail, and spares a cloud that is
 * unreachable, or checks no passwords.
 */
final class GuardedCloud implements AutoCloseable {
    /** Anybody can make up names, by mail for example. */
    private static final int UNKNOWN_NAMES_PER_SECOND = 5;

    private static final int UNKNOWN_NAMES_AT_ONCE = 50;

    /** A login password costs a cloud a third of a second of one processor, or more. */
    private static final int FIRST_LOGINS_AT_ONCE = 4;

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
    private final ConcurrentMap<URI, CloudPace> paces = new ConcurrentHashMap<>();
    private final ConcurrentMap<URI, FailureBudget> budgets = new ConcurrentHashMap<>();
    private final ConcurrentMap<URI, FirstLogins> firstLogins = new ConcurrentHashMap<>();
    private final RequestCoalescer<AuthQuestion, Answer<Identity>> authQuestions = new RequestCoalescer<>();
    private final RequestCoalescer<UserQuestion, Answer<Boolean>> existenceQuestions = new RequestCoalescer<>();
    private final RequestCoalescer<UserQuestion, Answer<CloudRoster>> rosterQuestions = new RequestCoalescer<>();

    /** Where another cloud answers from then on, it is asked anew. */
    private record AuthQuestion(Endpoint endpoint, UserKey key, Attempt attempt) {}

    private record UserQuestion(Endpoint endpoint, UserKey key) {}

    /** @param fingerprint of the password that it was about; empty if it was about none */
    private record Asked(String what, UserKey key, ByteBuffer fingerprint) {
        private Asked(String what, UserKey key) {
            this(what, key, ByteBuffer.allocate(0));
        }
    }

    /**
     * @param endpoints say which cloud answers for a domain now
     * @param cloud     closed by its owner
     * @param persistence where failures are counted
     * @param timer     closed with this
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
     * @param kind     {@link #proof}
     * @param question sends it, by {@link #send}; runs unless an equal one is under way
     */
    CompletableFuture<Answer<Identity>> authenticate(
            Endpoint endpoint,
            UserKey key,
            Attempt attempt,
            Proof kind,
            Supplier<CompletableFuture<Answer<Identity>>> question) {
        Supplier<CompletableFuture<Answer<Identity>>> guarded =
                () -> guarded(new Asked("auth", key, attempt.fingerprint()), endpoint, question);
        CompletableFuture<Answer<Identity>> answer = authQuestions.ask(
                new AuthQuestion(endpoint, key, attempt),
                () -> kind == Proof.APP_PASSWORD
                        ? guarded.get()
                        : passwordCheck(endpoint).ask(key, guarded));
        return kind == Proof.LOGIN_PASSWORD ? inTime(endpoint, answer) : answer;
    }

    /** A login password may take several requests and a turn, each with its own time limit; nobody waits that long. */
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
                                + " did not answer all that it takes to check a login password within "
                                + protection.patience().toSeconds()
                                + " s")));
        return first;
    }

    /** The kind of password that the cloud takes this one for, by its form. */
    Proof proof(Endpoint endpoint, String password) {
        return cloud.proof(endpoint, password);
    }

    /** What the cloud counts of wrong login passwords, and which ones are sent therefore. */
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

    /** Sends a login password of a user of whom none is known to be right: there may be many of these at once. */
    <T> CompletableFuture<Answer<T>> firstLogin(Endpoint endpoint, Supplier<CompletableFuture<Answer<T>>> question) {
        return firstLogins
                .computeIfAbsent(
                        endpoint.url(), url -> new FirstLogins(FIRST_LOGINS_AT_ONCE, protection.patience(), timer))
                .ask(question);
    }

    /** Sends the question about a password, and measures how long the answer takes. */
    CompletableFuture<Answer<Identity>> send(Endpoint endpoint, String account, UserKey key, String password) {
        return pace(endpoint).measure(() -> cloud.authenticate(endpoint, name(endpoint, account, key), password));
    }

    /** Asks whether an account exists. What the cloud that answers for the domain now has said is learned. */
    CompletableFuture<Answer<Boolean>> exists(
            Endpoint endpoint, String account, UserKey key, Consumer<Answer<Boolean>> learn) {
        return existenceQuestions.ask(
                new UserQuestion(endpoint, key),
                () -> guarded(
                                new Asked("isuser", key),
                                endpoint,
                                () -> cloud.exists(endpoint, name(endpoint, account, key)))
                        .thenApply(said -> {
                            if (isCurrent(endpoint, key)) {
                                learn.accept(said);
                            }
                            return said;
                        }));
    }

    /**
     * Requests a roster.
     *
     * @param judge turns the cloud's answer into the one that is given
     */
    CompletableFuture<Answer<CloudRoster>> sharedRoster(
            Endpoint endpoint,
            String account,
            UserKey key,
            Function<Answer<CloudRoster>, CompletableFuture<Answer<CloudRoster>>> judge) {
        return rosterQuestions.ask(
                new UserQuestion(endpoint, key),
                () -> breaker(endpoint)
                        .ask(
                                () -> backoff.ask(
                                        new Asked("sharedroster", key),
                                        () -> cloud.sharedRoster(endpoint, name(endpoint, account, key))),
                                said -> !CloudRoster.isRemembered(said))
                        .thenCompose(judge));
    }

    /** Reads anew what rosters are taken from, where the cloud is not asked for each. */
    CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        return breaker(endpoint)
                .ask(() -> cloud.refreshRosters(endpoint), said -> !said.equals(new Answer.Yes<>(false)));
    }

    /** True if this is still the cloud that answers for the user's domain. */
    boolean isCurrent(Endpoint endpoint, UserKey user) {
        Optional<Endpoint> now = endpoints.forDomain(user.domain());
        return now.isPresent()
                && (now.get() == endpoint || now.get().fingerprint().equals(endpoint.fingerprint()));
    }

    /** True while it is known that no answer about a password of this kind is to be had from the cloud in time. */
    boolean isSuspect(Endpoint endpoint, Proof kind) {
        return breaker(endpoint).isOpen()
                || kind != Proof.APP_PASSWORD && passwordCheck(endpoint).isSuspect();
    }

    /** The expected time to the cloud's next answer about a password. */
    Duration expected(Endpoint endpoint) {
        return pace(endpoint).expected();
    }

    /** As {@link PasswordCheckHealth#orSoon}, except for app passwords. */
    CompletableFuture<Answer<Identity>> orSoon(
            Endpoint endpoint, Proof kind, CompletableFuture<Answer<Identity>> answer, BooleanSupplier remembered) {
        return kind == Proof.APP_PASSWORD ? answer : passwordCheck(endpoint).orSoon(answer, remembered);
    }

    /** True if the cloud may be asked about one more name that nobody has seen. */
    boolean mayAskAboutUnknownName(Endpoint endpoint) {
        return unknownNames
                .computeIfAbsent(
                        endpoint.url(), url -> new RateLimiter(UNKNOWN_NAMES_PER_SECOND, UNKNOWN_NAMES_AT_ONCE, clock))
                .tryAcquire();
    }

    /** Runs a task once, after a delay. */
    void after(Duration delay, Runnable task) {
        timer.after(delay, task);
    }

    /** By address, whether a cloud that has been asked counts as unreachable now, and is only tried now and then. */
    Map<URI, Boolean> unreachable() {
        return breakers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, breaker -> breaker.getValue().isOpen()));
    }

    private static String name(Endpoint endpoint, String account, UserKey key) {
        return endpoint.names(key.domain()).accountOf(account);
    }

    private <T> CompletableFuture<Answer<T>> guarded(
            Asked asked, Endpoint endpoint, Supplier<CompletableFuture<Answer<T>>> question) {
        return breaker(endpoint).ask(() -> backoff.ask(asked, question));
    }

    private CircuitBreaker breaker(Endpoint endpoint) {
        return breakers.computeIfAbsent(
                endpoint.url(),
                url -> new CircuitBreaker(url, protection, clock, timer, () -> cloud.neutral(endpoint)));
    }

    private CloudPace pace(Endpoint endpoint) {
        return paces.computeIfAbsent(endpoint.url(), url -> new CloudPace(clock));
    }

    private PasswordCheckHealth passwordCheck(Endpoint endpoint) {
        return passwordChecks.computeIfAbsent(
                endpoint.url(), url -> new PasswordCheckHealth(url, clock, timer, () -> cloud.neutral(endpoint)));
    }

    /** Asks unreachable clouds no more whether they are back. */
    @Override
    public void close() {
        breakers.values().forEach(CircuitBreaker::close);
        timer.close();
    }
}
