package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Login passwords for a cloud that blocks this machine after the eleventh wrong one, and for one that does not. */
class FailureBudgetTest {
    private static final Answer<String> WRONG = new No<>("wrong password");
    private static final Answer<String> RIGHT = new Yes<>("right password");

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger readings = new AtomicInteger();
    private CountedGuesses counted = new CountedGuesses(false, 0);
    private Supplier<CompletableFuture<Answer<CountedGuesses>>> counter =
            () -> CompletableFuture.completedFuture(new Yes<>(counted));
    private final FailureBudget budget = budget(Persistence.NONE);

    private FailureBudget budget(Persistence persistence) {
        return new FailureBudget(
                "cloud.example.org",
                "cloud",
                () -> {
                    readings.incrementAndGet();
                    return counter.get();
                },
                persistence,
                clock);
    }

    private Answer<String> login(String user, boolean accepted, Answer<String> answer) {
        return login(budget, user, accepted, answer);
    }

    private Answer<String> login(FailureBudget process, String user, boolean accepted, Answer<String> answer) {
        return process.send(new UserKey(user, "example.org"), accepted, () -> {
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
    void onlyFailuresThatAreUnknownHereAreThoseOfOtherPrograms() {
        wrong(3, false);
        counted = new CountedGuesses(false, 5);
        clock.advance(Duration.ofMinutes(6));
        wrong(20, false);
        assertThat(sent()).isEqualTo(3 + 3);
    }

    @Test
    void failuresThatTheCloudHasForgottenDoNotHideThoseOfOtherPrograms() {
        wrong(8, false);
        sent();
        counted = new CountedGuesses(false, 7);
        clock.advance(Duration.ofHours(13));
        wrong(20, false);
        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void eightReportedFailuresMayBeMore() {
        wrong(8, false);
        wrong(2, true);
        assertThat(sent()).isEqualTo(10);
        counted = new CountedGuesses(false, CountedGuesses.MOST_TOLD);
        clock.advance(Duration.ofMinutes(6));
        wrong(1, true);
        assertThat(sent()).isZero();
    }

    @Test
    void aCloudThatDoesNotReportItsCounterMayHaveCountedEverything() {
        counter = () -> CompletableFuture.completedFuture(new Unreachable<>(Cause.CONNECT, "no connection"));
        wrong(20, false);
        assertThat(sent()).isEqualTo(8);
        assertThat(budget.isCounted().join()).isTrue();
    }

    @Test
    void theLastReportIsValidWhileTheCloudDoesNotReportItsCounter() {
        counted = CountedGuesses.NONE;
        login("alice", false, RIGHT);
        counter = () -> CompletableFuture.completedFuture(new Unreachable<>(Cause.CONNECT, "no connection"));
        clock.advance(Duration.ofMinutes(6));
        wrong(20, false);
        assertThat(sent()).isEqualTo(1 + 20);
    }

    @Test
    void loginsThatArriveTogetherWaitForOneReport() {
        CompletableFuture<Answer<CountedGuesses>> report = new CompletableFuture<>();
        counter = () -> report;
        List<CompletableFuture<Answer<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(budget.send(
                    new UserKey("user" + i, "example.org"), false, () -> CompletableFuture.completedFuture(RIGHT)));
        }
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        report.complete(new Yes<>(counted));
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(RIGHT));
        assertThat(readings).hasValue(1);
    }

    /** Several processes on this machine, which share a database. */
    @Nested
    class SeveralProcesses {
        private final SharedFailures database = new SharedFailures();
        private final FailureBudget here = budget(database);
        private final FailureBudget there = budget(database);

        private void wrongThere(int count) {
            for (int i = 0; i < count; i++) {
                login(there, "user" + i, false, WRONG);
            }
        }

        @Test
        void shareTheBudget() {
            wrongThere(5);
            for (int i = 0; i < 20; i++) {
                login(here, "other" + i, false, WRONG);
            }
            assertThat(sent()).isEqualTo(8);
        }

        @Test
        void doNotCountRightPasswordsOfEachOther() {
            for (int i = 0; i < 20; i++) {
                assertThat(login(here, "alice", false, RIGHT)).isEqualTo(RIGHT);
            }
            sent();
            wrongThere(20);
            assertThat(sent()).isEqualTo(8);
        }

        @Test
        void doNotCountPasswordsThatAnotherProcessHasLeftNoRoomFor() {
            CompletableFuture<Answer<String>> slow = new CompletableFuture<>();
            for (int i = 0; i < 8; i++) {
                here.send(new UserKey("slow" + i, "example.org"), false, () -> slow);
            }
            wrongThere(20);
            assertThat(sent()).isZero();
            slow.complete(RIGHT);
            wrongThere(20);
            assertThat(sent()).isEqualTo(8);
        }
    }

    /** Counts failures for all processes, as the database does. */
    private static final class SharedFailures implements Persistence {
        private final List<StoredFailure> failures = new ArrayList<>();

        @Override
        public CompletableFuture<Optional<Boolean>> reserveFailure(
                String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable) {
            boolean reserved = sendable.test(
                    failures.stream().filter(each -> each.at().isAfter(since)).toList());
            if (reserved) {
                failures.add(failure);
            }
            return CompletableFuture.completedFuture(Optional.of(reserved));
        }

        @Override
        public void releaseFailure(long id) {
            failures.removeIf(each -> each.id() == id);
        }

        @Override
        public CompletableFuture<Boolean> failuresAtLeast(
                String cloud, int count, Instant since, List<StoredFailure> others) {
            failures.addAll(others.subList(0, Math.max(0, count - failures.size())));
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void attach(BackedCache cache) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> load(UserKey user) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void save(Change change, LongConsumer onSaved) {
            throw new UnsupportedOperationException();
        }
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
