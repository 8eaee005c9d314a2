package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteCommandsTest {
    private static final UserKey ALICE = UserKey.ofJid("alice@example.org");
    private static final UserKey BOB = UserKey.ofJid("bob@example.org");
    private static final String FULL_NAME = "Alice Liddell";

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void setUp() throws Exception {
        bench = new Bench(folder);
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(3));
        bench.accepted("bob@example.org", "$2a$04$bob", Duration.ofHours(3));
        bench.stored(
                ALICE,
                new StoredRoster(FULL_NAME, List.of("Staff"), "00ff", Bench.NOW),
                Map.of("Staff", Set.of(ALICE, BOB)));
        bench.stored(BOB, new StoredRoster("Bob", List.of("Staff"), "00fe", Bench.NOW), Map.of("It's", Set.of(BOB)));
    }

    @AfterEach
    void tearDown() {
        bench.close();
    }

    @Test
    void aDeletedUserIsNowhereInTheDatabase() throws Exception {
        long before = bench.users().revision();

        Run run = bench.run("user", "delete", "alice@example.org");

        assertThat(run.status()).isZero();
        assertThat(run.lines().get(0))
                .startsWith("deleted the user \"alice@example.org\"")
                .contains("1 password", "1 existence", "1 roster", "1 group membership");
        assertThat(bench.users().load(Set.of(ALICE)))
                .allSatisfy((user, stored) -> assertThat(stored).matches(StoredUser::isUnknown));
        assertThat(bench.rosters().users()).doesNotContainKey(ALICE);
        assertThat(bench.members("Staff")).contains(Set.of(BOB));
        assertThat(bench.users().changesSince(before).users()).containsExactly(ALICE);
        assertThat(bench.users().load(Set.of(BOB)).get(BOB).passwords()).hasSize(1);
    }

    @Test
    void theUsersNameAndHashAreNoLongerInTheFiles() throws Exception {
        assertThat(filesContain(Bench.HASH)).as("this can be seen").isTrue();
        assertThat(filesContain(FULL_NAME)).as("this can be seen").isTrue();

        bench.run("user", "delete", "alice@example.org");

        assertThat(filesContain(Bench.HASH)).isFalse();
        assertThat(filesContain(FULL_NAME)).isFalse();
    }

    @Test
    void aProcessThatPreventsOverwritingIsReported() throws Exception {
        JsonNode remains = bench.database().call(connection -> {
            // An open result set keeps the state of the database at its start.
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT jid FROM xcauth_passwords")) {
                assertThat(row.next()).isTrue();
                return bench.runUnchecked("user", "delete", "alice@example.org", "--json")
                        .get("remains");
            }
        });

        assertThat(texts(remains)).anyMatch(text -> text.contains(bench.file() + "-wal"));
    }

    @Test
    void rowsOfThePythonProgramWithCapitalsAndSpacesAreDeletedAsWell() throws Exception {
        storeAsPython("Zoe B@Example.org");

        Run run = bench.run("user", "delete", "zoe\\20b@example.org");

        assertThat(run.lines().get(0)).contains("1 password", "1 roster");
        assertThat(filesContain("Zoe")).isFalse();
        assertThat(filesContain("$2b$04$zoe")).isFalse();
        assertThat(bench.rosters().users()).containsKey(BOB);
        assertThat(bench.run("user", "delete", "zoe b@example.org").status()).isEqualTo(1);
    }

    @Test
    void noRowsOfThePythonProgramRemainOfADeletedDomain() throws Exception {
        storeAsPython("Zoe B@Example.org");
        storeAsPython("Zoe B@other.example");

        bench.run("host", "delete", "example.org");

        assertThat(filesContain("Zoe B@Example.org")).isFalse();
        assertThat(filesContain("Zoe B@other.example")).isTrue();
    }

    @Test
    void whatRemainsOfAUserElsewhereIsListed() throws Exception {
        JsonNode deleted =
                bench.run("user", "delete", "alice@example.org", "--json").json();

        assertThat(deleted.get("passwords").asInt()).isEqualTo(1);
        assertThat(deleted.get("existence").asBoolean()).isTrue();
        assertThat(deleted.get("roster").asBoolean()).isTrue();
        assertThat(deleted.get("groups").asInt()).isEqualTo(1);
        assertThat(texts(deleted.get("remains")))
                .anyMatch(text -> text.contains("account in the cloud"))
                .anyMatch(text -> text.contains("XMPP server's own data") && text.contains("manual"))
                .anyMatch(text -> text.contains("shared roster groups"))
                .anyMatch(text -> text.contains("log files in " + folder) && text.contains("alice@example.org"))
                .anyMatch(text -> text.contains("note") && text.contains("an hour"))
                .anyMatch(text -> text.contains("backups"))
                .noneMatch(text -> text.contains("unregister"));
    }

    @Test
    void deletingAStrangerFailsAndListsOtherPlaces() throws Exception {
        Run run = bench.run("user", "delete", "zoe@example.org");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("xcauth: ").contains("has no data about the user \"zoe@example.org\"");
        assertThat(run.out())
                .startsWith("What may remain elsewhere:")
                .contains("log files")
                .doesNotContain("deleted");
    }

    @Test
    void aDeletedGroupIsGoneFromTheDatabaseAndOtherPlacesAreListed() throws Exception {
        Run run = bench.run("group", "delete", "It's@Example.org");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("ejabberdctl srg_delete 'It'\\''s' example.org", "in Nextcloud", "comes back");
        assertThat(bench.rosters().groups()).containsOnlyKeys("Staff");
        Run again = bench.run("group", "delete", "It's@example.org", "--json");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.json().get("known").asBoolean()).isFalse();
    }

    @Test
    void aDeletedDomainIsGoneAndOthersAreNotTouched() throws Exception {
        bench.domains().put(List.of(new StoredDomain("example.org", Bench.SECRET, "https://c.example/", "", "")));
        bench.accepted("alice@sub.example.org", Bench.HASH, Duration.ofHours(1));

        JsonNode deleted = bench.run("host", "delete", "Example.org", "--json").json();

        assertThat(deleted.get("entry").asBoolean()).isTrue();
        assertThat(deleted.get("passwords").asInt()).isEqualTo(2);
        assertThat(deleted.get("users").asInt()).isEqualTo(2);
        assertThat(deleted.get("rosters").asInt()).isEqualTo(2);
        assertThat(deleted.get("groups").asInt()).isEqualTo(2);
        assertThat(bench.domains().all()).isEmpty();
        assertThat(bench.rosters().groups()).isEmpty();
        UserKey other = UserKey.ofJid("alice@sub.example.org");
        assertThat(bench.users().load(Set.of(other)).get(other).passwords()).hasSize(1);
        Run again = bench.run("host", "delete", "example.org");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("has no data about the XMPP domain \"example.org\"");
    }

    @Test
    void aDomainInTheConfigurationRemainsThere() throws Exception {
        bench.configured("url=https://c.example/", "secret=" + Bench.SECRET);

        assertThat(bench.run("host", "delete", "example.org").out())
                .contains("the default one serves every domain")
                .doesNotContain(Bench.SECRET);
    }

    @Test
    void aPersonAtTheTerminalMustConfirmThatADomainIsDeleted() throws Exception {
        Run no = bench.answering("").run("host", "delete", "example.org");

        assertThat(no.status()).isEqualTo(1);
        assertThat(no.err()).contains("delete example.org and all its users", "nothing was changed");
        assertThat(bench.rosters().users()).containsKey(ALICE);
        assertThat(bench.answering("yes").run("host", "delete", "example.org").status())
                .isZero();
        assertThat(bench.rosters().users()).doesNotContainKey(ALICE);
    }

    private void storeAsPython(String jid) throws Exception {
        bench.update("INSERT INTO authcache (jid, pwhash) VALUES ('" + jid + "', '$2b$04$zoe')");
        bench.update("INSERT INTO rosterinfo (jid, fullname) VALUES ('" + jid + "', 'Zoe')");
    }

    private static List<String> texts(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(i -> array.get(i).asText())
                .toList();
    }

    /** True if the database, or a file that SQLite keeps next to it, contains this text. */
    private boolean filesContain(String text) throws IOException {
        String wanted = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
            return false;
        }
    }
}
