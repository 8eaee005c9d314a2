package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A healthy cloud that checks no passwords, because the LDAP server behind it hangs. */
class PasswordCheckHealthTest {
    private static final String DOMAIN = "example.org";
    private static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("0123456789ABCDEF")), DOMAIN);
    /** For alice@example.org, signed with the secret above, valid until 1700003600. */
    private static final String TOKEN = "AFymaKtRqwvAeSc2yCLDTichJWVT/xA";

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final ManualClock clock = new ManualClock();
    private final ScriptedCloud cloud = new ScriptedCloud();
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 100, () -> 0);
    private final NavigableMap<Instant, List<Runnable>> timers = new TreeMap<>();
    private boolean aliceHasLoggedIn;
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
            (delay, task) -> timers.computeIfAbsent(clock.instant().plus(delay), time -> new ArrayList<>())
                    .add(task));

    @BeforeEach
    void aliceAndBobHaveLoggedIn() {
        cloud.allow("alice", "wonderland");
        cloud.allow("bob", "builder");
        cloud.allow("carol", "caramel");
        assertThat(login("alice", "wonderland").decision()).isEqualTo(YES);
        assertThat(login("bob", "builder").decision()).isEqualTo(YES);
        pass(Duration.ofHours(2));
        cloud.requests();
    }

    @AfterEach
    void stop() {
        authenticator.close();
        hasher.close();
    }

    @Test
    void aRememberedPasswordIsAcceptedAfterTwoSeconds() {
        suspect("dave", "erin", "frank");
        CompletableFuture<Outcome> alice = hanging("alice", "wonderland");
        pass(TWO_SECONDS.minusMillis(1));
        assertThat(alice).isNotDone();
        pass(Duration.ofMillis(1));
        assertOutcome(alice, YES, Reason.LAST_KNOWN);
        assertThat(alice.join().detail())
                .isEqualTo("cloud.example.org did not check this password within 2 s, nor other passwords before");
    }

    @Test
    void otherPasswordsAreAnsweredCannotTellAfterTheTimeout() {
        suspect("dave", "erin", "frank");
        CompletableFuture<Outcome> carol = hanging("carol", "caramel");
        CompletableFuture<Outcome> wrong = hanging("alice", "wrong");
        pass(TWO_SECONDS);
        assertThat(carol).isNotDone();
        assertThat(wrong).isNotDone();
        cloud.release();
        assertOutcome(carol, CANNOT_TELL, Reason.UNREACHABLE);
        assertOutcome(wrong, CANNOT_TELL, Reason.UNREACHABLE);
    }

    @Test
    void aPasswordNotVerifiedForAWeekWaitsForTheCloud() {
        pass(Duration.ofDays(7));
        suspect("dave", "erin", "frank");
        CompletableFuture<Outcome> alice = hanging("alice", "wonderland");
        pass(TWO_SECONDS);
        assertThat(alice).isNotDone();
        cloud.release();
        assertOutcome(alice, CANNOT_TELL, Reason.UNREACHABLE);
    }

    @Test
    void fourChecksAreInFlightAtATime() {
        suspect("dave", "erin", "frank");
        cloud.hold();
        List<CompletableFuture<Outcome>> logins = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            logins.add(authenticator.authenticate("user" + i, DOMAIN, "pw"));
        }
        assertThat(cloud.requests()).isEqualTo(4);
        assertThat(logins.subList(0, 4)).noneMatch(CompletableFuture::isDone);
        logins.subList(4, 20).forEach(login -> assertOutcome(login, CANNOT_TELL, Reason.UNREACHABLE));
        assertThat(logins.get(4).join().detail())
                .isEqualTo("not sent: 4 password checks are already waiting for an answer");
        assertThat(login("alice", "wonderland").reason())
                .as("remembered, so accepted at once")
                .isEqualTo(Reason.LAST_KNOWN);
        cloud.release();
        assertThat(login("user50", "pw").detail())
                .as("the other checks have ended, so this one is sent")
                .isEqualTo("scripted TIMEOUT");
    }

    @ParameterizedTest
    @EnumSource(
            value = Decision.class,
            names = {"YES", "NO"})
    void oneAnswerEndsIt(Decision answer) {
        suspect("dave", "erin", "frank");
        cloud.recover();
        assertThat(login("carol", answer == YES ? "caramel" : "wrong").decision())
                .isEqualTo(answer);
        cloud.hold();
        cloud.requests();
        for (int i = 0; i < 20; i++) {
            authenticator.authenticate("user" + i, DOMAIN, "pw");
        }
        CompletableFuture<Outcome> alice = authenticator.authenticate("alice", DOMAIN, "wonderland");
        pass(TWO_SECONDS);
        assertThat(cloud.requests()).isEqualTo(21);
        assertThat(alice).isNotDone();
    }

    @Test
    void anotherKindOfFailureDoesNotEndIt() {
        suspect("dave", "erin", "frank");
        cloud.fail(Cause.HTTP_STATUS, "carol"::equals);
        login("carol", "caramel");
        assertIsSuspect(true);
    }

    @Test
    void twoUsersAreNotEnoughHoweverOftenTheyTry() {
        for (int i = 0; i < 10; i++) {
            timeOut("dave", "erin");
            pass(Duration.ofSeconds(3));
        }
        assertIsSuspect(false);
        // Alice was the third one.
        assertIsSuspect(true);
    }

    @Test
    void threeUsersInMoreThanAMinuteAreNotEnough() {
        timeOut("dave");
        pass(Duration.ofSeconds(31));
        timeOut("erin");
        pass(Duration.ofSeconds(30));
        timeOut("frank");
        assertIsSuspect(false);
        // Erin, frank and alice within 32 seconds are.
        assertIsSuspect(true);
    }

    @Test
    void threeUsersWithAnAnswerInBetweenAreNotEnough() {
        timeOut("dave", "erin");
        cloud.recover();
        assertThat(login("carol", "wrong").decision()).isEqualTo(NO);
        timeOut("frank");
        assertIsSuspect(false);
    }

    @ParameterizedTest
    @EnumSource(value = Cause.class, mode = EnumSource.Mode.EXCLUDE, names = "TIMEOUT")
    void onlyTimeoutsCount(Cause cause) {
        cloud.fail(cause, account -> !account.startsWith("xcauth-"));
        for (int i = 0; i < 10; i++) {
            login("user" + i, "pw");
        }
        assertIsSuspect(false);
    }

    @Test
    void anUnreachableCloudDoesNotMakeThePasswordCheckSuspect() {
        cloud.fail(Cause.TIMEOUT);
        for (String user : List.of("dave", "erin", "frank")) {
            login(user, "pw");
        }
        assertIsSuspect(false);
        assertThat(authenticator.unreachable()).doesNotContainValue(true);
    }

    @Test
    void timeoutsOfAnUnreachableCloudDoNotCountOnceItIsBack() {
        cloud.fail(Cause.TIMEOUT);
        for (String user : List.of("dave", "erin", "frank")) {
            login(user, "pw");
        }
        timeOut("gina", "henry");
        assertIsSuspect(false);
    }

    @Test
    void aSupersededPasswordWaitsForTheCloud() {
        cloud.allow("alice", "wonderland", "changed");
        assertThat(login("alice", "changed").decision()).isEqualTo(YES);
        suspect("dave", "erin", "frank");
        CompletableFuture<Outcome> alice = hanging("alice", "wonderland");
        pass(TWO_SECONDS);
        assertThat(alice).isNotDone();
        cloud.release();
        assertOutcome(alice, CANNOT_TELL, Reason.UNREACHABLE);
    }

    @Test
    void slowRostersAndExistenceChecksDoNotMakeItSuspect() {
        cloud.fail(Cause.TIMEOUT, account -> !account.startsWith("xcauth-"));
        for (int i = 0; i < 10; i++) {
            authenticator.sharedRoster("user" + i, DOMAIN);
            authenticator.exists("user" + i, DOMAIN);
        }
        assertIsSuspect(false);
    }

    @Test
    void tokensAndExistenceChecksAreNotAffected() {
        pass(Duration.ofHours(2).negated());
        suspect("dave", "erin", "frank");
        cloud.hold();
        for (int i = 0; i < 4; i++) {
            authenticator.authenticate("user" + i, DOMAIN, "pw");
        }
        assertOutcome(authenticator.authenticate("alice", DOMAIN, TOKEN), YES, Reason.TOKEN);
        cloud.requests();
        cloud.recover();
        CompletableFuture<Outcome> carol = authenticator.exists("carol", DOMAIN);
        assertThat(cloud.requests()).isOne();
        cloud.release();
        assertThat(carol.join().decision()).isEqualTo(YES);
    }

    private void suspect(String... users) {
        timeOut(users);
        cloud.requests();
    }

    /** Makes the cloud answer probes only. */
    private void timeOut(String... users) {
        cloud.fail(Cause.TIMEOUT, account -> !account.startsWith("xcauth-"));
        for (String user : users) {
            assertThat(login(user, "pw-" + clock.instant()).decision()).isEqualTo(CANNOT_TELL);
        }
    }

    /** Checks it by a login of alice, or of bob at the second call, which times out in the end. */
    private void assertIsSuspect(boolean suspect) {
        cloud.fail(Cause.TIMEOUT, account -> !account.startsWith("xcauth-"));
        CompletableFuture<Outcome> remembered =
                aliceHasLoggedIn ? hanging("bob", "builder") : hanging("alice", "wonderland");
        aliceHasLoggedIn = true;
        assertThat(remembered).isNotDone();
        pass(TWO_SECONDS);
        assertThat(remembered.isDone()).as("accepted after two seconds").isEqualTo(suspect);
        cloud.release();
    }

    private CompletableFuture<Outcome> hanging(String user, String password) {
        cloud.hold();
        return authenticator.authenticate(user, DOMAIN, password);
    }

    private Outcome login(String user, String password) {
        return authenticator
                .authenticate(user, DOMAIN, password)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private void pass(Duration duration) {
        hasher.hash("computed after all others").orTimeout(30, TimeUnit.SECONDS).join();
        clock.advance(duration);
        while (!timers.isEmpty() && !timers.firstKey().isAfter(clock.instant())) {
            timers.pollFirstEntry().getValue().forEach(Runnable::run);
        }
    }

    private static void assertOutcome(CompletableFuture<Outcome> outcome, Decision decision, Reason reason) {
        assertThat(outcome).isDone();
        assertThat(outcome.join().decision()).as(outcome.join().toString()).isEqualTo(decision);
        assertThat(outcome.join().reason()).as(outcome.join().toString()).isEqualTo(reason);
    }
}
