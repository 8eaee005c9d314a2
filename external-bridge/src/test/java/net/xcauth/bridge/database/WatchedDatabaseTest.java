package net.xcauth.bridge.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.xcauth.bridge.log.LogSettings;
import net.xcauth.bridge.log.Logs;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.WatchedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a database that fails, or whose tables are missing while other statements work. */
class WatchedDatabaseTest {
    private final Database works = new Database() {
        @Override
        public <T> T call(Work<T> work) throws SQLException {
            return work.run(null);
        }

        @Override
        public <T> T transaction(Work<T> work) throws SQLException {
            return call(work);
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public void close() {
            // There is nothing to release.
        }
    };
    private final Database database = new WatchedDatabase(works, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @TempDir
    Path folder;

    private boolean missing;

    private void readGroups() throws SQLException {
        database.call(connection -> tableOf("groups"));
    }

    private void writeUsers() throws SQLException {
        database.transaction(connection -> tableOf("users"));
    }

    private void readOthers() throws SQLException {
        database.call(connection -> "others");
    }

    private String tableOf(String name) throws SQLException {
        if (missing) {
            throw new SQLException("relation " + name + " does not exist", "42P01");
        }
        return name;
    }

    /** MariaDB's driver reports a connection that was closed meanwhile like an error in a statement. */
    @Test
    void reportsAClosedConnectionAsAnOutageThatAnyOtherWorkEnds() throws Exception {
        try (Logs logs = Logs.open(new LogSettings(folder, false, false))) {
            assertThat(logs).isNotNull();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.call(connection -> {
                        throw new SQLException(
                                "setNetworkTimeout cannot be called on a closed connection", "42000", -1);
                    }));
            readOthers();
        }

        assertThat(logged())
                .containsExactly(
                        "WARNING: the database test cannot be read: setNetworkTimeout cannot be called on a closed "
                                + "connection; logins keep working with the cloud and what is in memory, and changes "
                                + "are stored once it works again",
                        "WARNING: the database test can be read again, after 0 s");
    }

    @Test
    void reportsAMissingTableOnceAndItsReturnOnce() throws Exception {
        try (Logs logs = Logs.open(new LogSettings(folder, false, false))) {
            assertThat(logs).isNotNull();
            missing = true;
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(SQLException.class).isThrownBy(this::readGroups);
                readOthers();
            }
            assertThatExceptionOfType(SQLException.class).isThrownBy(this::writeUsers);
            missing = false;
            readGroups();
            readOthers();
            writeUsers();
            readGroups();
        }

        assertThat(logged())
                .containsExactly(
                        "WARNING: the database test cannot be read: relation groups does not exist; logins "
                                + "keep working with the cloud and what is in memory, and changes are stored once it "
                                + "works again",
                        "WARNING: the tables of test can be used again, after 0 s");
    }

    private List<String> logged() throws IOException {
        return Files.readAllLines(folder.resolve("xcauth.log")).stream()
                .map(line -> line.substring(line.indexOf("WARNING")))
                .toList();
    }
}
