package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final String HASH = "$2b$04$RoSWD8QM3rtF0i2myvSJV.635KRcl3APYswD/LanJntRW24o1m1RK";
    private static final UserKey BOB = new UserKey("bob", "example.org");

    private final PasswordHasher hasher = new PasswordHasher(4, 1, 10);

    @AfterEach
    void stop() {
        hasher.close();
    }

    private boolean matches(String password, String hashed) {
        return hasher.matches(ALICE, password, hasher.hash(hashed).join(), true).join();
    }

    @Test
    void matchesTheHashedPasswordAndNoOther() {
        assertThat(matches("wonderland", "wonderland")).isTrue();
        assertThat(matches("wonderlanD", "wonderland")).isFalse();
        assertThat(hasher.hash("wonderland").join()).startsWith("$2b$04$");
    }

    @Test
    void distinguishesLongPasswordsThatDifferAtTheEnd() {
        String long71 = "x".repeat(71);
        String long72 = "x".repeat(72);
        assertThat(matches(long72 + "a", long72 + "a")).isTrue();
        assertThat(matches(long72 + "a", long72 + "b")).isFalse();
        assertThat(matches(long72, long72 + "b")).isFalse();
        assertThat(matches(long71, long72)).isFalse();
        assertThat(matches("ü".repeat(36) + "1", "ü".repeat(36) + "2")).isFalse();
    }

    @Test
    void distinguishesPasswordsWithNulsThatBcryptAloneWouldNot() {
        assertThat(matches("a\0a", "a")).isFalse();
        assertThat(matches("a\0a", "a\0a")).isTrue();
    }

    @Test
    void matchesAHashOfTheSamePasswordByAnotherBcryptLibrary() {
        String madeByPythonsBcrypt = "$2b$04$RoSWD8QM3rtF0i2myvSJV.635KRcl3APYswD/LanJntRW24o1m1RK";
        assertThat(hasher.matches(ALICE, "correct horse", madeByPythonsBcrypt, true)
                        .join())
                .isTrue();
        assertThat(hasher.matches(ALICE, "Correct horse", madeByPythonsBcrypt, true)
                        .join())
                .isFalse();
    }

    @Test
    void matchesNothingWithADamagedHash() {
        assertThat(hasher.matches(ALICE, "wonderland", "$2b$04$short", true).join())
                .isFalse();
        assertThat(hasher.matches(ALICE, "wonderland", "", true).join()).isFalse();
    }

    @Test
    void rejectsExcessWorkAndNeverLosesAcceptedWork() {
        List<CompletableFuture<String>> hashes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            hashes.add(hasher.hash("password " + i));
        }
        long refused = hashes.stream()
                .filter(hash -> {
                    try {
                        return hash.join() == null;
                    } catch (CompletionException e) {
                        assertThat(e).hasCauseInstanceOf(RejectedExecutionException.class);
                        return true;
                    }
                })
                .count();
        assertThat(refused).isPositive();
        assertThat(500 - refused).isGreaterThanOrEqualTo(10);
    }

    @Test
    void comparesBeforeItHashes() {
        Occupied occupied = new Occupied(hasher);
        CompletableFuture<String> hashing = hasher.hash("wonderland");
        CompletableFuture<Boolean> hashedBefore =
                hasher.matches(ALICE, "wonderland", "", true).thenApply(done -> hashing.isDone());
        occupied.end();

        assertThat(hashedBefore.join()).isFalse();
    }

    @Test
    void letsUsersTakeTurnsHoweverManyTasksOfOneAreWaiting() {
        Occupied occupied = new Occupied(hasher);
        List<String> compared = new CopyOnWriteArrayList<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (UserKey user : List.of(ALICE, ALICE, ALICE, ALICE, BOB)) {
            all.add(hasher.matches(user, "any", HASH, true).thenRun(() -> compared.add(user.account())));
        }
        occupied.end();
        all.forEach(CompletableFuture::join);

        assertThat(compared).containsExactly("alice", "bob", "alice", "alice", "alice");
    }

    @Test
    void comparesOnePasswordOfAUserAtATimeHoweverManyThreadsAreIdle() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean begun = new AtomicBoolean();
        PasswordHasher two = new PasswordHasher(4, 2, 100, () -> {
            if (Thread.currentThread().getName().startsWith("xcauth-bcrypt") && begun.compareAndSet(false, true)) {
                await(end);
            }
            return 0;
        });
        try {
            CompletableFuture<Boolean> first = two.matches(ALICE, "any", HASH, true);
            Eventually.until("begun", begun::get);
            CompletableFuture<Boolean> second = two.matches(ALICE, "any", HASH, true);
            assertThat(two.matches(BOB, "any", HASH, true).join()).isFalse();
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            end.countDown();
            assertThat(second.join()).isFalse();
        } finally {
            end.countDown();
            two.close();
        }
    }

    @Test
    void comparesDeferredPasswordsInOrderAndFirstOnceALoginWaitsForThem() {
        Occupied occupied = new Occupied(hasher);
        List<String> done = new CopyOnWriteArrayList<>();
        List<CompletableFuture<?>> all = List.of(
                hasher.hash("any").thenRun(() -> done.add("hash")),
                hasher.matches(ALICE, "any", HASH, false).thenRun(() -> done.add("alice")),
                hasher.matches(BOB, "any", HASH, false).thenRun(() -> done.add("bob")));
        hasher.hurry(BOB);
        occupied.end();
        all.forEach(CompletableFuture::join);

        assertThat(done).containsExactly("bob", "hash", "alice");
    }

    @Test
    void startsDeferredComparisonsWhenNoMoreArriveOrAtShutdown() {
        PasswordHasher busy = new PasswordHasher(4, 1, 10, () -> 0, Duration.ofHours(1));
        try {
            CompletableFuture<Boolean> later = busy.matches(ALICE, "any", HASH, false);
            assertThat(busy.hash("any").join()).startsWith("$2b$");
            assertThat(busy.matches(BOB, "any", HASH, true).join()).isFalse();
            assertThat(later).isNotDone();
            busy.finish(Duration.ofSeconds(30));
            assertThat(later.join()).isFalse();
        } finally {
            busy.close();
        }
    }

    @Test
    void expectsLongerComparisonsTheMoreUsersAreWaiting() {
        assertThat(hasher.expected(List.of())).isZero();
        assertThat(hasher.expected(List.of("$2b$12$" + "x".repeat(53))))
                .isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        new Occupied(hasher);
        Duration alone = hasher.expected(List.of(HASH));
        for (int i = 0; i < 9; i++) {
            hasher.matches(new UserKey("user" + i, "example.org"), "any", HASH, true);
        }
        assertThat(hasher.expected(List.of(HASH)))
                .as("half of the time is another user's turn")
                .isCloseTo(alone.dividedBy(2).multipliedBy(11), Duration.ofMillis(1));
    }

    @Test
    void rejectsWaitingWorkWhenClosed() {
        new Occupied(hasher);
        CompletableFuture<String> hash = hasher.hash("any");
        CompletableFuture<Boolean> comparison = hasher.matches(ALICE, "any", HASH, true);
        hasher.close();

        assertThat(hash).isCompletedExceptionally();
        assertThat(comparison).isCompletedExceptionally();
        assertThat(hasher.hash("late")).isCompletedExceptionally();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusesImpossibleRounds() {
        assertThatThrownBy(() -> new PasswordHasher(3, 1, 1))
                .hasMessageContaining("3")
                .hasMessageContaining("4 to 31");
    }
}
