package net.xcauth.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org:8443/apps/ojsxc/ajax/externalApi.php"),
            List.of(ApiSecret.of("the secret")),
            "example.org");

    private final Meters meters = new Meters("1.2.3");
    private final FixedCloud fixed = new FixedCloud();
    private final MeasuredCloud cloud = new MeasuredCloud(fixed, Clock.fixed(NOON, ZoneOffset.UTC), List.of(meters));
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 10);
    private final Authenticator authenticator = new Authenticator(
            domain -> Optional.of(ENDPOINT),
            cloud,
            CachePolicy.defaults(),
            Optional.of(hasher),
            Persistence.NONE,
            ProtectionPolicy.defaults(),
            Clock.systemUTC(),
            meters,
            AccountListener.NONE);

    MetersTest() {
        meters.showClouds(cloud::health);
    }

    @AfterEach
    void stop() {
        hasher.close();
    }

    /** Accepts one password, until it fails. */
    private static final class FixedCloud implements Cloud {
        private Unreachable<?> broken;

        private <T> CompletableFuture<Answer<T>> answer(Answer<T> answer) {
            return CompletableFuture.completedFuture(
                    broken == null ? answer : new Unreachable<>(broken.cause(), broken.detail()));
        }

        @Override
        public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
            return answer(password.equals("right") ? new Yes<>(new Identity(account)) : new No<>("wrong"));
        }

        @Override
        public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
            return answer(new Yes<>(true));
        }

        @Override
        public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
            return answer(new No<>("none"));
        }

        @Override
        public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
            return answer(new No<>("none"));
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }

    private List<String> lines() {
        return new String(meters.text(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @Test
    void decisionsAreCountedByReason() {
        authenticator.authenticate("alice", "example.org", "right").join();
        authenticator.authenticate("alice", "example.org", "wrong").join();
        authenticator.authenticate("alice", "example.org", "").join();
        authenticator.exists("bob", "example.org").join();

        assertThat(lines())
                .contains(
                        "xcauth_logins_total{decision=\"yes\",reason=\"cloud\"} 1.0",
                        "xcauth_logins_total{decision=\"no\",reason=\"cloud\"} 1.0",
                        "xcauth_logins_total{decision=\"no\",reason=\"empty\"} 1.0",
                        "xcauth_existence_questions_total{decision=\"yes\",reason=\"cloud\"} 1.0",
                        "xcauth_login_duration_seconds_count{reason=\"cloud\"} 2",
                        "xcauth_cloud_requests_total{answer=\"yes\",operation=\"auth\"} 1.0",
                        "xcauth_cloud_requests_total{answer=\"no\",operation=\"auth\"} 1.0",
                        "xcauth_cloud_request_duration_seconds_count{operation=\"isuser\"} 1",
                        "xcauth_build_info{version=\"1.2.3\"} 1");
    }

    @Test
    void anOutageOfACloudIsShown() {
        authenticator.exists("bob", "example.org").join();
        assertThat(cloud.health())
                .containsExactly(new CloudHealth("https://cloud.example.org:8443", true, NOON, Optional.empty()));

        fixed.broken = new Unreachable<>(Cause.CONNECT, "connection refused");
        assertThat(authenticator
                        .authenticate("alice", "example.org", "right")
                        .join()
                        .decision())
                .isEqualTo(Decision.CANNOT_TELL);
        assertThat(lines())
                .contains(
                        "xcauth_cloud_up{cloud=\"https://cloud.example.org:8443\"} 0.0",
                        "xcauth_cloud_requests_total{answer=\"connect\",operation=\"auth\"} 1.0",
                        "xcauth_logins_total{decision=\"cannot_tell\",reason=\"unreachable\"} 1.0");
        CloudHealth.Failure failure = new CloudHealth.Failure(NOON, Cause.CONNECT, "connection refused");
        assertThat(cloud.health().get(0).lastFailure()).contains(failure);

        fixed.broken = null;
        authenticator.authenticate("alice", "example.org", "right").join();
        assertThat(cloud.health())
                .containsExactly(new CloudHealth("https://cloud.example.org:8443", true, NOON, Optional.of(failure)));
        assertThat(lines()).contains("xcauth_cloud_up{cloud=\"https://cloud.example.org:8443\"} 1.0");
    }

    @Test
    void ourOwnOverloadIsCountedButDoesNotAffectTheCloudsHealth() {
        fixed.broken = new Unreachable<>(Cause.OVERLOAD, "too many wait");
        authenticator.exists("bob", "example.org").join();

        assertThat(cloud.health()).isEmpty();
        assertThat(lines()).contains("xcauth_cloud_requests_total{answer=\"overload\",operation=\"isuser\"} 1.0");
    }

    @Test
    void gaugesAreReadWhenShown() {
        meters.showGroups(() -> 7);
        meters.showUsers(() -> 8);
        meters.showRefresh(() -> Optional.of(NOON.plusMillis(500)));
        meters.showUnreachable(() -> Map.of(ENDPOINT.url(), true));

        assertThat(lines())
                .contains(
                        "xcauth_groups 7.0",
                        "xcauth_users 8.0",
                        "xcauth_cloud_breaker_open{cloud=\"https://cloud.example.org:8443\"} 1.0")
                .anyMatch(line -> line.startsWith("xcauth_roster_refresh_timestamp_seconds 1.7672688005E9"));
    }

    @Test
    void containsNoUsersPasswordsSecretsOrPaths() {
        authenticator
                .authenticate("somebody-special", "example.org", "pass-phrase")
                .join();
        meters.decided(
                Meters.Question.LOGIN,
                authenticator.exists("somebody-special", "example.org").join(),
                Duration.ofMillis(1));

        assertThat(String.join("\n", lines())).doesNotContain("somebody-special", "pass-phrase", "the secret", "ojsxc");
    }
}
