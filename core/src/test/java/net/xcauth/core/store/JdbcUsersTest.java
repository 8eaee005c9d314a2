package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.store.StoredUser.StoredOrder;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcUsersTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey BOB = new UserKey("bob", "example.org");

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private TestDatabase database;
    private JdbcUsers users;

    @BeforeEach
    void create() {
        database = new TestDatabase(folder.resolve("xcauth.sqlite3"));
        users = new JdbcUsers(database.withTables(), Tables.ofBridge(), clock);
    }

    @Nested
    class AChangeOfCloud {
        private static final Sent BEFORE_ANYTHING_WAS_READ = new Sent(1, 0);

        @Test
        void discardsWhatOthersHaveAcceptedSoThatItOutdatesNoQueryOfThisProcess() throws Exception {
            JdbcUsers other = new JdbcUsers(database.withTables(), Tables.ofBridge(), clock);
            other.apply(
                    List.of(new Change.Accepted(ALICE, Optional.empty(), new Sent(1, 0), clock.instant())),
                    4,
                    Map.of("example.org", "former"));
            assertThat(order(users).others()).isPositive();

            assertThat(users.useCloud("example.org", "new")).isPresent();
            assertThat(order(users).others()).isZero();
            assertThat(order(other).others()).isEqualTo(order(other).revision());

            StoredPassword accepted =
                    new StoredPassword("hash", clock.instant(), clock.instant(), clock.instant(), false);
            users.apply(
                    List.of(
                            new Change.Accepted(ALICE, Optional.empty(), BEFORE_ANYTHING_WAS_READ, clock.instant()),
                            new Change.Hashed(ALICE, accepted, BEFORE_ANYTHING_WAS_READ, 1, new Rivals<>())),
                    4,
                    Map.of("example.org", "new"));
            assertThat(users.load(Set.of(ALICE)).get(ALICE).passwords())
                    .hasSize(1)
                    .noneMatch(StoredPassword::superseded);
        }

        @Test
        void makesOtherProcessesForgetAndNotThisOne() throws Exception {
            JdbcUsers other = new JdbcUsers(database.withTables(), Tables.ofBridge(), clock);
            other.apply(
                    List.of(new Change.Existence(ALICE, true, clock.instant())), 4, Map.of("example.org", "former"));
            long before = users.changesSince(0).revision();
            users.useCloud("example.org", "new");

            assertThat(users.changesSince(before).all()).isFalse();
            assertThat(other.changesSince(before).all()).isTrue();

            other.forgetPasswords();
            users.useCloud("example.org", "newer");
            assertThat(users.changesSince(before).all())
                    .as("another has changed something as well")
                    .isTrue();
        }

        private StoredOrder order(JdbcUsers reader) throws StoreException {
            return reader.load(Set.of(ALICE)).get(ALICE).order();
        }
    }

    @Nested
    class PresentUsers {
        private Instant learn(UserKey user, boolean exists) throws StoreException {
            clock.advance(Duration.ofMinutes(1));
            users.apply(List.of(new Change.Existence(user, exists, clock.instant())), 3);
            return clock.instant();
        }

        @Test
        void areNoneAtFirst() throws Exception {
            assertThat(users.present()).isEmpty();
        }

        @Test
        void isEachUserConfirmedByTheCloudWithTheTime() throws Exception {
            Instant first = learn(ALICE, true);
            Instant bob = learn(BOB, true);
            Instant last = learn(ALICE, true);

            assertThat(users.present())
                    .isEqualTo(Map.of(
                            ALICE, new StoredExistence(true, last, first), BOB, new StoredExistence(true, bob, bob)));
        }

        @Test
        void isNobodyTheCloudHasDeniedLast() throws Exception {
            Instant first = learn(ALICE, true);
            learn(BOB, true);
            learn(BOB, false);
            learn(new UserKey("nobody", "example.org"), false);
            assertThat(users.present()).containsOnlyKeys(ALICE);

            learn(ALICE, false);
            Instant back = learn(ALICE, true);
            assertThat(users.present()).isEqualTo(Map.of(ALICE, new StoredExistence(true, back, first)));
        }

        @Test
        void dependsOnTheLatestAnswerHoweverLateItIsWritten() throws Exception {
            Instant first = learn(ALICE, true);
            Instant last = learn(ALICE, true);
            users.apply(List.of(new Change.Existence(ALICE, false, first)), 3);

            assertThat(users.present()).isEqualTo(Map.of(ALICE, new StoredExistence(true, last, first)));
        }

        @Test
        void includesMissingUsersUntilConfirmed() throws Exception {
            Instant first = learn(ALICE, true);
            learn(BOB, true);
            clock.advance(Duration.ofMinutes(1));
            Instant since = clock.instant();
            UserKey carol = new UserKey("carol", "other.example");
            users.apply(List.of(new Change.Missing(ALICE, since), new Change.Missing(carol, since)), 3);
            clock.advance(Duration.ofMinutes(1));
            users.apply(List.of(new Change.Missing(ALICE, clock.instant()), new Change.Missing(BOB, first)), 3);

            assertThat(users.missing()).isEqualTo(Map.of(ALICE, since, carol, since));
            assertThat(users.load(Set.of(ALICE)).get(ALICE).existence())
                    .contains(new StoredExistence(true, first, first, Optional.of(since)));
            assertThat(users.present()).containsOnlyKeys(ALICE, BOB, carol);
            assertThat(users.countPresent("example.org")).isEqualTo(2);
            assertThat(users.countPresent("example_org")).isZero();

            learn(ALICE, true);
            learn(carol, false);
            assertThat(users.missing()).isEmpty();
            assertThat(users.present()).containsOnlyKeys(ALICE, BOB);
        }

        @Test
        void excludesForgottenUsers() throws Exception {
            learn(ALICE, true);
            learn(BOB, true);
            users.forget(Set.of(BOB));

            assertThat(users.present()).containsOnlyKeys(ALICE);
        }

        @Test
        void excludesUsersWithOnlyAPassword() throws Exception {
            users.apply(List.of(new Change.Accepted(ALICE, Optional.of("hash"), new Sent(1, 0), clock.instant())), 3);

            assertThat(users.present()).isEmpty();
        }

        @Test
        void includesAllSpellings() throws Exception {
            Set<UserKey> all = Set.of(
                    new UserKey("o'hara smith", "example.org"),
                    new UserKey("bob@home", "example.org"),
                    new UserKey("änne", "example.com"),
                    new UserKey("c\\20net", "example.org"),
                    ALICE);
            for (UserKey user : all) {
                learn(user, true);
            }

            assertThat(users.present().keySet()).isEqualTo(all);
        }

        @Test
        void isUnknownWhileTheDatabaseFails() throws Exception {
            learn(ALICE, true);
            database.fail();

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(users::present)
                    .withMessage("the database test cannot be read: it fails as the test wants");
        }
    }
}
