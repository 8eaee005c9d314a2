package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limit for wrong passwords of a user. */
class GuessLimiterTest extends LoginFixture {
    private void guess(int count) {
        for (int i = 0; i < count; i++) {
            login("alice", "wrong" + i);
        }
    }

    @Test
    void sendsNoMorePasswordsForTheRestOfTheMinuteAfterTenWrongOnes() {
        guess(10);
        assertThat(cloud.requests()).isEqualTo(10);
        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
        pass(Duration.ofSeconds(59));
        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
        assertThat(cloud.requests()).isZero();
        pass(Duration.ofSeconds(1));
        assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
    }

    @Test
    void alwaysAcceptsARightCachedPassword() {
        login("alice", "wonderland");
        guess(12);
        assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
    }

    @Test
    void alwaysAcceptsATokenAndDoesNotAffectOtherUsers() {
        guess(12);
        assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
        assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
    }

    @Test
    void countsWrongPasswordsForAMinute() {
        guess(9);
        pass(Duration.ofMinutes(1));
        guess(9);
        assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
    }

    @Test
    void ignoresTheCaseOfTheUserName() {
        guess(9);
        login("ALICE", "wrong too");
        assertOutcome(login("aLiCe", "wonderland"), CANNOT_TELL, Reason.GUESSES);
    }

    @Test
    void countsPasswordsThatTheCloudDidNotAnswer() {
        cloud.fail(Cause.SIGNATURE);
        guess(10);
        cloud.recover();
        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
    }

    @Test
    void countsARepeatedPasswordOnce() {
        cloud.fail(Cause.SIGNATURE);
        for (int i = 0; i < 100; i++) {
            assertOutcome(login("alice", "mistyped"), CANNOT_TELL, Reason.UNREACHABLE);
        }
        cloud.recover();
        assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
    }

    @Test
    void doesNotCountARememberedPasswordThatCannotBeConfirmed() {
        login("alice", "wonderland");
        pass(Duration.ofDays(2));
        cloud.fail(Cause.RATE_LIMITED);
        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.WITHHELD);
        guess(9);
        cloud.recover();
        pass(Duration.ofSeconds(1));
        assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
    }

    @Test
    void countsARememberedPasswordThatTheCloudNowRefuses() {
        login("alice", "wonderland");
        pass(Duration.ofMinutes(59));
        login("alice", "wonderland");
        pass(Duration.ofMinutes(59));
        for (int i = 0; i < 23; i++) {
            login("alice", "wonderland");
            pass(Duration.ofMinutes(59));
        }
        cloud.allow("alice", "changed");
        guess(9);
        assertOutcome(login("alice", "wonderland"), NO, Reason.CLOUD);
        assertOutcome(login("alice", "changed"), CANNOT_TELL, Reason.GUESSES);
    }

    @Test
    void comparesOnePasswordASecondBeyondTheLimit() {
        login("alice", "wonderland");
        pass(Duration.ofMinutes(90));
        cloud.fail(Cause.RATE_LIMITED);
        guess(10);
        assertOutcome(login("alice", "beyond"), CANNOT_TELL, Reason.GUESSES);
        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
        pass(Duration.ofSeconds(1));
        assertOutcome(login("alice", "wonderland"), YES, Reason.WITHHELD);
    }

    @Test
    void comparesOnePasswordEveryTenSecondsAfterAHundredWithinAnHour() {
        login("alice", "wonderland");
        pass(Duration.ofHours(2));
        cloud.fail(Cause.RATE_LIMITED);
        for (int i = 0; i < 110; i++) {
            login("alice", "wrong" + i);
            passAtOnce(i % 10 == 9 && i < 109 ? Duration.ofMinutes(1) : Duration.ZERO);
        }
        assertOutcome(login("alice", "beyond"), CANNOT_TELL, Reason.GUESSES);
        pass(Duration.ofSeconds(9));
        assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
        pass(Duration.ofSeconds(1));
        assertOutcome(login("alice", "wonderland"), YES, Reason.WITHHELD);
    }

    @Test
    void doesNotCountPasswordsThatAreNotCheckedSoThatTheOwnerSoonHasATurn() {
        login("alice", "wonderland");
        pass(Duration.ofMinutes(90));
        cloud.fail(Cause.RATE_LIMITED);
        guess(10);
        for (int i = 0; i < 200; i++) {
            assertOutcome(login("alice", "beyond" + i), CANNOT_TELL, Reason.GUESSES);
        }
        pass(Duration.ofSeconds(1));
        assertOutcome(login("alice", "wonderland"), YES, Reason.WITHHELD);
    }

    @Test
    void checksOnlyAsManyConcurrentPasswordsAsTheLimitAndRejectsOthersAtOnce() {
        cloud.hold();
        List<CompletableFuture<Outcome>> guesses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            guesses.add(authenticator.authenticate("alice", DOMAIN, "wrong" + i));
        }
        assertThat(guesses.subList(10, 50)).allSatisfy(guess -> {
            assertThat(guess).isDone();
            assertOutcome(guess.join(), CANNOT_TELL, Reason.GUESSES);
        });
        CompletableFuture<Outcome> repeated = authenticator.authenticate("alice", DOMAIN, "wrong0");
        assertThat(repeated).as("is no further guess").isNotDone();
        cloud.release();
        assertThat(guesses.subList(0, 10))
                .allSatisfy(guess -> assertThat(await(guess).decision()).isEqualTo(NO));
        assertThat(cloud.requests()).isEqualTo(10);
    }

    @Test
    void checksManyDevicesThatLogInTogetherWhenTheyTryAgain() {
        String[] appPasswords = new String[25];
        for (int i = 0; i < appPasswords.length; i++) {
            appPasswords[i] = "device" + i;
        }
        cloud.allow("alice", appPasswords);
        cloud.hold();
        List<CompletableFuture<Outcome>> logins = new ArrayList<>();
        for (String password : appPasswords) {
            logins.add(authenticator.authenticate("alice", DOMAIN, password));
        }
        cloud.release();
        assertThat(logins.subList(0, 10)).allSatisfy(login -> assertOutcome(await(login), YES, Reason.CLOUD));
        for (int i = 10; i < appPasswords.length; i++) {
            assertOutcome(await(logins.get(i)), CANNOT_TELL, Reason.GUESSES);
            assertOutcome(login("alice", appPasswords[i]), YES, Reason.CLOUD);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,", "50,", "1,RATE_LIMITED", "50,RATE_LIMITED", "1,CONNECT", "50,CONNECT"})
    void checksFewOfAThousandGuessesAMinuteAndAcceptsTheOwnerAndOtherUsers(int connections, Cause failure) {
        login("alice", "wonderland", HOME);
        login("bob", "builder");
        // HMACs have expired, so remembered passwords must be compared.
        pass(Duration.ofHours(2));
        cloud.requests();
        if (failure != null) {
            cloud.fail(failure);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 1000; i += connections) {
            cloud.hold();
            List<CompletableFuture<Outcome>> guesses = new ArrayList<>();
            for (int j = 0; j < connections; j++) {
                guesses.add(authenticator.authenticate("alice", DOMAIN, "wrong" + (i + j), ELSEWHERE));
            }
            cloud.release();
            guesses.forEach(guess -> outcomes.add(await(guess)));
            passAtOnce(Duration.ofMillis(59L * connections));
        }
        login("alice", "the turn of this second is over", ELSEWHERE);
        assertOutcome(login("alice", "wonderland", ELSEWHERE), CANNOT_TELL, Reason.GUESSES);
        assertThat(outcomes).noneMatch(outcome -> outcome.decision() == YES);
        assertThat(outcomes.stream()
                        .filter(outcome -> outcome.reason() != Reason.GUESSES)
                        .count())
                .isBetween(10L, 80L);
        assertThat(login("alice", "wonderland", HOME).decision()).isEqualTo(YES);
        assertThat(login("bob", "builder", ELSEWHERE).decision()).isEqualTo(YES);
    }

    @Test
    void alsoLimitsAddressesFromWhichTheUserHasLoggedIn() {
        login("alice", "wonderland", HOME);
        for (int i = 0; i < 10; i++) {
            login("alice", "wrong" + i, HOME);
        }
        assertOutcome(login("alice", "app-password", HOME), CANNOT_TELL, Reason.GUESSES);
        assertOutcome(login("alice", "app-password", ELSEWHERE), YES, Reason.CLOUD);
    }

    @Test
    void knowsAnAddressForThirtyDaysAndIpv6ByItsNetwork() throws Exception {
        login("alice", "wonderland", Optional.of(InetAddress.getByName("2001:db8:1:2:3:4:5:6")));
        pass(Duration.ofDays(29));
        guess(10);
        assertOutcome(
                login("alice", "wonderland", Optional.of(InetAddress.getByName("2001:db8:1:2:a:b:c:d"))),
                YES,
                Reason.CLOUD);
        pass(Duration.ofDays(30));
        guess(10);
        assertOutcome(
                login("alice", "app-password", Optional.of(InetAddress.getByName("2001:db8:1:2:a:b:c:d"))),
                CANNOT_TELL,
                Reason.GUESSES);
    }

    @Test
    void knowsAnAddressForThirtyDaysAfterItsLastUse() {
        login("alice", "wonderland", HOME);
        pass(Duration.ofDays(20));
        login("alice", "wonderland", HOME);
        pass(Duration.ofDays(20));
        guess(10);
        assertOutcome(login("alice", "wonderland", HOME), YES, Reason.CLOUD);
    }

    @Test
    void forgetsAnAddressAfterThirtyDaysEvenIfTheUserStillLogsInFromAnother() {
        login("alice", "wonderland", HOME);
        pass(Duration.ofDays(20));
        login("alice", "wonderland", ELSEWHERE);
        pass(Duration.ofDays(20));
        guess(10);
        assertOutcome(login("alice", "wonderland", HOME), CANNOT_TELL, Reason.GUESSES);
        assertOutcome(login("alice", "wonderland", ELSEWHERE), YES, Reason.CLOUD);
    }

    @Test
    void remembersTheLastEightAddresses() throws Exception {
        for (int i = 0; i < 9; i++) {
            login("alice", "wonderland", Optional.of(InetAddress.getByName("192.0.2." + i)));
            pass(Duration.ofSeconds(1));
        }
        guess(10);
        login("alice", "beyond");
        assertOutcome(
                login("alice", "app-password", Optional.of(InetAddress.getByName("192.0.2.0"))),
                CANNOT_TELL,
                Reason.GUESSES);
        for (int i = 1; i < 9; i++) {
            assertThat(login("alice", "app-password", Optional.of(InetAddress.getByName("192.0.2." + i)))
                            .decision())
                    .isEqualTo(YES);
        }
    }
}
