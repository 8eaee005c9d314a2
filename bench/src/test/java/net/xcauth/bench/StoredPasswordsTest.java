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
    private static final Crowd CROWD = new Crowd(0, 5, true);
    private static final Crowd.Member FIRST = CROWD.members().get(0);
    private static final String HASH = "$2b$04$hash";

    @TempDir
    private Path folder;

    private BridgeDriver driver;
    private Path file;

    @BeforeEach
    void make() throws Exception {
        driver = new BridgeDriver();
        file = folder.resolve("xcauth.sqlite3");
    }

    @Test
    void everybodyIsStoredAsTheFirstIs() throws Exception {
        driver.make(file, FIRST, HASH);

        try (StoredPasswords stored = open()) {
            stored.copyFirstToAll(CROWD);
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
    void aCrowdOfOneIsComplete() throws Exception {
        driver.make(file, FIRST, HASH);

        try (StoredPasswords stored = open()) {
            stored.copyFirstToAll(new Crowd(0, 1, true));
            assertThat(stored.count()).isEqualTo(1);
        }
    }

    @Test
    void withoutTheFirstNobodyIsStored() throws Exception {
        driver.make(file, new Crowd.Member("somebody", "else"), HASH);

        try (StoredPasswords stored = open()) {
            assertThatThrownBy(() -> stored.copyFirstToAll(CROWD))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("1 passwords are stored and not 5; store one of user00000@example.org before, "
                            + "and of nobody else");
        }
        assertThat(read("SELECT jid FROM xcauth_passwords")).containsExactly("somebody@example.org");
    }

    @Test
    void nothingIsStoredWhileThereAreNoTables() throws Exception {
        try (StoredPasswords stored = open()) {
            assertThat(stored.count()).isZero();
        }
    }

    @Test
    void waitingEndsWithTheLastPassword() throws Exception {
        driver.make(file, FIRST, HASH);
        try (StoredPasswords stored = open();
                Connection bridge = driver.connect(file)) {
            CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> awaits(stored, 2));
            BridgeDriver.store(bridge, CROWD.members().get(1).jid(), HASH);

            assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void waitingForWhatNeverComesEnds() throws Exception {
        driver.make(file, FIRST, HASH);
        try (StoredPasswords stored = open()) {
            assertThat(stored.await(2, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aFileThatIsMissingIsNotMade() {
        assertThatThrownBy(() -> StoredPasswords.in(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " does not exist; let the bridge make it first, with --db");
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
        return new StoredPasswords(driver.connect(file));
    }

    private List<String> read(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = driver.connect(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
