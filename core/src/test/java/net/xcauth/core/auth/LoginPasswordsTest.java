package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity.Proof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logins to a cloud that distinguishes login passwords from app passwords; here the latter begin with "app". */
class LoginPasswordsTest {
    private static final String DOMAIN = "example.org";
    private static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("0123456789ABCDEF")), DOMAIN);

    private final ScriptedCloud cloud = new ScriptedCloud();
    private final ManualClock clock = new ManualClock();
    private final List<Runnable> timers = new ArrayList<>();
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 1_000, System::nanoTime);
    private final Authenticator authenticator = new Authenticator(
            domain -> Optional.of(ENDPOINT),
            cloud,
            CachePolicy.defaults(),
            Optional.of(hasher),
            Persistence.NONE,
            ProtectionPolicy.defaults(),
            clock,
            DecisionListener.NONE,
            AccountListener.NONE,
            (delay, task) -> timers.add(task));

    LoginPasswordsTest() {
        cloud.takeForms(password -> password.startsWith("app") ? Proof.APP_PASSWORD : Proof.LOGIN_PASSWORD);
        cloud.counted = new CountedGuesses(false, 0);
    }

    @AfterEach
    void close() {
        cloud.close();
        authenticator.close();
        hasher.close();
    }

    private CompletableFuture<Outcome> ask(String user, String password) {
        return authenticator.authenticate(user, DOMAIN, password);
    }

    private Outcome login(String user, String password) {
        Outcome outcome = ask(user, password).join();
        hasher.hash("computed after all others").join();
        return outcome;
    }

    @Test
    void aNameWithoutAnAccountDoesNotUseUpTheBudget() {
        for (int i = 0; i < 20; i++) {
            assertThat(login("nobody" + i, "guess").decision()).isEqualTo(Decision.NO);
        }
        assertThat(cloud.passwordChecks()).isZero();
        cloud.allow("alice", "wonderland");
        assertThat(login("alice", "wonderland")).isEqualTo(Outcome.yes(Reason.CLOUD));
    }

    @Test
    void noPasswordIsSentForAnUnknownNameWhenTooManyOfThoseAreTried() {
        cloud.allow("alice", "wonderland");
        for (int i = 0; i < 50; i++) {
            login("nobody" + i, "guess");
        }
        Outcome outcome = login("alice", "wonderland");
        assertThat(outcome.decision()).isEqualTo(Decision.CANNOT_TELL);
        assertThat(outcome.reason()).isEqualTo(Reason.WITHHELD);
        assertThat(cloud.passwordChecks()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(login("alice", "wonderland")).isEqualTo(Outcome.yes(Reason.CLOUD));
    }

    @Test
    void anImpossibleNameIsRefusedWithoutQueryingTheCloudAndTheReasonSaysSo() {
        cloud.impossible.add("a/b");

        for (int i = 0; i < 3; i++) {
            assertThat(login("a/b", "app 1").why())
                    .isEqualTo("refused without asking the cloud: such a name is impossible");
        }
        assertThat(login("a/b", "guess").why())
                .isEqualTo("refused without asking the cloud: such a name is impossible");
        assertThat(authenticator.exists("a/b", DOMAIN).join()).isEqualTo(Outcome.no(Reason.CACHED, ""));
        clock.advance(Duration.ofMinutes(1));
        assertThat(authenticator.exists("a/b", DOMAIN).join().why())
                .isEqualTo("refused without asking the cloud: such a name is impossible");
        assertThat(cloud.requests()).isZero();
    }

    @Test
    void noLoginWaitsForAllTheRequestsToASlowCloud() {
        cloud.allow("alice", "wonderland");
        assertThat(login("alice", "wonderland").decision()).isEqualTo(Decision.YES);
        clock.advance(Duration.ofDays(2));
        cloud.hold();
        timers.clear();
        CompletableFuture<Outcome> remembered = ask("alice", "wonderland");
        CompletableFuture<Outcome> other = ask("alice", "a new one");
        List.copyOf(timers).forEach(Runnable::run);

        assertThat(remembered.join().decision()).isEqualTo(Decision.YES);
        assertThat(other.join().decision()).isEqualTo(Decision.CANNOT_TELL);
        assertThat(other.join().why()).contains("within 10 s");
    }

    @Test
    void guessesAboutOneUserDoNotUseUpTheBudgetOfOthers() {
        for (String user : List.of("alice", "bob")) {
            cloud.allow(user, "right " + user);
        }
        for (int i = 0; i < 9; i++) {
            login("alice", "guess " + i);
        }
        assertThat(cloud.passwordChecks()).isEqualTo(2);
        assertThat(login("alice", "guess").reason()).isEqualTo(Reason.WITHHELD);
        assertThat(login("bob", "right bob").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void appPasswordsAreNeitherLimitedNorStoppedByA429() {
        cloud.allow("alice", "app 1", "wonderland");
        cloud.fail(Cause.RATE_LIMITED);
        assertThat(login("alice", "wonderland").reason()).isEqualTo(Reason.WITHHELD);
        cloud.recover();
        assertThat(login("alice", "wonderland").reason()).as("paused").isEqualTo(Reason.WITHHELD);
        assertThat(login("alice", "app 1")).isEqualTo(Outcome.yes(Reason.CLOUD));
        clock.advance(Duration.ofMinutes(1));
        assertThat(login("alice", "wonderland")).isEqualTo(Outcome.yes(Reason.CLOUD));
        assertThat(authenticator.unreachable()).containsValue(false);
    }

    @Test
    void aRememberedPasswordIsValidWhileTheCloudWithholdsItsAnswer() {
        cloud.allow("alice", "wonderland");
        login("alice", "wonderland");
        clock.advance(Duration.ofHours(2));
        cloud.fail(Cause.RATE_LIMITED);
        assertThat(login("alice", "wonderland"))
                .extracting(Outcome::decision, Outcome::reason)
                .containsExactly(Decision.YES, Reason.WITHHELD);
        clock.advance(Duration.ofDays(1));
        assertThat(login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void anAppPasswordIsVerifiedAgainAfterAnHourAndALoginPasswordAfterADay() {
        cloud.allow("alice", "app 1", "wonderland");
        login("alice", "app 1");
        login("alice", "wonderland");
        cloud.requests();
        clock.advance(Duration.ofMinutes(59));
        login("alice", "app 1");
        login("alice", "wonderland");
        assertThat(cloud.requests()).isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(login("alice", "app 1").reason()).isEqualTo(Reason.CLOUD);
        assertThat(login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
    }

    @Test
    void aRevokedAppPasswordIsRefusedAndTheOthersMustBeConfirmed() {
        cloud.allow("alice", "app 1", "app 2");
        login("alice", "app 1");
        login("alice", "app 2");
        cloud.allow("alice", "app 2");
        clock.advance(Duration.ofHours(1));
        assertThat(login("alice", "app 1").decision()).isEqualTo(Decision.NO);
        assertThat(login("alice", "app 2")).isEqualTo(Outcome.yes(Reason.CLOUD));
    }

    @Test
    void fourFirstLoginsAreInFlightAtATimeAndOthersTakeTurns() {
        cloud.counted = CountedGuesses.NONE;
        cloud.hold();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            cloud.allow("user" + i, "right");
            outcomes.add(ask("user" + i, "right"));
        }
        assertThat(cloud.passwordChecks()).isEqualTo(4);
        List.copyOf(timers).forEach(Runnable::run);
        assertThat(outcomes.stream()
                        .filter(CompletableFuture::isDone)
                        .map(CompletableFuture::join)
                        .map(Outcome::decision))
                .as("timed out")
                .hasSize(10)
                .containsOnly(Decision.CANNOT_TELL);
        outcomes.add(ask("user9", "right"));
        assertThat(outcomes.get(10)).isNotDone();
        cloud.release();
        assertThat(outcomes.get(10).join().decision()).isEqualTo(Decision.YES);
        assertThat(login("user0", "right").reason())
                .as("answers in flight are learned nevertheless")
                .isEqualTo(Reason.CACHED);
    }

    @Test
    void aHundredFirstLoginsWaitForTheirTurnAndOthersAreAnsweredAtOnce() {
        cloud.counted = CountedGuesses.NONE;
        cloud.hold();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 105; i++) {
            cloud.allow("user" + i, "right");
            outcomes.add(ask("user" + i, "right"));
        }
        assertThat(outcomes.subList(0, 104)).noneMatch(CompletableFuture::isDone);
        assertThat(outcomes.get(104)).isDone();
        assertThat(outcomes.get(104).join().reason()).isEqualTo(Reason.WITHHELD);
        cloud.release();
        assertThat(outcomes.subList(0, 104))
                .allSatisfy(outcome -> assertThat(outcome.join()).isEqualTo(Outcome.yes(Reason.CLOUD)));
    }

    @Test
    void acceptedUsersDoNotTakeTurns() {
        cloud.counted = CountedGuesses.NONE;
        cloud.allow("alice", "right");
        login("alice", "right");
        clock.advance(Duration.ofDays(2));
        cloud.hold();
        for (int i = 0; i < 6; i++) {
            cloud.allow("user" + i, "right");
            ask("user" + i, "right");
        }
        cloud.passwordChecks();
        CompletableFuture<Outcome> alice = ask("alice", "right");
        assertThat(cloud.passwordChecks()).isOne();
        cloud.release();
        assertThat(alice.join().decision()).isEqualTo(Decision.YES);
    }
}
