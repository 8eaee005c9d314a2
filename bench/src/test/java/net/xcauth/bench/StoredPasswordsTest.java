package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoredPasswordsTest {
    private static final BenchUsers USERS = new BenchUsers(0, 5, true);
    private static final BenchUsers.User FIRST = USERS.list().get(0);
    private static final String HASH = "$2b$04$hash";

    @TempDir
    private Path folder;

    private BridgeSqlite sqlite;
    private Path file;

    @BeforeEach
    void setUp() throws Exception {
        sqlite = new BridgeSqlite();
        file = folder.resolve("xcauth.sqlite3");
    }

    @Test
    void everyoneIsStoredLikeTheFirst() throws Exception {
        sqlite.create(file, FIRST, HASH);

        try (StoredPasswords stored = open()) {
            stored.copyFirstToAll(USERS);
            assertThat(stored.count()).isEqualTo(5);
        }
        assertThat(read("SELECT jid FROM xcauth_passwords ORDER BY jid"))
                .containsExactly(
                        "user00000@example.org",
                        "user00001@example.org",
                        "user00002@example.org",
                        "user00003@example.org",
                        "user00004@example.org");
        assertThat(read("SELECT DISTINCT pwhash || firstauth || verified || lastused || superseded "
                        + "FROM xcauth_passwords"))
                .containsExactly(HASH + "2026-11-22 20:15:072026-11-23 20:15:072026-11-23 21:15:070");
        assertThat(read("SELECT DISTINCT present || learned || firstseen FROM xcauth_users"))
                .containsExactly("12026-11-23 20:15:072026-11-22 20:15:07");
        assertThat(read("SELECT count(*) FROM xcauth_users")).containsExactly("5");
    }

    @Test
    void oneUserAloneIsComplete() throws Exception {
        sqlite.create(file, FIRST, HASH);

        try (StoredPasswords stored = open()) {
            stored.copyFirstToAll(new BenchUsers(0, 1, true));
            assertThat(stored.count()).isEqualTo(1);
        }
    }

    @Test
    void withoutTheFirstNothingIsStored() throws Exception {
        sqlite.create(file, new BenchUsers.User("somebody", "else"), HASH);

        try (StoredPasswords stored = open()) {
            assertThatThrownBy(() -> stored.copyFirstToAll(USERS))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("found 1 stored passwords instead of 5; the database must contain the password of "
                            + "user00000@example.org and no other");
        }
        assertThat(read("SELECT jid FROM xcauth_passwords")).containsExactly("somebody@example.org");
    }

    @Test
    void theCountIsZeroBeforeTheTablesExist() throws Exception {
        try (StoredPasswords stored = open()) {
            assertThat(stored.count()).isZero();
        }
    }

    @Test
    void waitingEndsWithTheLastPassword() throws Exception {
        sqlite.create(file, FIRST, HASH);
        try (StoredPasswords stored = open();
                Connection bridge = sqlite.connect(file)) {
            CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> awaits(stored, 2));
            BridgeSqlite.store(bridge, USERS.list().get(1).jid(), HASH);

            assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void waitingTimesOut() throws Exception {
        sqlite.create(file, FIRST, HASH);
        try (StoredPasswords stored = open()) {
            assertThat(stored.await(2, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aMissingFileIsNotCreated() {
        assertThatThrownBy(() -> StoredPasswords.in(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " does not exist; start the bridge with --db first, which creates it");
        assertThat(file).doesNotExist();
    }

    private static boolean awaits(StoredPasswords stored, long count) {
        try {
            return stored.await(count, Duration.ofSeconds(30)).isPresent();
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private StoredPasswords open() throws SQLException {
        return new StoredPasswords(sqlite.connect(file));
    }

    private List<String> read(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = sqlite.connect(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
