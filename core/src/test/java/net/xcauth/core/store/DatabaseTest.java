package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void make() throws Exception {
        database = new TestDatabase(folder.resolve("x.sqlite3"));
        database.transaction(connection -> execute(connection, "CREATE TABLE t (n INTEGER)"));
    }

    @Test
    void aFailedTransactionIsRolledBack() throws Exception {
        assertThatThrownBy(() -> database.transaction(connection -> {
                    execute(connection, "INSERT INTO t VALUES (1)");
                    throw new SQLException("what was wrong");
                }))
                .hasMessage("what was wrong");

        assertThat(rows()).isZero();
    }

    @Test
    void theFirstExceptionIsReportedAndNotTheOnesThatFollow() {
        assertThatThrownBy(() -> database.transaction(connection -> {
                    execute(connection, "INSERT INTO t VALUES (1)");
                    execute(connection, "ROLLBACK");
                    throw new SQLException("what was wrong");
                }))
                .hasMessage("what was wrong");
    }

    private int rows() throws SQLException {
        return database.call(connection -> {
            try (Statement statement = connection.createStatement();
                    var count = statement.executeQuery("SELECT COUNT(*) FROM t")) {
                return count.getInt(1);
            }
        });
    }

    private static Void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return null;
        }
    }
}
