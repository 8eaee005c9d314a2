package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An authenticator without a database, with a scripted cloud and a manual clock; alice has two passwords, bob one. */
abstract class LoginFixture {
    static final String DOMAIN = "example.org";
    static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("0123456789ABCDEF")), DOMAIN);
    /** For alice@example.org, signed with the secret above, valid until 1700003600. */
    static final String TOKEN = "AFymaKtRqwvAeSc2yCLDTichJWVT/xA";

    static final Optional<InetAddress> HOME = Optional.of(InetAddress.getLoopbackAddress());
    static final Optional<InetAddress> ELSEWHERE = address(new byte[] {(byte) 198, 51, 100, 7});

    final ManualClock clock = new ManualClock();
    final ScriptedCloud cloud = new ScriptedCloud();
    /** The measured time of each bcrypt computation. */
    volatile Duration bcryptTakes = Duration.ZERO;

    private final AtomicLong nanos = new AtomicLong();
    final PasswordHasher hasher = new PasswordHasher(4, 1, 100, () -> nanos.addAndGet(bcryptTakes.toNanos()));
    final NavigableMap<Instant, Runnable> timers = new TreeMap<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    /** The cloud of {@link #DOMAIN}; {@link #ENDPOINT} serves all others. */
    volatile Optional<Endpoint> endpoint = Optional.of(ENDPOINT);

    final AccountListener listener = new AccountListener() {
        @Override
        public void ended(UserKey user, End how) {
            events.add(user + " " + how);
        }

        @Override
        public void passwordChanged(UserKey user) {
            events.add(user + " password");
        }
    };
    Authenticator authenticator;

    @BeforeEach
    void start() {
        authenticator = create(CachePolicy.defaults());
        cloud.allow("alice", "wonderland", "app-password");
        cloud.allow("bob", "builder");
    }

    @AfterEach
    void stop() {
        hasher.close();
    }

    Authenticator create(CachePolicy policy) {
        return new Authenticator(
                domain -> domain.equals("unknown.org")
                        ? Optional.empty()
                        : domain.equals(DOMAIN) ? endpoint : Optional.of(ENDPOINT),
                cloud,
                policy,
                Optional.of(hasher),
                Persistence.NONE,
                ProtectionPolicy.defaults(),
                clock,
                DecisionListener.NONE,
                listener,
                (delay, task) -> timers.put(clock.instant().plus(delay), task));
    }

    /** The default policy, but without remembered passwords. */
    static CachePolicy withoutPasswords() {
        CachePolicy d = CachePolicy.defaults();
        return new CachePolicy(
                false,
                d.queryTtl(),
                d.verificationTtl(),
                d.unreachableTtl(),
                d.passwordsPerUser(),
                d.isuserTtl(),
                d.isuserNegativeTtl(),
                d.recognition(),
                d.maxUsers(),
                d.confirmation(),
                d.appPasswordTtl());
    }

    Outcome login(String user, String password) {
        return await(authenticator.authenticate(user, DOMAIN, password));
    }

    Outcome login(String user, String password, Optional<InetAddress> client) {
        return await(authenticator.authenticate(user, DOMAIN, password, client));
    }

    Outcome exists(String user) {
        return await(authenticator.exists(user, DOMAIN));
    }

    /** Advances the clock once all background hashing is done. */
    void pass(Duration duration) {
        for (int i = 0; i < 3; i++) {
            // A password may be compared with another one next, and then be hashed.
            await(hasher.hash("computed after all others"));
        }
        passAtOnce(duration);
    }

    void passAtOnce(Duration duration) {
        clock.advance(duration);
        while (!timers.isEmpty() && !timers.firstKey().isAfter(clock.instant())) {
            timers.pollFirstEntry().getValue().run();
        }
    }

    static Optional<InetAddress> address(byte[] bytes) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    static void assertOutcome(Outcome outcome, Decision decision, Reason reason) {
        assertThat(outcome.decision()).as(outcome.toString()).isEqualTo(decision);
        assertThat(outcome.reason()).as(outcome.toString()).isEqualTo(reason);
    }
}
