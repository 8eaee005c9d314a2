package net.xcauth.bridge.tool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import net.xcauth.core.store.Failures;

/** Lets what is deleted from a SQLite file leave nothing behind in it. A database server has its own ways. */
final class Erasure {
    private static final String OVERWRITE = "PRAGMA secure_delete = ON";
    private static final String MERGE = "PRAGMA wal_checkpoint(TRUNCATE)";

    private Erasure() {}

    /** To be called before anything is deleted: from now on SQLite overwrites it. */
    static void prepare(Stores stores) throws ToolException {
        if (stores.isFile()) {
            answer(stores, OVERWRITE);
        }
    }

    /**
     * To be called after the deletion: what was written ahead, with older contents in it, goes into the file.
     *
     * @return what remains if another process keeps that from being done
     */
    static Optional<String> finish(Stores stores) throws ToolException {
        return stores.isFile() && answer(stores, MERGE) != 0
                ? Optional.of("older contents in " + stores.name() + "-wal, until SQLite merges that")
                : Optional.empty();
    }

    private static int answer(Stores stores, String pragma) throws ToolException {
        try {
            return stores.database().call(connection -> answer(connection, pragma));
        } catch (SQLException e) {
            throw ToolException.failed(Failures.sentence(stores.database(), "overwrite what is deleted", e));
        }
    }

    private static int answer(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(pragma)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
