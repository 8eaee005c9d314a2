package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheCommandsTest {
    private static final UserKey ALICE = UserKey.ofJid("alice@example.org");

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void setUp() {
        bench = new Bench(folder);
    }

    @AfterEach
    void tearDown() {
        bench.close();
    }

    @Test
    void aUsersPasswordsAreShownWithTimesAndStateAndWithoutHash() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(3));

        Run run = bench.run("cache", "show", "Alice@Example.ORG");

        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(5);
        assertThat(run.lines().get(0)).endsWith("alice@example.org");
        assertThat(run.lines().get(1)).startsWith("existence  yes, learned 2026-11-23T18:15:07+01:00 (3 h ago)");
        assertThat(run.lines().get(3)).startsWith("first").contains("verified", "used", "state");
        assertThat(run.lines().get(4))
                .containsOnlyOnce("query-ttl passed")
                .startsWith("2026-11-23T18:15:07+01:00 (3 h ago)");
        assertThat(run.out()).doesNotContain("$2a$", Bench.HASH);
    }

    @Test
    void aUserAsJson() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH + "1", Duration.ofMinutes(30));
        bench.accepted("alice@example.org", Bench.HASH + "2", Duration.ofMinutes(20));

        Run run = bench.run("cache", "show", "alice@example.org", "--json");

        JsonNode passwords = run.json().get("passwords");
        assertThat(run.json().get("existence").get("exists").asBoolean()).isTrue();
        assertThat(passwords).hasSize(2);
        assertThat(passwords.get(0).get("state").asText()).isEqualTo("counts");
        assertThat(passwords.get(0).get("used").asText()).isEqualTo("2026-11-23T20:55:07+01:00");
        assertThat(passwords.get(1).get("state").asText()).isEqualTo("superseded");
        assertThat(run.out()).doesNotContain("$2a$");
    }

    @Test
    void aDeletedUserDoesNotExist() throws Exception {
        bench.users()
                .apply(
                        List.of(
                                new Change.Existence(ALICE, true, Bench.NOW.minusSeconds(9)),
                                new Change.Existence(ALICE, false, Bench.NOW.minusSeconds(5))),
                        4);

        assertThat(bench.run("cache", "show", "alice@example.org").lines().get(1))
                .isEqualTo("existence  no, learned 2026-11-23T21:15:02+01:00 (5 s ago)");
    }

    @Test
    void nothingIsKnownAboutAStranger() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(3));

        assertThat(bench.run("cache", "show", "zoe@example.org").lines())
                .contains("existence  not known", "passwords  none");
        assertThat(bench.run("cache", "show", "zoe@example.org", "--json")
                        .json()
                        .get("existence")
                        .isNull())
                .isTrue();
    }

    @Test
    void aDatabaseThatNoBridgeUsesIsPointedOut() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(3));

        assertThat(bench.run("--cache-storage", "memory", "cache", "show", "alice@example.org")
                        .out())
                .contains("does not set cache-storage=db");
        assertThat(bench.run("cache", "show").out()).doesNotContain("does not set");
    }

    @Test
    void theTotalsCountUsersAndPasswords() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH + "1", Duration.ofHours(3));
        bench.accepted("alice@example.org", Bench.HASH + "2", Duration.ofHours(2));
        bench.accepted("bob@example.org", Bench.HASH + "3", Duration.ofDays(2));
        UserKey zoe = UserKey.ofJid("zoe@a.example");
        bench.users()
                .apply(
                        List.of(
                                new Change.Existence(zoe, true, Bench.NOW),
                                new Change.Existence(zoe, false, Bench.NOW)),
                        4);

        JsonNode totals = bench.run("cache", "show", "--json").json();

        assertThat(totals.get("database").asText()).isEqualTo(bench.file().toString());
        assertThat(totals.get("usersWithPasswords").asInt()).isEqualTo(2);
        assertThat(totals.get("passwords").asInt()).isEqualTo(3);
        assertThat(totals.get("existingUsers").asInt()).isEqualTo(2);
        assertThat(totals.get("missingUsers").asInt()).isEqualTo(1);
        assertThat(totals.get("oldestVerification").asText()).isEqualTo("2026-11-21T21:15:07+01:00");
        assertThat(totals.get("newestVerification").asText()).isEqualTo("2026-11-23T19:15:07+01:00");
        assertThat(bench.run("cache", "show").out())
                .contains("(2 d ago)", "(2 h ago)", bench.file().toString());
    }

    @Test
    void totalsOfAnEmptyDatabaseAreZero() throws Exception {
        assertThat(bench.users().revision()).isZero();

        assertThat(bench.run("cache", "show").lines()).contains("oldest verification  none");
        assertThat(bench.run("cache", "show", "--json")
                        .json()
                        .get("newestVerification")
                        .isNull())
                .isTrue();
    }

    @Test
    void aForgottenUserIsGoneAndOtherProcessesAreNotified() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(3));
        bench.accepted("bob@example.org", Bench.HASH, Duration.ofHours(3));
        long before = bench.users().revision();

        Run run = bench.run("cache", "forget", "alice@example.org");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("1 password", "existence of 1 user", "alice@example.org", "within 2 s");
        assertThat(bench.users().load(Set.of(ALICE)))
                .allSatisfy((user, stored) -> assertThat(stored).matches(StoredUser::isUnknown));
        assertThat(bench.users().changesSince(before).users()).containsExactly(ALICE);
        Run again = bench.run("cache", "forget", "alice@example.org");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).startsWith("xcauth: ").contains("remembers nothing about \"alice@example.org\"");
    }

    @Test
    void aPasswordThatThePythonProgramStoredInCapitalsIsForgottenAsWell() throws Exception {
        for (String[] forgetting : new String[][] {{"cache", "forget", "zoe@example.org"}, {"cache", "clear"}}) {
            bench.users().revision();
            bench.update("INSERT INTO authcache (jid, pwhash) VALUES ('Zoe@Example.org', '" + Bench.HASH + "')");

            assertThat(bench.run(forgetting).out()).contains("1 password");

            assertThat(bench.update("DELETE FROM authcache"))
                    .as("passwords that are left")
                    .isZero();
        }
    }

    @Test
    void clearingForgetsAllUsers() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(3));
        bench.accepted("bob@example.org", Bench.HASH, Duration.ofHours(3));

        JsonNode gone = bench.run("cache", "clear", "--json").json();

        assertThat(gone.get("passwords").asInt()).isEqualTo(2);
        assertThat(gone.get("users").asInt()).isEqualTo(2);
        assertThat(bench.users().load(Set.of(ALICE)))
                .allSatisfy((user, stored) -> assertThat(stored).matches(StoredUser::isUnknown));
    }

    @Test
    void aPersonAtTheTerminalMustConfirmThatEverythingIsForgotten() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(3));

        Run no = bench.answering("y").run("cache", "clear");
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.err()).startsWith("xcauth: ").contains("Type yes", "nothing was changed");
        assertThat(bench.users().load(Set.of(ALICE)).get(ALICE).passwords()).hasSize(1);

        assertThat(bench.answering("yes").run("cache", "clear").status()).isZero();
        assertThat(bench.users().load(Set.of(ALICE)))
                .allSatisfy((user, stored) -> assertThat(stored).matches(StoredUser::isUnknown));
    }

    @Test
    void pruningDeletesExpiredEntries() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofDays(8));
        bench.accepted("bob@example.org", Bench.HASH, Duration.ofDays(6));

        assertThat(bench.run("cache", "show", "alice@example.org").out()).contains("expired");
        assertThat(bench.run("cache", "prune").out()).startsWith("pruned 1 expired password and 0 missing users");
        assertThat(bench.run("cache", "prune", "--json").json().get("passwords").asInt())
                .isZero();
        assertThat(bench.run("cache", "show", "--json").json().get("passwords").asInt())
                .isEqualTo(1);
    }
}
