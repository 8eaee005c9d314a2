package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.RosterTables;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storing a directory in the database and loading it. */
class StoredDirectoryTest {
    @TempDir
    Path folder;

    private final AtomicInteger told = new AtomicInteger();
    private TestDatabase database;
    private RosterDirectory directory;
    private StoredDirectory stored;

    @BeforeEach
    void create() throws Exception {
        database = new TestDatabase(folder.resolve("openfire.sqlite3"));
        RosterTables.create(database);
        start("example.org");
    }

    private void start(String domain) {
        directory = new RosterDirectory();
        stored = new StoredDirectory(
                new JdbcDirectory(database, RosterTables.TABLES, Clock.systemUTC()),
                directory,
                domain,
                told::incrementAndGet);
    }

    private void restart() throws StoreException {
        start("example.org");
        directory.load(stored.load());
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(1_700_000_000 + second);
    }

    private void tell(String user, int second, String hash, SharedRoster roster) {
        learn(() -> {
            stored.remember(Set.of(user));
            return directory.apply(user, roster, hash, AnswerAge.of(at(second)));
        });
    }

    private void learn(Supplier<RosterChange> learning) {
        stored.learn(() -> at(1_000), learning);
    }

    private void flush() {
        learn(() -> RosterChange.NONE);
    }

    private void tellAndStore(String user, int second, String hash, String... groups) throws Exception {
        tell(user, second, hash, SampleRosters.of(groups));
    }

    private Set<String> members(String group) {
        return directory.group(group).map(Group::members).orElse(Set.of());
    }

    private List<String> written() throws Exception {
        return RosterTables.written(database);
    }

    @Nested
    class AfterARestart {

        @Test
        void everythingIsKnownAgain() throws Exception {
            tell(
                    "alice",
                    1,
                    "x",
                    SampleRosters.renamed(
                            SampleRosters.renamed(
                                    SampleRosters.of(
                                            "Staff: alice o\\27hara\\20smith bob\\40example.com",
                                            "😀 @ home: alice",
                                            "Science & Fun: alice bob\\40example.com"),
                                    "o\\27hara\\20smith",
                                    "O'Hara 😀"),
                            "bob\\40example.com",
                            ""));
            restart();

            assertThat(directory.groupIds()).containsExactly("Science & Fun", "Staff", "😀 @ home");
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "o\\27hara\\20smith", "bob\\40example.com");
            assertThat(directory.groupsOf("alice")).hasSize(3);
            assertThat(directory.fullName("alice")).contains("Alice");
            assertThat(directory.fullName("o\\27hara\\20smith")).contains("O'Hara 😀");
            assertThat(directory.fullName("bob\\40example.com")).isEmpty();
            assertThat(directory.asked("alice")).isEqualTo(at(1));
            assertThat(directory.hasRoster("bob\\40example.com")).isFalse();
            assertThat(directory.confirms("alice", "x", AnswerAge.of(at(2)))).isTrue();
        }

        @Test
        void groupsKeepTheirDisplayNames() throws Exception {
            GroupName name = new GroupName("Sta~0123abcd", "Staff");
            tell(
                    "alice",
                    1,
                    "x",
                    new SharedRoster(Map.of("alice", "A"), Map.of(name, Set.of("alice")), Map.of(), Set.of()));
            restart();

            assertThat(directory.group("Sta~0123abcd").orElseThrow().name()).isEqualTo(name);
        }

        @Test
        void groupsAreNotYetSeen() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob");
            restart();

            assertThat(directory.group("Staff").orElseThrow().seen()).isEqualTo(Instant.EPOCH);
        }

        @Test
        void unchangedAnswersAreConfirmed() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob");
            tellAndStore("bob", 2, "y", "Staff: alice bob");
            restart();

            assertThat(directory.confirms("alice", "x", AnswerAge.of(at(3)))).isTrue();
            assertThat(directory.confirms("bob", "y", AnswerAge.of(at(3)))).isTrue();
        }

        /** Alice's last answer is correct again, but differs from the stored data. */
        @Test
        void answersAreReadAgainIfAnotherHasChangedTheirGroups() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob");
            tellAndStore("bob", 2, "y", "Staff: alice bob carol");
            restart();

            assertThat(directory.confirms("alice", "x", AnswerAge.of(at(3)))).isFalse();
            assertThat(directory.confirms("bob", "y", AnswerAge.of(at(3)))).isTrue();
        }

        @Test
        void answersAreReadAgainIfAnotherHasChangedAName() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob");
            tell("bob", 2, "y", SampleRosters.renamed(SampleRosters.of("Staff: alice bob"), "bob", "Robert"));
            restart();

            assertThat(directory.fullName("bob")).contains("Robert");
            assertThat(directory.confirms("alice", "x", AnswerAge.of(at(3)))).isFalse();
        }

        @Test
        void answersAreReadAgainIfAUserWasForgotten() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob");
            learn(() -> directory.forget("bob", at(2)));
            restart();

            assertThat(members("Staff")).containsExactly("alice");
            assertThat(directory.confirms("alice", "x", AnswerAge.of(at(3)))).isFalse();
        }

        @Test
        void nothingIsKnownOfOtherDomains() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob");
            start("example.com");
            tellAndStore("eve", 1, "x", "Staff: eve");
            start("example.org");
            directory.load(stored.load());

            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "bob");
            assertThat(directory.hasRoster("eve")).isFalse();
        }
    }

    @Nested
    class Writing {

        @Test
        void storesChangesOnly() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob", "Fun: alice dave");
            assertThat(written())
                    .containsExactly(
                            "+Fun@example.org",
                            "+Staff@example.org",
                            "+alice@example.org",
                            "+bob@example.org",
                            "+dave@example.org");

            tellAndStore("bob", 2, "y", "Staff: alice bob carol");
            assertThat(written())
                    .containsExactly("+carol@example.org", "Staff@example.org", "alice@example.org", "bob@example.org");
            tellAndStore("bob", 3, "z", "Staff: alice bob carol");
            assertThat(written()).containsExactly("bob@example.org");
            tell("bob", 4, "z", SampleRosters.renamed(SampleRosters.of("Staff: alice bob carol"), "carol", "Caroline"));
            assertThat(written()).containsExactly("bob@example.org", "carol@example.org");
        }

        @Test
        void deletesRemovedGroupsAndUsers() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob", "Own: alice");
            written();
            learn(() -> directory.forget("alice", at(2)));

            assertThat(written()).containsExactly("-Own@example.org", "-alice@example.org", "Staff@example.org");
            assertThat(RosterTables.texts(database, "SELECT userlist FROM ofNextcloudGroups"))
                    .containsExactly("bob@example.org");
        }

        @Test
        void updatesTheGroupsOfUsers() throws Exception {
            String groups = "SELECT grouplist FROM ofNextcloudRoster ORDER BY jid";
            tellAndStore("alice", 1, "x", "Staff: alice bob", "Fun: alice");
            assertThat(RosterTables.texts(database, groups)).containsExactly("Fun\tStaff", "Staff");
            tellAndStore("alice", 2, "y", "Staff: alice bob", "Fun: alice bob");
            assertThat(RosterTables.texts(database, groups)).containsExactly("Fun\tStaff", "Fun\tStaff");
            tellAndStore("alice", 3, "z", "Staff: alice", "Fun: alice bob");
            assertThat(RosterTables.texts(database, groups)).containsExactly("Fun\tStaff", "Fun");
        }

        @Test
        void includesUsersWithoutNamesAndGroups() throws Exception {
            tell("alice", 1, "x", new SharedRoster(Map.of("bob", ""), Map.of(), Map.of(), Set.of()));
            assertThat(written()).containsExactly("+alice@example.org", "+bob@example.org");
            learn(() -> directory.forget("bob", at(2)));
            assertThat(written()).containsExactly("-bob@example.org");
        }

        @Test
        void isDoneOnce() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob");
            written();
            database.calls();
            flush();
            flush();

            assertThat(written()).isEmpty();
            assertThat(told).hasValue(1);
        }

        @Test
        void notifiesOthersAfterwards() throws Exception {
            database.fail();
            tell("alice", 1, "x", SampleRosters.of("Staff: alice bob"));
            assertThat(told).hasValue(0);
            database.recover();
            flush();
            assertThat(told).hasValue(1);
        }
    }

    @Nested
    class WhileTheDatabaseFails {

        @Test
        void changesAreKeptAndStoredLaterInTheirThenCurrentState() throws Exception {
            tellAndStore("alice", 1, "x", "Staff: alice bob", "Fun: alice");
            database.fail();
            tellAndStore("bob", 2, "y", "Staff: alice bob carol");
            tellAndStore("alice", 3, "z", "Staff: alice carol dave");
            learn(() -> directory.forget("dave", at(4)));
            database.recover();
            assertThat(RosterTables.texts(database, "SELECT groupname FROM ofNextcloudGroups"))
                    .hasSize(2);
            written();
            flush();

            assertThat(written())
                    .containsExactly(
                            "+carol@example.org",
                            "-Fun@example.org",
                            "Staff@example.org",
                            "alice@example.org",
                            "bob@example.org");
            restart();
            assertThat(members("Staff")).containsExactlyInAnyOrder("alice", "carol");
            assertThat(directory.groupIds()).containsExactly("Staff");
            assertThat(directory.confirms("alice", "z", AnswerAge.of(at(5)))).isFalse();
        }

        @Test
        void itCannotBeLoaded() {
            database.fail();

            assertThatExceptionOfType(StoreException.class).isThrownBy(stored::load);
        }
    }
}
