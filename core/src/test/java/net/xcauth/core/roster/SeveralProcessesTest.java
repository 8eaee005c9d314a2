package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.TestDatabase;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two processes, whose clocks differ by hours, learn from one cloud and share one database. Regardless of the answers
 * and their order, both end up with the state of the cloud.
 */
class SeveralProcessesTest {
    private static final String DOMAIN = "example.org";
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    Path folder;

    private final RosterReader reader = new RosterReader(
            new AccountNames(DOMAIN, false), new GroupRules(List.of(), List.of(), 100, 50), Optional::of);
    private GroupCloud cloud = new GroupCloud();
    private final DirectoryStore remembered = new RememberedDirectory();
    private TestDatabase file;
    private Database database;
    private Process one;
    private Process other;

    @BeforeEach
    void start() throws Exception {
        cloud.user("alice", "Alice");
        cloud.user("bob", "Bob");
        cloud.user("carol", "Carol");
        cloud.group("Staff", "alice", "bob");
        cloud.group("Pair", "alice", "bob");
        cloud.group("Own", "carol");
        if (Volume.isFull()) {
            useSqlite();
        } else {
            begin();
        }
    }

    private void useSqlite() throws Exception {
        file = new TestDatabase(folder.resolve("xcauth.sqlite3"));
        database = file.withTables();
        begin();
    }

    private void begin() throws Exception {
        one = new Process(store(), NOON);
        other = new Process(store(), NOON.minus(Duration.ofHours(3)));
        one.refresh("alice", "bob", "carol");
        other.follow();
        other.refresh("alice", "bob", "carol");
        one.follow();
    }

    /** Makes everything learned so far old. */
    private void pass() throws Exception {
        for (Process process : List.of(one, other)) {
            process.pass(Duration.ofMinutes(10));
            process.follow();
        }
    }

    private DirectoryStore store() {
        return database == null ? remembered : new JdbcDirectory(database, Tables.ofBridge(), Clock.systemUTC());
    }

    /** An answer of the cloud with its time. */
    private record Told(String user, Answer<CloudRoster> answer, AnswerAge age) {}

    /** Does what the engine does, on one thread. */
    private final class Process {
        private final RosterDirectory directory = new RosterDirectory();
        private final HeardChanges heard = new HeardChanges();
        private final StoredDirectory stored;
        private final Deque<String> unclear = new ArrayDeque<>();
        private Instant now;
        private Instant sourceSince = Instant.EPOCH;
        private int asked;

        Process(DirectoryStore store, Instant start) throws Exception {
            now = start;
            stored = new StoredDirectory(store, directory, DOMAIN, () -> {});
            directory.load(stored.load());
        }

        private Instant now() {
            now = now.plusNanos(1);
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }

        Told ask(String user) {
            asked++;
            return new Told(user, cloud.answer(user), AnswerAge.of(now()));
        }

        /** As {@link #ask}, for a cloud whose groups are read periodically. */
        Told remembered(String user, Answer<CloudRoster> answer) {
            return new Told(user, answer, new AnswerAge(now(), sourceSince, true));
        }

        void take(Told told) {
            if (told.answer instanceof Yes<CloudRoster> yes) {
                String hash = yes.value().json() + new TreeMap<>(yes.value().labels());
                if (!directory.confirms(told.user, hash, told.age)) {
                    learn(() -> {
                        stored.remember(Set.of(told.user));
                        return directory.apply(told.user, reader.read(yes.value()), hash, told.age);
                    });
                }
            } else if (told.answer instanceof Answer.No) {
                learn(() -> directory.forget(told.user, told.age.asked()));
            }
        }

        void learn(Supplier<RosterChange> learning) {
            StoredDirectory.Lesson lesson = stored.learn(this::now, learning);
            heard.changed(lesson.others());
            heard.changed(lesson.own());
            unclear.addAll(lesson.unclear());
            assertThat(heard.misfits()).isEmpty();
        }

        /** @return users that had to be queried again */
        List<String> follow() throws Exception {
            if (stored.isWaiting()) {
                learn(() -> RosterChange.NONE);
            }
            if (!stored.isWaiting()) {
                RosterChange change = stored.follow(false, this::now, sourceSince);
                heard.changed(change);
                unclear.addAll(change.unclear());
                assertThat(heard.misfits()).isEmpty();
            }
            return askAgain();
        }

        List<String> askAgain() {
            List<String> again = new ArrayList<>();
            while (!unclear.isEmpty()) {
                again.add(unclear.peek());
                sourceSince = now();
                take(ask(unclear.poll()));
            }
            return again;
        }

        void refresh(String... users) {
            for (String user : users) {
                take(ask(user));
            }
        }

        Map<String, Set<String>> groups() {
            Map<String, Set<String>> groups = new TreeMap<>();
            directory
                    .groupIds()
                    .forEach(id -> groups.put(
                            id, new TreeSet<>(directory.group(id).orElseThrow().members())));
            return groups;
        }

        String names() {
            Map<String, String> names = new TreeMap<>();
            directory
                    .users()
                    .forEach(user -> names.put(user, directory.fullName(user).orElse("")));
            Map<String, String> labels = new TreeMap<>();
            directory
                    .groupIds()
                    .forEach(id ->
                            labels.put(id, directory.group(id).orElseThrow().label()));
            return names + " " + labels;
        }
    }

    private Process fresh() throws Exception {
        return new Process(store(), NOON);
    }

    private void assertThatAllKnowTheCloud() throws Exception {
        for (int i = 0; i < 3; i++) {
            one.follow();
            other.follow();
        }
        for (Process process : List.of(one, other, fresh())) {
            assertThat(process.groups()).isEqualTo(cloud.groups());
            assertThat(process.names()).isEqualTo(one.names());
        }
        assertThat(one.heard.groups()).isEqualTo(cloud.groups());
        assertThat(other.heard.groups()).isEqualTo(cloud.groups());
        cloud.users()
                .forEach(
                        (user, name) -> assertThat(one.directory.fullName(user)).contains(name));
        assertThat(one.directory.users()).isEqualTo(cloud.users().keySet());
    }

    /** Changes in a cloud, and the users whose rosters show them. */
    private enum Event {
        A_MEMBER_JOINS {
            @Override
            void happen(GroupCloud in) {
                in.group("Staff", "alice", "bob", "carol");
            }

            @Override
            boolean isKnown(Process to) {
                return to.groups().get("Staff").contains("carol");
            }

            @Override
            void undo(GroupCloud in) {
                in.group("Staff", "alice", "bob");
            }
        },
        A_MEMBER_LEAVES {
            @Override
            void happen(GroupCloud in) {
                in.group("Staff", "alice");
            }

            @Override
            boolean isKnown(Process to) {
                return !to.groups().get("Staff").contains("bob");
            }

            @Override
            void undo(GroupCloud in) {
                in.group("Staff", "alice", "bob");
            }
        },
        A_GROUP_IS_CREATED {
            @Override
            void happen(GroupCloud in) {
                in.group("New", "alice", "carol");
            }

            @Override
            boolean isKnown(Process to) {
                return to.groups().containsKey("New");
            }

            @Override
            void undo(GroupCloud in) {
                in.group("New");
            }
        },
        A_GROUP_IS_DELETED {
            @Override
            void happen(GroupCloud in) {
                in.group("Pair");
            }

            @Override
            boolean isKnown(Process to) {
                return !to.groups().containsKey("Pair");
            }

            @Override
            void undo(GroupCloud in) {
                in.group("Pair", "alice", "bob");
            }
        },
        A_GROUP_IS_RENAMED {
            @Override
            void happen(GroupCloud in) {
                in.label("Staff", "Everyone");
            }

            @Override
            boolean isKnown(Process to) {
                return to.directory.group("Staff").orElseThrow().label().equals("Everyone");
            }

            @Override
            void undo(GroupCloud in) {
                in.label("Staff", "Staff");
            }
        },
        A_USER_IS_RENAMED {
            @Override
            void happen(GroupCloud in) {
                in.user("bob", "Robert");
            }

            @Override
            boolean isKnown(Process to) {
                return to.directory.fullName("bob").orElseThrow().equals("Robert");
            }

            @Override
            void undo(GroupCloud in) {
                in.user("bob", "Bob");
            }
        },
        A_USER_IS_DELETED {
            @Override
            void happen(GroupCloud in) {
                in.delete("bob");
            }

            @Override
            boolean isKnown(Process to) {
                return !to.directory.knows("bob")
                        && to.directory.groupsOf("bob").isEmpty();
            }

            @Override
            void undo(GroupCloud in) {
                in.user("bob", "Bob");
                in.group("Staff", "alice", "bob");
                in.group("Pair", "alice", "bob");
            }
        };

        abstract void happen(GroupCloud in);

        abstract void undo(GroupCloud in);

        abstract boolean isKnown(Process to);
    }

    private static final List<String> ALL = List.of("alice", "bob", "carol");

    private List<Told> askForAll(Process process) {
        return ALL.stream().map(process::ask).toList();
    }

    private static Stream<Event[]> pairs() {
        return Stream.of(Event.values())
                .flatMap(first -> Stream.of(Event.values()).map(second -> new Event[] {first, second}));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anEarlierQueryNeverOverwritesALaterOne(Event first, Event second) throws Exception {
        cloud.label("Staff", "Staff");
        first.happen(cloud);
        List<Told> older = askForAll(one);
        first.undo(cloud);
        second.happen(cloud);
        List<Told> newer = askForAll(other);

        newer.forEach(other::take);
        assertThat(fresh().groups()).isEqualTo(cloud.groups());
        older.forEach(one::take);

        assertThat(second.isKnown(fresh())).as("what is stored").isTrue();
        assertThat(second.isKnown(one)).isTrue();
        one.askAgain();
        assertThatAllKnowTheCloud();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aLaterQueryIsStoredInTheEnd(Event first, Event second) throws Exception {
        cloud.label("Staff", "Staff");
        first.happen(cloud);
        List<Told> older = askForAll(one);
        first.undo(cloud);
        second.happen(cloud);
        List<Told> newer = askForAll(other);

        older.forEach(one::take);
        newer.forEach(other::take);

        assertThatAllKnowTheCloud();
    }

    /** Later answers to the other process contain nothing new. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangeThatWasUndoneIsForgotten(boolean olderFirst) throws Exception {
        for (Event event : Event.values()) {
            cloud.label("Staff", "Staff");
            event.happen(cloud);
            List<Told> older = askForAll(one);
            event.undo(cloud);
            List<Told> newer = askForAll(other);

            (olderFirst ? older : newer).forEach((olderFirst ? one : other)::take);
            (olderFirst ? newer : older).forEach((olderFirst ? other : one)::take);

            assertThatAllKnowTheCloud();
        }
    }

    @Test
    void aProcessThatFollowsNotifiesItsServer() throws Exception {
        for (Event event : Event.values()) {
            pass();
            event.happen(cloud);
            one.refresh("alice", "bob", "carol");
            other.follow();

            assertThat(other.groups()).as(event.name()).isEqualTo(one.groups());
            assertThat(other.names()).as(event.name()).isEqualTo(one.names());
            assertThat(other.heard.groups()).as(event.name()).isEqualTo(one.groups());
            assertThat(other.heard.names().keySet())
                    .as(event.name())
                    .isEqualTo(cloud.users().keySet());
        }
    }

    @Test
    void aProcessThatHasLearnedTheSameSendsNoQuery() throws Exception {
        pass();
        cloud.group("Staff", "alice", "bob", "carol");
        Told here = one.ask("alice");
        Told there = other.ask("alice");
        one.take(here);
        other.take(there);
        one.asked = 0;
        other.asked = 0;

        assertThatAllKnowTheCloud();
        assertThat(one.asked + other.asked).isZero();
    }

    @Test
    void aProcessThatFollowsNothingReadsTheRevisionOnly() throws Exception {
        useSqlite();
        one.follow();
        file.calls();
        one.follow();

        assertThat(file.calls()).isEqualTo(1);
    }

    @Nested
    class AnAdministrator {
        private JdbcDirectory stored;

        @BeforeEach
        void connect() throws Exception {
            useSqlite();
            stored = new JdbcDirectory(database, Tables.ofBridge(), Clock.systemUTC());
        }

        @Test
        void deletesAUserWhomNoOlderAnswerBringsBack() throws Exception {
            Told older = other.ask("alice");
            cloud.delete("bob");
            stored.forget(new UserKey("bob", DOMAIN));
            one.follow();

            assertThat(one.groups()).isEqualTo(cloud.groups());
            assertThat(one.heard.names()).doesNotContainKey("bob");
            cloud.group("New", "alice");
            other.take(older);
            other.refresh("alice");
            assertThat(fresh().directory.groupsOf("bob")).isEmpty();
            other.askAgain();
            assertThatAllKnowTheCloud();
        }

        @Test
        void deletesAGroupUntilTheCloudShowsItAgain() throws Exception {
            pass();
            assertThat(stored.forgetGroup("Pair@" + DOMAIN)).isTrue();
            one.follow();
            other.follow();

            for (Process process : List.of(one, other, fresh())) {
                assertThat(process.groups()).containsOnlyKeys("Own", "Staff");
            }
            assertThat(one.heard.groups()).containsOnlyKeys("Own", "Staff");
            one.refresh("alice");
            assertThat(one.groups()).as("the same answer as before").isEqualTo(cloud.groups());
            assertThatAllKnowTheCloud();
        }

        @Test
        void deletesADomain() throws Exception {
            pass();
            stored.forgetDomain(DOMAIN);
            one.follow();

            assertThat(one.heard.groups()).isEmpty();
            one.refresh("alice", "carol");
            assertThatAllKnowTheCloud();
        }
    }

    @Nested
    class WithACloudThatIsReadPeriodically {

        @Test
        void olderDataDoNotUndoWhatAnotherProcessHasReadSince() throws Exception {
            Answer<CloudRoster> read = cloud.answer("alice");
            pass();
            cloud.group("Staff", "alice", "bob", "carol");
            cloud.group("Pair");
            cloud.user("bob", "Robert");
            one.refresh("alice", "bob", "carol");
            other.follow();
            assertThat(other.groups()).isEqualTo(cloud.groups());
            other.asked = 0;

            other.take(other.remembered("alice", read));
            other.take(other.remembered("alice", read));

            assertThat(other.askAgain()).isEmpty();
            assertThat(fresh().groups()).isEqualTo(cloud.groups());
            assertThatAllKnowTheCloud();
            assertThat(other.asked).isZero();
        }

        @Test
        void dataOfUnknownOrderAreReadAgain() throws Exception {
            pass();
            cloud.group("Staff", "alice", "bob", "carol");
            Told older = one.ask("alice");
            cloud.group("Staff", "alice");
            other.sourceSince = other.now();
            Answer<CloudRoster> read = cloud.answer("alice");
            one.take(older);
            other.follow();
            assertThat(other.groups().get("Staff")).contains("carol");

            other.take(other.remembered("alice", read));

            assertThat(other.askAgain()).isEqualTo(List.of("alice"));
            assertThatAllKnowTheCloud();
        }
    }

    @Nested
    class WhileTheDatabaseIsDown {

        @BeforeEach
        void connect() throws Exception {
            useSqlite();
        }

        @Test
        void learnedDataYieldToStoredOnesUntilTheCloudIsQueriedAgain() throws Exception {
            cloud.group("Staff", "alice", "bob", "carol");
            cloud.user("bob", "Robert");
            file.fail();
            other.refresh("alice");
            assertThat(other.groups()).isEqualTo(cloud.groups());
            file.recover();
            cloud.group("Staff", "alice");
            cloud.user("bob", "Bobby");
            one.refresh("alice", "bob");

            assertThat(other.follow()).isNotEmpty();
            assertThatAllKnowTheCloud();
        }

        @Test
        void dataUnchangedByOthersAreStoredLater() throws Exception {
            cloud.group("Staff", "alice", "bob", "carol");
            file.fail();
            other.refresh("alice");
            file.recover();
            one.refresh("carol");

            other.follow();
            assertThatAllKnowTheCloud();
        }

        /** Another process may have found no change meanwhile, and so stored nothing. */
        @Test
        void dataStoredLateAreQueriedAgain() throws Exception {
            cloud.group("Staff", "alice", "bob", "carol");
            file.fail();
            other.refresh("alice");
            cloud.group("Staff", "alice", "bob");
            other.pass(Duration.ofMinutes(10));
            file.recover();

            assertThat(other.follow()).isNotEmpty();
            assertThatAllKnowTheCloud();
        }

        @Test
        void afterALongOutageEverythingIsCompared() throws Exception {
            cloud.group("Staff", "alice", "bob", "carol");
            one.refresh("alice");
            database.transaction(
                    connection -> connection.createStatement().executeUpdate("DELETE FROM xcauth_changes"));
            Process late = new Process(store(), NOON);
            cloud.group("Pair");
            one.refresh("alice", "bob");
            database.transaction(
                    connection -> connection.createStatement().executeUpdate("DELETE FROM xcauth_changes"));
            late.heard.changes();
            RosterChange change = late.stored.follow(true, late::now, Instant.EPOCH);

            assertThat(change.groups()).extracting(GroupChange::id).containsExactly("Pair");
            assertThat(late.groups()).isEqualTo(cloud.groups());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000})
    void atRandom(long seeds) throws Exception {
        for (long seed = seeds; seed < seeds + Volume.of(150, 2_000); seed++) {
            try {
                runAtRandom(new Random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Three processes; answers arrive in any order within a minute, and each process follows occasionally. */
    private void runAtRandom(Random random) throws Exception {
        RememberedDirectory store = new RememberedDirectory();
        cloud = new GroupCloud();
        ALL.forEach(user -> cloud.user(user, user));
        List<Process> processes = List.of(
                new Process(store, NOON),
                new Process(store, NOON.minusSeconds(5_000)),
                new Process(store, NOON.plusSeconds(70_000)));
        List<Runnable> answers = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            Process process = processes.get(random.nextInt(processes.size()));
            String user = ALL.get(random.nextInt(ALL.size()));
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    Told told = process.ask(user);
                    answers.add(() -> process.take(told));
                }
                case 2, 3, 4 -> {
                    if (!answers.isEmpty()) {
                        answers.remove(random.nextInt(answers.size())).run();
                    }
                }
                case 5 -> process.follow();
                case 6 -> {
                    if (random.nextInt(4) == 0) {
                        store.fail();
                        process.refresh(user);
                        store.recover();
                    }
                }
                default -> {
                    Set<String> members = new TreeSet<>(ALL);
                    members.removeIf(each -> random.nextBoolean());
                    cloud.group("ABC".substring(random.nextInt(3)).substring(0, 1), members);
                    cloud.user(user, user + random.nextInt(2));
                }
            }
        }
        answers.forEach(Runnable::run);
        for (int i = 0; i < 6; i++) {
            for (Process process : processes) {
                process.askAgain();
                process.follow();
            }
        }
        // Every process has heard of every change by now, in some order; the answer that comes last is right
        // everywhere.
        for (String user : ALL) {
            processes.get(0).refresh(user);
        }
        for (Process process : processes) {
            process.follow();
            assertThat(process.groups()).isEqualTo(cloud.groups());
            assertThat(process.heard.groups()).isEqualTo(cloud.groups());
            assertThat(process.names()).isEqualTo(processes.get(0).names());
        }
    }
}
