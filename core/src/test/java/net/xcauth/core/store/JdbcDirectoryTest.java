package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Others;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcDirectoryTest {
    private static final String DOMAIN = "example.org";
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");

    @TempDir
    Path folder;

    private TestDatabase database;
    private JdbcDirectory directory;

    @BeforeEach
    void create() throws Exception {
        database = new TestDatabase(folder.resolve("openfire.sqlite3"));
        RosterTables.create(database);
        directory = new JdbcDirectory(database, RosterTables.TABLES, Clock.systemUTC());
    }

    private static UserKey user(String account) {
        return new UserKey(account, DOMAIN);
    }

    private static Set<UserKey> users(String... accounts) {
        return Arrays.stream(accounts).map(JdbcDirectoryTest::user).collect(Collectors.toSet());
    }

    private static StoredRoster roster(String name, String... groups) {
        return new StoredRoster(name, List.of(groups), "hash of " + name, NOON);
    }

    private static void apply(
            JdbcDirectory somewhere, Directory changed, Set<UserKey> goneUsers, Set<String> goneGroups, String domain)
            throws StoreException {
        somewhere.store(domain, Position.START, others -> new Learned(changed, goneUsers, goneGroups));
    }

    private void store(Map<UserKey, StoredRoster> users, Map<String, StoredGroup> groups) throws StoreException {
        apply(directory, new Directory(users, groups), Set.of(), Set.of(), DOMAIN);
    }

    @Test
    void readsWhatItHasWritten() throws Exception {
        Directory written = new Directory(
                Map.of(
                        user("alice"),
                        roster("Alice Ångström", "Science & Fun", "Staff"),
                        user("o'hara smith"),
                        roster("O'Hara \"'; DROP TABLE x; --", "Staff"),
                        user("bob@example.com"),
                        roster("😀 日本 \\ % _ ?"),
                        user("c\\20net"),
                        roster("")),
                Map.of(
                        "Staff",
                        new StoredGroup("Staff", users("alice", "o'hara smith")),
                        "Science & Fun",
                        new StoredGroup("Science & Fun", users("alice", "bob@example.com")),
                        "It's \"so\" @ home",
                        new StoredGroup("It's \"so\" @ home", users("c\\20net")),
                        "😀~0123abcd",
                        new StoredGroup("😀\u200d😀", users("alice"))));
        apply(directory, written, Set.of(), Set.of(), DOMAIN);

        assertThat(directory.load(DOMAIN)).isEqualTo(written);
    }

    @Test
    void readsNothingFromEmptyTables() throws Exception {
        assertThat(directory.load(DOMAIN)).isEqualTo(new Directory(Map.of(), Map.of()));
    }

    @Test
    void storesEmptyTextsAsNull() throws Exception {
        StoredRoster unnamed = new StoredRoster("", List.of(), "", Instant.EPOCH);
        store(Map.of(user("alice"), unnamed), Map.of("Empty", new StoredGroup("", Set.of())));

        assertThat(directory.load(DOMAIN))
                .isEqualTo(
                        new Directory(Map.of(user("alice"), unnamed), Map.of("Empty", new StoredGroup("", Set.of()))));
        assertThat(RosterTables.texts(
                        database,
                        "SELECT jid FROM ofNextcloudRoster WHERE fullname IS NULL "
                                + "AND grouplist IS NULL AND responsehash IS NULL AND last_update LIKE '1970%'"))
                .hasSize(1);
    }

    @Test
    void writesListsWithTabsBetweenThem() throws Exception {
        store(
                Map.of(user("alice"), roster("Alice", "A", "B C")),
                Map.of("A", new StoredGroup("A", users("bob", "o'hara", "alice"))));

        assertThat(RosterTables.texts(database, "SELECT grouplist FROM ofNextcloudRoster"))
                .containsExactly("A\tB C");
        assertThat(RosterTables.texts(database, "SELECT userlist FROM ofNextcloudGroups"))
                .containsExactly("alice@example.org\tbob@example.org\to\\27hara@example.org");
        assertThat(RosterTables.texts(database, "SELECT groupname FROM ofNextcloudGroups"))
                .containsExactly("A@example.org");
    }

    @Test
    void readsRowsWrittenByOtherPrograms() throws Exception {
        RosterTables.execute(
                database,
                "INSERT INTO ofNextcloudRoster (jid) VALUES ('alice@example.org');"
                        + "INSERT INTO ofNextcloudGroups (groupname) VALUES ('Staff@example.org')");

        assertThat(directory.load(DOMAIN))
                .isEqualTo(new Directory(
                        Map.of(user("alice"), new StoredRoster("", List.of(), "", Instant.EPOCH)),
                        Map.of("Staff", new StoredGroup("", Set.of()))));
    }

    @Test
    void writesChangedRowsOnly() throws Exception {
        store(
                Map.of(user("alice"), roster("Alice"), user("bob"), roster("Bob")),
                Map.of("Staff", new StoredGroup("Staff", users("alice")), "Fun", new StoredGroup("Fun", users("bob"))));
        RosterTables.written(database);
        store(
                Map.of(user("alice"), roster("Alicia"), user("carol"), roster("Carol")),
                Map.of("Fun", new StoredGroup("Fun", users("carol")), "New", new StoredGroup("New", users("bob"))));

        assertThat(RosterTables.written(database))
                .containsExactly("+New@example.org", "+carol@example.org", "Fun@example.org", "alice@example.org");
        assertThat(directory.load(DOMAIN))
                .isEqualTo(new Directory(
                        Map.of(
                                user("alice"),
                                roster("Alicia"),
                                user("bob"),
                                roster("Bob"),
                                user("carol"),
                                roster("Carol")),
                        Map.of(
                                "Staff",
                                new StoredGroup("Staff", users("alice")),
                                "Fun",
                                new StoredGroup("Fun", users("carol")),
                                "New",
                                new StoredGroup("New", users("bob")))));
    }

    @Test
    void leavesForeignColumnsAlone() throws Exception {
        store(Map.of(user("alice"), roster("Alice")), Map.of("Staff", new StoredGroup("Staff", users("alice"))));
        RosterTables.execute(database, "UPDATE ofNextcloudRoster SET theirs = 'x'");
        RosterTables.execute(database, "UPDATE ofNextcloudGroups SET theirs = 'y'");
        store(Map.of(user("alice"), roster("Alicia")), Map.of("Staff", new StoredGroup("Staff", users("bob"))));

        assertThat(RosterTables.texts(database, "SELECT theirs FROM ofNextcloudRoster"))
                .containsExactly("x");
        assertThat(RosterTables.texts(database, "SELECT theirs FROM ofNextcloudGroups"))
                .containsExactly("y");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 49, 50, 51, 100, 237})
    void writesAnyNumberOfRows(int number) throws Exception {
        Map<UserKey, StoredRoster> users = new HashMap<>();
        Map<String, StoredGroup> groups = new HashMap<>();
        for (int i = 0; i < number; i++) {
            users.put(user("user" + i), roster("User " + i));
            groups.put("Group " + i, new StoredGroup("Group " + i, users("user" + i)));
        }
        store(users, groups);
        users.put(user("another"), roster("Another"));
        users.replaceAll((user, roster) -> roster(roster.name() + "!"));
        store(users, groups);
        assertThat(directory.load(DOMAIN)).isEqualTo(new Directory(users, groups));

        apply(directory, new Directory(Map.of(), Map.of()), users.keySet(), groups.keySet(), DOMAIN);
        assertThat(directory.load(DOMAIN)).isEqualTo(new Directory(Map.of(), Map.of()));
    }

    @Test
    void deletesRemovedRowsOnly() throws Exception {
        store(
                Map.of(user("alice"), roster("Alice"), user("o'hara"), roster("O'Hara")),
                Map.of(
                        "Staff",
                        new StoredGroup("Staff", users("alice")),
                        "It's",
                        new StoredGroup("It's", users("alice"))));
        apply(directory, new Directory(Map.of(), Map.of()), users("o'hara", "nobody"), Set.of("It's", "None"), DOMAIN);

        assertThat(directory.load(DOMAIN))
                .isEqualTo(new Directory(
                        Map.of(user("alice"), roster("Alice")),
                        Map.of("Staff", new StoredGroup("Staff", users("alice")))));
    }

    @Test
    void keepsDomainsApart() throws Exception {
        for (String domain : List.of("a_b.org", "axb.org", "sub.a_b.org", "%")) {
            UserKey alice = new UserKey("alice", domain);
            apply(
                    directory,
                    new Directory(
                            Map.of(alice, roster("Alice of " + domain)),
                            Map.of("Staff", new StoredGroup(domain, Set.of(alice)))),
                    Set.of(),
                    Set.of(),
                    domain);
        }
        apply(directory, new Directory(Map.of(), Map.of()), Set.of(), Set.of("Staff"), "axb.org");

        for (String domain : List.of("a_b.org", "sub.a_b.org", "%")) {
            UserKey alice = new UserKey("alice", domain);
            assertThat(directory.load(domain))
                    .isEqualTo(new Directory(
                            Map.of(alice, roster("Alice of " + domain)),
                            Map.of("Staff", new StoredGroup(domain, Set.of(alice)))));
        }
        assertThat(directory.load("axb.org").groups()).isEmpty();
        assertThat(directory.load("b.org")).isEqualTo(new Directory(Map.of(), Map.of()));
    }

    @Test
    void distinguishesGroupsThatDifferInCaseOnly() throws Exception {
        Map<String, StoredGroup> groups = Map.of(
                "staff", new StoredGroup("staff", users("alice")), "Staff", new StoredGroup("Staff", users("bob")));
        store(Map.of(), groups);

        assertThat(directory.load(DOMAIN).groups()).isEqualTo(groups);
    }

    @Test
    void leavesOutKeysThatNoDatabaseAccepts() throws Exception {
        String longest = "x".repeat(255 - DOMAIN.length() - 1);
        store(
                Map.of(
                        user("alice"),
                        roster("Alice"),
                        user(longest),
                        roster("Longest"),
                        user(longest + 'x'),
                        roster("Long"),
                        user("a\u0000b"),
                        roster("NUL"),
                        user("a\ud800b"),
                        roster("half")),
                Map.of(
                        "Staff",
                        new StoredGroup("Staff", users("alice")),
                        longest,
                        new StoredGroup("", Set.of()),
                        longest + 'x',
                        new StoredGroup("", Set.of()),
                        "a\nb",
                        new StoredGroup("", Set.of()),
                        "\udc00",
                        new StoredGroup("", Set.of())));

        assertThat(directory.load(DOMAIN).users()).containsOnlyKeys(user("alice"), user(longest));
        assertThat(directory.load(DOMAIN).groups()).containsOnlyKeys("Staff", longest);
        apply(
                directory,
                new Directory(Map.of(), Map.of()),
                Set.of(user(longest + 'x'), user("a\ud800b"), user("alice")),
                Set.of(longest + 'x', "\udc00"),
                DOMAIN);
        assertThat(directory.load(DOMAIN).users()).containsOnlyKeys(user(longest));
    }

    /** A process that does not know yet that the domain's cloud has changed. */
    @Test
    void writesNothingForACloudThatAnotherProcessHasReplaced() throws Exception {
        Database shared = new TestDatabase(folder.resolve("xcauth.sqlite3")).withTables();
        JdbcUsers users = new JdbcUsers(shared, Tables.ofBridge(), Clock.systemUTC());
        JdbcDirectory late = new JdbcDirectory(
                shared,
                Tables.ofBridge(),
                Optional.of(new StoredClouds(users, domain -> Optional.of("former"))),
                Clock.systemUTC());
        late.load(DOMAIN);
        users.apply(List.of(), 1, Map.of(DOMAIN, "former"));
        Directory former = new Directory(Map.of(user("alice"), roster("Alice")), Map.of());
        apply(late, former, Set.of(), Set.of(), DOMAIN);
        assertThat(late.load(DOMAIN)).isEqualTo(former);
        users.useCloud(DOMAIN, "new");

        apply(late, former, Set.of(), Set.of(), DOMAIN);
        JdbcDirectory current = new JdbcDirectory(
                shared,
                Tables.ofBridge(),
                Optional.of(new StoredClouds(users, domain -> Optional.of("new"))),
                Clock.systemUTC());
        assertThat(current.load(DOMAIN)).isEqualTo(new Directory(Map.of(), Map.of()));
        Directory changed = new Directory(Map.of(user("zoe"), roster("Zoe")), Map.of());
        apply(current, changed, Set.of(), Set.of(), DOMAIN);
        assertThat(current.load(DOMAIN)).isEqualTo(changed);
    }

    /** Two processes with one database. */
    @Nested
    class BetweenProcesses {
        private final ManualClock clock = new ManualClock();
        private final Directory staff = new Directory(
                Map.of(user("alice"), roster("Alice", "Staff")),
                Map.of("Staff", new StoredGroup("Staff", users("alice", "bob"))));
        private Database shared;
        private JdbcDirectory one;
        private JdbcDirectory other;

        @BeforeEach
        void open() {
            shared = new TestDatabase(folder.resolve("xcauth.sqlite3")).withTables();
            one = new JdbcDirectory(shared, Tables.ofBridge(), clock);
            other = new JdbcDirectory(shared, Tables.ofBridge(), clock);
        }

        private Position store(
                JdbcDirectory by, Position since, Directory changed, Set<UserKey> goneUsers, Set<String> goneGroups)
                throws StoreException {
            return by.store(DOMAIN, since, others -> new Learned(changed, goneUsers, goneGroups));
        }

        @Test
        void eachSeesTheChangesOfTheOtherAndNotItsOwn() throws Exception {
            Position here = one.changesSince(DOMAIN, Position.START).position();
            Position there = other.changesSince(DOMAIN, Position.START).position();
            here = store(one, here, staff, Set.of(), Set.of());
            assertThat(one.changesSince(DOMAIN, here).stored()).isEqualTo(Directory.EMPTY);

            Others seen = other.changesSince(DOMAIN, there);
            assertThat(seen.stored()).isEqualTo(staff);
            assertThat(seen.users()).isEqualTo(users("alice"));
            assertThat(seen.groups()).containsExactly("Staff");
            assertThat(seen.all()).isFalse();
            assertThat(other.changesSince(DOMAIN, seen.position()).groups()).isEmpty();

            store(one, here, Directory.EMPTY, users("alice"), Set.of("Staff"));
            Others gone = other.changesSince(DOMAIN, seen.position());
            assertThat(gone.users()).isEqualTo(users("alice"));
            assertThat(gone.groups()).containsExactly("Staff");
            assertThat(gone.stored()).isEqualTo(Directory.EMPTY);
        }

        @Test
        void aProcessThatStoresReceivesEarlierChangesOfTheOther() throws Exception {
            Position there = other.changesSince(DOMAIN, Position.START).position();
            store(one, Position.START, staff, Set.of(), Set.of());
            List<Others> told = new ArrayList<>();
            Position after = other.store(DOMAIN, there, others -> {
                told.add(others);
                return new Learned(
                        new Directory(Map.of(), Map.of("Fun", new StoredGroup("Fun", users("bob")))),
                        Set.of(),
                        Set.of());
            });

            assertThat(told)
                    .singleElement()
                    .satisfies(others -> assertThat(others.stored()).isEqualTo(staff));
            assertThat(other.changesSince(DOMAIN, after).groups()).isEmpty();
            assertThat(one.load(DOMAIN).groups()).containsOnlyKeys("Fun", "Staff");
        }

        @Test
        void everythingMayHaveChangedForAProcessThatHasNotReadForALongTime() throws Exception {
            Position there = other.changesSince(DOMAIN, Position.START).position();
            store(one, Position.START, staff, Set.of(), Set.of());
            clock.advance(Duration.ofMinutes(31));

            Others seen = other.changesSince(DOMAIN, there);
            assertThat(seen.all()).isTrue();
            assertThat(seen.stored()).isEqualTo(staff);
        }

        @Test
        void everythingMayHaveChangedAfterATooLongNoteOrInARestoredDatabase() throws Exception {
            Position there = other.changesSince(DOMAIN, Position.START).position();
            String longest = "x".repeat(255 - DOMAIN.length() - 1);
            store(
                    one,
                    Position.START,
                    new Directory(Map.of(), Map.of(longest, new StoredGroup("", users("bob")))),
                    Set.of(),
                    Set.of());
            assertThat(other.changesSince(DOMAIN, there).all()).isTrue();

            Position later = new Position(1_000, "", clock.instant());
            assertThat(other.changesSince(DOMAIN, later).all()).isTrue();
        }

        @Test
        void otherDomainsAndPasswordsDoNotConcernRosters() throws Exception {
            JdbcUsers passwords = new JdbcUsers(shared, Tables.ofBridge(), clock);
            long revision = passwords.revision();
            Position there = other.changesSince(DOMAIN, Position.START).position();
            UserKey zoe = new UserKey("zoe", "other.example");
            one.store(
                    "other.example",
                    Position.START,
                    others -> new Learned(new Directory(Map.of(zoe, roster("Zoe")), Map.of()), Set.of(), Set.of()));
            passwords.apply(List.of(new Change.Existence(user("alice"), true, NOON)), 4);

            Others seen = other.changesSince(DOMAIN, there);
            assertThat(seen.users()).isEmpty();
            assertThat(seen.groups()).isEmpty();
            assertThat(passwords.changesSince(revision).users())
                    .as("whose passwords are read again")
                    .isEqualTo(users("alice"));
        }

        @Test
        void nothingIsAppliedFromACloudThatAnotherProcessUsesForTheDomain() throws Exception {
            JdbcUsers users = new JdbcUsers(shared, Tables.ofBridge(), clock);
            AtomicReference<String> configured = new AtomicReference<>("former");
            JdbcDirectory late = new JdbcDirectory(
                    shared,
                    Tables.ofBridge(),
                    Optional.of(new StoredClouds(users, domain -> Optional.of(configured.get()))),
                    clock);
            users.apply(List.of(), 1, Map.of(DOMAIN, "former"));
            Position there = late.changesSince(DOMAIN, Position.START).position();
            users.useCloud(DOMAIN, "new");
            assertThat(late.changesSince(DOMAIN, there)).isEqualTo(Others.none(there));

            configured.set("new");
            assertThat(late.changesSince(DOMAIN, there))
                    .as("until all is read of the new one")
                    .isEqualTo(Others.none(there));
            assertThat(late.changesSince(DOMAIN, Position.START).position().cloud())
                    .isEqualTo("new");
        }
    }

    @Test
    void writesAllOrNothing() throws Exception {
        store(Map.of(user("alice"), roster("Alice")), Map.of("Staff", new StoredGroup("Staff", users("alice"))));
        Directory before = directory.load(DOMAIN);
        RosterTables.execute(
                database,
                "CREATE TRIGGER refuse BEFORE DELETE ON ofNextcloudGroups "
                        + "BEGIN SELECT RAISE(ABORT, 'as the test wants'); END");

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> apply(
                        directory,
                        new Directory(
                                Map.of(user("bob"), roster("Bob")),
                                Map.of("Fun", new StoredGroup("Fun", users("bob")))),
                        users("alice"),
                        Set.of("Staff"),
                        DOMAIN))
                .withMessageContaining("as the test wants");
        assertThat(directory.load(DOMAIN)).isEqualTo(before);
    }

    @Test
    void reportsAFailureOfTheDatabase() throws Exception {
        database.fail();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> directory.load(DOMAIN))
                .withMessage("the database test cannot be read: it fails as the test wants");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store(Map.of(user("alice"), roster("A")), Map.of()))
                .withMessage("the database test cannot be written: it fails as the test wants");
        database.recover();
        assertThat(directory.load(DOMAIN).users()).isEmpty();
    }
}
