package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.AccountStore;
import net.xcauth.core.store.AccountStore.StoredAccount;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.store.FailureStore;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.JdbcPushed;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.UserStore.Changes;
import net.xcauth.core.store.UserStore.Forgotten;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The behaviour of the store, the same in each database. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class StoreSuite {
    private static final UserKey ALICE = user("alice");
    private static final UserKey BOB = user("bob");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");
    private static final int LIMIT = 4;
    private static final List<String> TABLES = List.of(
            "xcauth_users",
            "xcauth_passwords",
            "xcauth_changes",
            "domains",
            "xcauth_acceptances",
            "xcauth_clouds",
            "rosterinfo",
            "rostergroups",
            "xcauth_fullnames",
            "xcauth_pythongroups",
            "xcauth_accounts",
            "xcauth_failures");
    private static final String VERSION = "4";

    private final AtomicLong questions = new AtomicLong();
    private Database database;
    private JdbcUsers users;
    private JdbcDomains domains;
    private JdbcDirectory directory;

    /** An empty database, or one that earlier tests have left. */
    abstract DatabaseSettings settings() throws Exception;

    @BeforeEach
    void open() throws Exception {
        database = Databases.open(settings());
        sql(TABLES.stream().map(table -> "DELETE FROM " + table).toArray(String[]::new));
        users = new JdbcUsers(database, Tables.ofBridge(), Clock.systemUTC());
        domains = new JdbcDomains(database, Tables.ofBridge(), Clock.systemUTC());
        directory = new JdbcDirectory(database, Tables.ofBridge(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keepsAnAcceptedPasswordWithItsTimes() throws Exception {
        accept(ALICE, "hash", 0);

        assertThat(load(ALICE).passwords()).containsExactly(new StoredPassword("hash", at(0), at(0), at(0), false));
        assertThat(load(BOB)).matches(StoredUser::isUnknown);
    }

    @Test
    void supersedesOlderPasswordsAndRestoresThemWhenVerified() throws Exception {
        accept(ALICE, "one", 0);
        accept(ALICE, "two", 10);
        assertThat(load(ALICE).passwords())
                .extracting(StoredPassword::superseded)
                .containsExactly(false, true);

        accept(ALICE, "one", 21);
        apply(new Change.Used(ALICE, "two", at(30)));

        assertThat(load(ALICE).passwords())
                .containsExactly(
                        new StoredPassword("two", at(10), at(10), at(30), true),
                        new StoredPassword("one", at(0), at(21), at(21), false));
    }

    @Test
    void keepsWhichPasswordsWereValidSideBySide() throws Exception {
        accept(ALICE, "the first one", 0);
        accept(ALICE, "the second one", 10);
        accept(ALICE, "the first one", 20);
        assertThat(load(ALICE).order().changed()).contains(at(20));
        accept(ALICE, "the second one", 30);

        assertThat(load(ALICE).passwords()).noneMatch(StoredPassword::superseded);
        apply(new Change.Unconfirmed(ALICE, at(40)));
        assertThat(load(ALICE).passwords()).allMatch(StoredPassword::superseded);
        assertThat(load(ALICE).order().changed()).contains(at(40));
        accept(ALICE, "the first one", 50);
        accept(ALICE, "the second one", 60);
        assertThat(load(ALICE).passwords()).noneMatch(StoredPassword::superseded);
    }

    @Test
    void doubtsBothPasswordsWhenTwoProcessesHaveAcceptedOneIndependently() throws Exception {
        Sent before = new Sent(1, load(ALICE).order().revision());
        accept(ALICE, "here", 0);
        JdbcUsers other = new JdbcUsers(database, Tables.ofBridge(), Clock.systemUTC());
        other.apply(List.of(new Change.Accepted(ALICE, Optional.of("there"), before, at(-3600))), LIMIT);
        assertThat(load(ALICE).passwords()).hasSize(2).allMatch(StoredPassword::superseded);

        Sent after = new Sent(2, other.load(Set.of(ALICE)).get(ALICE).order().revision());
        other.apply(List.of(new Change.Accepted(ALICE, Optional.of("there"), after, at(-3600))), LIMIT);
        assertThat(load(ALICE).passwords())
                .extracting(StoredPassword::hash, StoredPassword::superseded)
                .containsExactlyInAnyOrder(tuple("here", true), tuple("there", false));
    }

    @Test
    void keepsTheAllowedNumberOfPasswordsPerUser() throws Exception {
        for (int i = 0; i < LIMIT + 2; i++) {
            accept(ALICE, "hash" + i, i);
        }

        assertThat(load(ALICE).passwords())
                .extracting(StoredPassword::hash)
                .containsExactly("hash5", "hash4", "hash3", "hash2");
    }

    @Test
    void forgetsExactlyTheRefusedPassword() throws Exception {
        accept(ALICE, "one", 0);
        accept(ALICE, "two", 1);
        accept(BOB, "two", 1);
        apply(new Change.Refused(ALICE, "two"));

        assertThat(load(ALICE).passwords()).extracting(StoredPassword::hash).containsExactly("one");
        assertThat(load(BOB).passwords()).hasSize(1);
    }

    @Test
    void keepsTheExistenceOfUsersAndItsTime() throws Exception {
        apply(new Change.Existence(ALICE, true, at(0)));
        apply(new Change.Existence(ALICE, false, at(60)), new Change.Existence(BOB, false, at(60)));

        assertThat(load(ALICE).existence()).contains(new StoredExistence(false, at(60), at(0)));
        assertThat(load(BOB).existence()).as("a user who never existed").isEmpty();
    }

    @Test
    void storesManyUsersInOneTransaction() throws Exception {
        List<Change> changes = IntStream.range(0, 333)
                .<Change>mapToObj(i -> new Change.Accepted(user("user" + i), Optional.of("hash" + i), sent(), at(0)))
                .toList();
        users.apply(changes, LIMIT);

        Set<UserKey> all = changes.stream().map(Change::user).collect(Collectors.toSet());
        assertThat(users.load(all))
                .hasSize(333)
                .allSatisfy((user, stored) -> assertThat(stored.passwords())
                        .extracting(StoredPassword::hash)
                        .containsExactly("hash" + user.account().substring("user".length())));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "jose, josé",
                "strasse, straße",
                "ab, a b",
                "d'artagnan, dartagnan",
                "a_b, axb",
                "ｆull, full",
                "😀, 😁",
                "i, ı"
            })
    void neverConfusesUsers(String one, String other) throws Exception {
        accept(user(one), "hash1", 0);

        assertThat(load(user(other))).matches(StoredUser::isUnknown);
        accept(user(other), "hash2", 0);
        assertThat(load(user(one)).passwords()).extracting(StoredPassword::hash).containsExactly("hash1");
        assertThat(load(user(other)).passwords())
                .extracting(StoredPassword::hash)
                .containsExactly("hash2");
    }

    @Test
    void storesOthersEvenIfOneNameIsImpossible() throws Exception {
        apply(
                new Change.Accepted(user("a\0b"), Optional.of("hash"), sent(), at(0)),
                new Change.Accepted(user("x".repeat(300)), Optional.of("hash"), sent(), at(0)),
                new Change.Accepted(user("half \ud83d of a sign"), Optional.of("hash"), sent(), at(0)),
                new Change.Accepted(ALICE, Optional.of("hash"), sent(), at(0)));

        assertThat(load(ALICE).passwords()).hasSize(1);
    }

    @Test
    void reportsUsersWhoHaveChangedSince() throws Exception {
        long start = users.revision();
        accept(ALICE, "one", 0);
        Changes first = users.changesSince(start);
        apply(new Change.Existence(BOB, true, at(1)), new Change.Used(ALICE, "one", at(1)));
        Changes second = users.changesSince(first.revision());

        assertThat(first.users()).containsExactly(ALICE);
        assertThat(second.users())
                .as("use of a password is not a change for others")
                .containsExactly(BOB);
        assertThat(users.changesSince(second.revision()).users()).isEmpty();
        assertThat(List.of(first, second)).noneMatch(Changes::all);
    }

    @Test
    void reportsThatEverybodyMayHaveChangedAfterARestoredBackup() throws Exception {
        assertThat(users.changesSince(users.revision() + 5).all()).isTrue();
    }

    @Test
    void mergesConcurrentWritesOfSeveralProcesses() throws Exception {
        int writers = 4;
        CyclicBarrier together = new CyclicBarrier(writers);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        List<Long> seen = new ArrayList<>();
        long start = users.revision();
        for (int writer = 0; writer < writers; writer++) {
            int number = writer;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try (Database own = Databases.open(settings())) {
                            JdbcUsers store = new JdbcUsers(own, Tables.ofBridge(), Clock.systemUTC());
                            together.await();
                            for (int i = 0; i < 25; i++) {
                                store.apply(
                                        List.of(
                                                new Change.Accepted(
                                                        user("user" + number + "-" + i),
                                                        Optional.of("hash"),
                                                        sent(),
                                                        at(0)),
                                                new Change.Existence(ALICE, true, at(i))),
                                        LIMIT);
                            }
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task, "writer").start()));
        }
        Set<UserKey> noticed = new HashSet<>();
        long revision = start;
        while (!all.stream().allMatch(CompletableFuture::isDone)) {
            Changes changes = users.changesSince(revision);
            noticed.addAll(changes.users());
            revision = changes.revision();
            seen.add(revision);
        }
        noticed.addAll(users.changesSince(revision).users());
        all.forEach(CompletableFuture::join);

        assertThat(noticed).as("changes noticed").hasSize(writers * 25 + 1);
        assertThat(seen).isSorted();
        assertThat(users.revision()).isEqualTo(start + writers * 25L);
    }

    @Test
    void forgetsUsersAndNotifiesOthers() throws Exception {
        accept(ALICE, "one", 0);
        apply(new Change.Existence(ALICE, true, at(0)));
        accept(BOB, "two", 0);
        long before = users.revision();

        assertThat(users.forget(Set.of(ALICE))).isEqualTo(new Forgotten(1, 1));
        assertThat(users.forget(Set.of(ALICE))).isEqualTo(new Forgotten(0, 0));
        assertThat(load(ALICE)).matches(StoredUser::isUnknown);
        assertThat(load(BOB).passwords()).hasSize(1);
        assertThat(users.changesSince(before).users()).containsExactly(ALICE);
    }

    @Test
    void forgetsExactlyOneDomain() throws Exception {
        List<UserKey> others = List.of(
                new UserKey("alice", "axb.org"),
                new UserKey("alice", "sub.a_b.org"),
                new UserKey("a_b.org", "example.org"));
        UserKey gone = new UserKey("alice", "a_b.org");
        accept(gone, "hash", 0);
        for (UserKey other : others) {
            accept(other, "hash", 0);
        }
        long before = users.revision();

        assertThat(users.forgetDomain("a_b.org")).isEqualTo(new Forgotten(1, 0));
        assertThat(load(gone)).matches(StoredUser::isUnknown);
        assertThat(users.load(Set.copyOf(others)))
                .allSatisfy((user, stored) -> assertThat(stored.passwords()).hasSize(1));
        assertThat(users.changesSince(before).all()).isTrue();
    }

    @Test
    void forgetsEverybody() throws Exception {
        accept(ALICE, "one", 0);
        accept(BOB, "two", 0);

        assertThat(users.forgetEverybody()).isEqualTo(new Forgotten(2, 0));
        assertThat(load(BOB)).matches(StoredUser::isUnknown);
    }

    @Test
    void forgetsAllPasswordsButNotTheExistenceOfUsers() throws Exception {
        accept(ALICE, "one", 0);
        accept(BOB, "two", 0);
        apply(new Change.Existence(ALICE, true, at(0)));
        long before = users.revision();

        assertThat(users.forgetPasswords()).isEqualTo(2);
        assertThat(users.forgetPasswords()).isZero();
        assertThat(load(ALICE).passwords()).isEmpty();
        assertThat(load(ALICE).existence()).isPresent();
        assertThat(load(BOB)).matches(StoredUser::isUnknown);
        assertThat(users.changesSince(before).all()).isTrue();
    }

    @Test
    void prunesExactlyWhatCannotBecomeValidAgain() throws Exception {
        accept(ALICE, "old", 0);
        accept(ALICE, "young", 100);
        apply(new Change.Existence(ALICE, true, at(0)), new Change.Existence(BOB, true, at(0)));
        apply(new Change.Existence(BOB, false, at(1)));

        assertThat(users.prune(at(50), at(50), Instant.now().plusSeconds(60))).isEqualTo(new Forgotten(1, 1));
        assertThat(load(ALICE).passwords()).extracting(StoredPassword::hash).containsExactly("young");
        assertThat(load(ALICE).existence()).isPresent();
        assertThat(load(BOB).existence()).isEmpty();
        assertThat(users.changesSince(0).users()).isEmpty();
    }

    @Test
    void keepsDomainsAndColumnsThatAdministratorsAdd() throws Exception {
        domains.put(List.of(new StoredDomain("b.example", "secret", "https://b.example/", "b", "")));
        sql(
                "ALTER TABLE domains ADD COLUMN customer VARCHAR(20)",
                "UPDATE domains SET customer = 'No. 7' WHERE xmppdomain = 'b.example'");
        try {
            domains.put(List.of(
                    new StoredDomain("B.Example", "changed", "https://b.example/api", "", "a note"),
                    new StoredDomain("a.example", "secret", "https://a.example/", "a.example", "")));

            assertThat(domains.all())
                    .containsExactly(
                            new StoredDomain("a.example", "secret", "https://a.example/", "a.example", ""),
                            new StoredDomain("b.example", "changed", "https://b.example/api", "", "a note"));
            assertThat(domains.find("B.EXAMPLE")).map(StoredDomain::secret).contains("changed");
            assertThat(text("SELECT customer FROM domains WHERE xmppdomain = 'b.example'"))
                    .isEqualTo("No. 7");
            assertThat(domains.remove("b.EXAMPLE")).isTrue();
            assertThat(domains.remove("b.example")).isFalse();
            assertThat(domains.find("b.example")).isEmpty();
        } finally {
            sql("ALTER TABLE domains DROP COLUMN customer");
        }
    }

    @Test
    void keepsRostersAndGroups() throws Exception {
        StoredRoster roster = new StoredRoster("Alice Liddell", List.of("Staff", "Tea party"), "ab12", at(0));
        save(ALICE, new StoredRoster("", List.of(), "", at(0)));
        save(ALICE, roster);
        saveGroup("Staff", "example.org", Set.of(ALICE, BOB, user("d'artagnan")));
        saveGroup("Tea party", "example.org", Set.of(ALICE));
        saveGroup("Staff", "other.example", Set.of(ALICE));

        assertThat(directory.load("example.org"))
                .isEqualTo(new Directory(
                        Map.of(ALICE, roster),
                        Map.of(
                                "Staff",
                                new StoredGroup("Staff", Set.of(ALICE, BOB, user("d'artagnan"))),
                                "Tea party",
                                new StoredGroup("Tea party", Set.of(ALICE)))));
    }

    @Test
    void forgetsUsersInGroupsToo() throws Exception {
        save(ALICE, new StoredRoster("Alice", List.of("Staff"), "ab12", at(0)));
        saveGroup("Staff", "example.org", Set.of(ALICE, BOB));
        saveGroup("Others", "example.org", Set.of(BOB));

        assertThat(directory.forget(ALICE)).isEqualTo(new JdbcDirectory.Forgotten(1, 1));
        assertThat(directory.load("example.org"))
                .isEqualTo(new Directory(
                        Map.of(),
                        Map.of(
                                "Staff",
                                new StoredGroup("Staff", Set.of(BOB)),
                                "Others",
                                new StoredGroup("Others", Set.of(BOB)))));
        assertThat(directory.forgetGroup("Staff@example.org")).isTrue();
        assertThat(directory.forgetGroup("Staff@example.org")).isFalse();
        save(BOB, new StoredRoster("Bob", List.of(), "", at(0)));
        assertThat(directory.forgetDomain("example.org")).isEqualTo(new JdbcDirectory.Forgotten(1, 1));
        assertThat(directory.load("example.org")).isEqualTo(Directory.EMPTY);
    }

    @Test
    void knowsTheDomainsOfItsRosters() throws Exception {
        save(ALICE, new StoredRoster("Alice", List.of(), "", at(0)));
        save(new UserKey("alice", "other.example"), new StoredRoster("Alice", List.of(), "", at(0)));

        assertThat(directory.domains()).containsExactly("example.org", "other.example");
    }

    @Test
    void keepsTheFullNamesThatEjabberdWasGiven() throws Exception {
        JdbcPushed pushed = new JdbcPushed(database);
        pushed.saveFullNames(Map.of(ALICE, "Alice", BOB, "Bob"));
        pushed.saveFullNames(Map.of(ALICE, "Alice Liddell 😀"));

        assertThat(pushed.fullNames("example.org")).isEqualTo(Map.of(ALICE, "Alice Liddell 😀", BOB, "Bob"));
        directory.forget(ALICE);
        assertThat(pushed.fullNames("example.org")).isEqualTo(Map.of(BOB, "Bob"));
        assertThat(pushed.pythonGroups("example.org")).isEmpty();
        directory.forgetDomain("example.org");
        assertThat(pushed.fullNames("example.org")).isEmpty();
    }

    @Test
    void migratesTablesOfTheFirstVersionEvenAfterAnInterruption() throws Exception {
        save(ALICE, new StoredRoster("Alice", List.of("Staff"), "", at(0)));
        accept(ALICE, "one", 0);
        accept(ALICE, "two", 10);
        sql(
                "UPDATE xcauth_passwords SET superseded = 0",
                "UPDATE xcauth_meta SET schemaversion = 1",
                "DROP TABLE xcauth_fullnames",
                "DROP TABLE xcauth_acceptances");
        try (Database own = Databases.open(settings())) {
            assertThat(new JdbcPushed(own).fullNames("example.org")).isNotNull();
        }
        assertThat(text("SELECT schemaversion FROM xcauth_meta")).isEqualTo(VERSION);
        assertThat(directory.load("example.org").users()).containsKey(ALICE);
        assertThat(load(ALICE).passwords())
                .as("passwords that the older version has left valid side by side")
                .hasSize(2)
                .noneMatch(StoredPassword::superseded);
        accept(ALICE, "two", 20);
        assertThat(load(ALICE).passwords())
                .extracting(StoredPassword::superseded)
                .containsExactly(false, true);
    }

    @Test
    void keepsTheKindOfAPassword() throws Exception {
        apply(
                new Change.Accepted(ALICE, Optional.of("login"), sent(), at(0), Proof.LOGIN_PASSWORD),
                new Change.Accepted(ALICE, Optional.of("app"), sent(), at(1), Proof.APP_PASSWORD));
        accept(BOB, "unknown", 0);
        assertThat(load(ALICE).passwords())
                .extracting(StoredPassword::proof, StoredPassword::superseded)
                .containsExactly(tuple(Proof.APP_PASSWORD, false), tuple(Proof.LOGIN_PASSWORD, false));
        apply(new Change.Accepted(ALICE, Optional.of("changed"), sent(), at(2), Proof.LOGIN_PASSWORD));
        assertThat(load(ALICE).passwords())
                .extracting(StoredPassword::superseded)
                .containsExactly(false, false, true);
        assertThat(load(BOB).passwords()).extracting(StoredPassword::proof).containsExactly(Proof.UNKNOWN);
    }

    @Test
    void keepsOneNamePerAccountAndOneAccountPerName() throws Exception {
        AccountStore accounts = users.accounts();
        StoredAccount lena = new StoredAccount("lena", "6E6B-UUID", Optional.of(at(0)));
        accounts.put("cloud", lena);
        assertThatThrownBy(() -> accounts.put("cloud", new StoredAccount("lena", "another", Optional.of(at(1)))))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> accounts.put("cloud", new StoredAccount("mallory", "6e6b-uuid", Optional.of(at(1)))))
                .isInstanceOf(StoreException.class);
        accounts.put("cloud", lena);
        accounts.put("another cloud", new StoredAccount("mallory", "6e6b-uuid", Optional.empty()));
        assertThat(accounts.ofName("cloud", "LENA")).contains(lena);
        assertThat(accounts.ofId("cloud", "6e6b-uuid")).contains(lena);
        assertThat(accounts.all("cloud")).containsExactly(lena);

        users.apply(List.of(), LIMIT, Map.of("example.org", "cloud"));
        users.forget(Set.of(user("lena")));
        assertThat(accounts.any("cloud")).isFalse();
        users.useCloud("example.org", "new cloud");
        assertThat(accounts.any("another cloud")).isFalse();
    }

    /** Each process decides by the failures that all have counted. */
    @Test
    void countsFailuresOfAllProcessesBeforeRequestsAreSent() throws Exception {
        AtomicInteger counted = new AtomicInteger();
        List<CompletableFuture<Void>> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            try (Database own = Databases.open(settings())) {
                                FailureStore failures =
                                        new JdbcUsers(own, Tables.ofBridge(), Clock.systemUTC()).failures();
                                for (int number = 0; number < 5; number++) {
                                    counted.addAndGet(
                                            failures.reserve(
                                                            "cloud",
                                                            new StoredFailure(
                                                                    10 * i + number, Optional.of(ALICE), at(0)),
                                                            at(-60),
                                                            before -> before.size() < 10)
                                                    ? 1
                                                    : 0);
                                }
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> new Thread(task, "guesser").start()))
                .toList();
        all.forEach(CompletableFuture::join);
        assertThat(counted).hasValue(10);

        users.failures()
                .atLeast(
                        "cloud",
                        12,
                        at(-60),
                        IntStream.range(100, 112)
                                .mapToObj(id -> new StoredFailure(id, Optional.empty(), at(1)))
                                .toList());
        users.failures().release(100);
        assertThat(users.failures()
                        .reserve(
                                "cloud",
                                new StoredFailure(200, Optional.of(BOB), at(2)),
                                at(-60),
                                before -> before.size() == 11))
                .isTrue();
    }

    @Test
    void keepsADomainsSettingsForNextcloudsOwnApi() throws Exception {
        StoredDomain domain = new StoredDomain(
                "example.org",
                "",
                "https://cloud.example.org/",
                "",
                "",
                new StoredDomain.Nextcloud(
                        "nextcloud",
                        "app-password",
                        "https://cloud.example.org/",
                        "admin",
                        "local@domain",
                        "app-only"));
        domains.put(List.of(domain));
        assertThat(domains.all()).containsExactly(domain);
        domains.put(List.of(domain));
        assertThat(domains.find("example.org")).contains(domain);
    }

    @Test
    void storesAGroupOfTenThousand() throws Exception {
        Set<UserKey> members = IntStream.range(0, 10_000)
                .mapToObj(i -> user("somebody.with.a.name" + i))
                .collect(Collectors.toSet());
        saveGroup("All", "example.org", members);

        assertThat(directory.load("example.org").groups().get("All").members()).isEqualTo(members);
    }

    @Test
    void createsItsTablesOnceHoweverManyProcessesStart() throws Exception {
        List<String> dropped = new ArrayList<>(TABLES);
        dropped.add("xcauth_meta");
        sql(dropped.stream().map(table -> "DROP TABLE " + table).toArray(String[]::new));
        CyclicBarrier together = new CyclicBarrier(4);
        List<CompletableFuture<Long>> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try (Database own = Databases.open(settings())) {
                                together.await();
                                return new JdbcUsers(own, Tables.ofBridge(), Clock.systemUTC()).revision();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> new Thread(task, "starter").start()))
                .toList();

        assertThat(all).allSatisfy(each -> assertThat(each.join()).isZero());
        assertThat(text("SELECT COUNT(*) FROM xcauth_meta")).isEqualTo("1");
    }

    @Test
    void refusesTablesOfANewerVersionAndLeavesThemUnchanged() throws Exception {
        sql("UPDATE xcauth_meta SET schemaversion = 99");
        try (Database own = Databases.open(settings())) {
            assertThatThrownBy(() -> new JdbcUsers(own, Tables.ofBridge(), Clock.systemUTC()).apply(List.of(), LIMIT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("version 99")
                    .hasMessageContaining("install the newer xcauth");
        } finally {
            sql("UPDATE xcauth_meta SET schemaversion = " + VERSION);
        }
    }

    private void save(UserKey user, StoredRoster roster) throws StoreException {
        store(user.domain(), new Directory(Map.of(user, roster), Map.of()));
    }

    private void saveGroup(String id, String domain, Set<UserKey> members) throws StoreException {
        store(domain, new Directory(Map.of(), Map.of(id, new StoredGroup(id, members))));
    }

    private void store(String domain, Directory changed) throws StoreException {
        directory.store(domain, Position.START, others -> new Learned(changed, Set.of(), Set.of()));
    }

    private void accept(UserKey user, String hash, int second) throws StoreException {
        apply(new Change.Accepted(user, Optional.of(hash), sent(), at(second)));
    }

    /** A question that was sent when all that is stored was known. */
    private Sent sent() {
        return new Sent(questions.incrementAndGet(), Long.MAX_VALUE);
    }

    private void apply(Change... changes) throws StoreException {
        users.apply(List.of(changes), LIMIT);
    }

    private StoredUser load(UserKey user) throws StoreException {
        return users.load(Set.of(user)).get(user);
    }

    private void sql(String... statements) throws Exception {
        database.call(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String each : statements) {
                    statement.execute(each);
                }
            }
            return null;
        });
    }

    private String text(String query) throws Exception {
        return database.call(connection -> {
            try (Statement statement = connection.createStatement();
                    var rows = statement.executeQuery(query)) {
                return rows.next() ? rows.getString(1) : null;
            }
        });
    }

    private static UserKey user(String account) {
        return new UserKey(account, "example.org");
    }

    private static Instant at(int second) {
        return NOON.plus(Duration.ofSeconds(second));
    }
}
