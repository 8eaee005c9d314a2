package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.Test;

/** Login passwords for a cloud that blocks this machine after the eleventh wrong one, and for one that does not. */
class FailureBudgetTest {
    private static final Answer<String> WRONG = new No<>("wrong password");
    private static final Answer<String> RIGHT = new Yes<>("right password");

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger readings = new AtomicInteger();
    private CountedGuesses counted = new CountedGuesses(false, 0);
    private FailureBudget budget = budget();

    private FailureBudget budget() {
        return new FailureBudget(
                "cloud.example.org",
                "cloud",
                () -> {
                    readings.incrementAndGet();
                    return CompletableFuture.completedFuture(new Yes<>(counted));
                },
                Persistence.NONE,
                clock);
    }

    private Answer<String> login(String user, boolean accepted, Answer<String> answer) {
        return budget.send(new UserKey(user, "example.org"), accepted, () -> {
                    sent.incrementAndGet();
                    return CompletableFuture.completedFuture(answer);
                })
                .join();
    }

    private int sent() {
        return sent.getAndSet(0);
    }

    private void wrong(int count, boolean accepted) {
        for (int i = 0; i < count; i++) {
            login("user" + i + accepted, accepted, WRONG);
        }
    }

    @Test
    void aUserMaySendTwoWrongPasswordsInHalfAnHour() {
        for (int i = 0; i < 5; i++) {
            login("alice", false, WRONG);
        }
        assertThat(sent()).isEqualTo(2);
        assertThat(login("alice", false, RIGHT))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        withheld -> assertThat(withheld.cause()).isEqualTo(Cause.RATE_LIMITED));
        assertThat(login("bob", false, RIGHT)).isEqualTo(RIGHT);
        clock.advance(Duration.ofMinutes(31));
        assertThat(login("alice", false, RIGHT)).isEqualTo(RIGHT);
    }

    @Test
    void anUnsentPasswordIsNoFailure() {
        for (int i = 0; i < 5; i++) {
            assertThat(login("alice", false, No.unasked(No.About.PASSWORD, "impossible")))
                    .isInstanceOf(No.class);
        }
        assertThat(login("alice", false, RIGHT)).isEqualTo(RIGHT);
    }

    @Test
    void allUsersTogetherMaySendEightAndTwoMoreAreReservedForAcceptedUsers() {
        wrong(20, false);
        assertThat(sent()).isEqualTo(8);
        wrong(20, true);
        assertThat(sent()).isEqualTo(2);
        assertThat(login("alice", true, RIGHT)).isInstanceOf(Unreachable.class);
        assertThat(sent()).isZero();
    }

    @Test
    void theEleventhIsNeverSentHoweverManyAreConcurrent() {
        List<CompletableFuture<Answer<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            CompletableFuture<Answer<String>> answer = new CompletableFuture<>();
            budget.send(new UserKey("user" + i, "example.org"), true, () -> {
                answers.add(answer);
                return answer;
            });
        }
        assertThat(answers).hasSize(10);
        answers.forEach(answer -> answer.complete(RIGHT));
        wrong(20, true);
        assertThat(sent()).as("right passwords do not use up the budget").isEqualTo(10);
    }

    @Test
    void onlyRefusedPasswordsUseUpTheBudget() {
        for (int i = 0; i < 20; i++) {
            assertThat(login("alice", false, RIGHT)).isEqualTo(RIGHT);
            login("alice", false, new No<>(No.About.ACCOUNT, "disabled"));
            login("alice", false, new Unreachable<>(Cause.CONNECT, "no connection"));
            login("alice", false, new Unreachable<>(Cause.CLOUD_ERROR, "LDAP is down"));
        }
        assertThat(sent()).isEqualTo(80);
    }

    @Test
    void failuresThatTheCloudHasCountedBeforeAreCounted() {
        counted = new CountedGuesses(false, 7);
        wrong(20, false);
        assertThat(sent()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(31));
        counted = new CountedGuesses(false, 8);
        wrong(20, false);
        assertThat(sent())
                .as("the cloud reports failures of twelve hours, which are known here")
                .isEqualTo(8);
    }

    @Test
    void aTimeoutIsAFailureUntilTheCloudReportsOtherwise() {
        login("alice", false, new Unreachable<>(Cause.TIMEOUT, "slow"));
        login("alice", false, new Unreachable<>(Cause.TIMEOUT, "slow"));
        assertThat(login("alice", false, RIGHT)).isInstanceOf(Unreachable.class);
        clock.advance(Duration.ofMinutes(2));
        login("alice", false, RIGHT);
        assertThat(readings).as("read again because a password was held back").hasValue(2);
        assertThat(login("alice", false, RIGHT)).isEqualTo(RIGHT);
    }

    @Test
    void anExemptedMachineIsNoticed() {
        wrong(20, false);
        sent();
        counted = CountedGuesses.NONE;
        clock.advance(Duration.ofMinutes(2));
        login("alice", false, RIGHT);
        assertThat(login("alice", false, RIGHT)).isEqualTo(RIGHT);
        assertThat(budget.isCounted().join()).isFalse();
    }

    @Test
    void a429PausesLoginPasswordsForAMinute() {
        login("alice", true, new Unreachable<>(Cause.RATE_LIMITED, "429"));
        assertThat(login("bob", true, RIGHT)).isInstanceOf(Unreachable.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(login("bob", true, RIGHT)).isEqualTo(RIGHT);
        assertThat(sent()).isEqualTo(2);
    }

    @Test
    void aFloodOfWrongPasswordsLimitsOnlyUsersWithoutAnAcceptedOne() {
        counted = CountedGuesses.NONE;
        wrong(31, false);
        assertThat(sent()).isEqualTo(31);
        wrong(40, false);
        assertThat(sent()).isEqualTo(30);
        assertThat(login("alice", true, RIGHT)).isEqualTo(RIGHT);
        clock.advance(Duration.ofMinutes(1));
        assertThat(login("bob", false, RIGHT)).isEqualTo(RIGHT);
    }
}
