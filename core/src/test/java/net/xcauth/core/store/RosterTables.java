package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Tables for users and groups in another program's database, with the writes to them. */
public final class RosterTables {
    public static final Tables TABLES = Tables.withPrefix("ofNextcloud");
    private static final String SCRIPT = """
            CREATE TABLE ofNextcloudRoster (jid VARCHAR(255) NOT NULL PRIMARY KEY, fullname VARCHAR(255), grouplist TEXT,
              responsehash VARCHAR(64), last_update VARCHAR(26), theirs TEXT);
            CREATE TABLE ofNextcloudGroups (groupname VARCHAR(255) NOT NULL PRIMARY KEY, userlist TEXT,
              displayname VARCHAR(255), theirs TEXT);
            CREATE TABLE ofNextcloudChanges (jid VARCHAR(255) NOT NULL PRIMARY KEY, revision BIGINT NOT NULL,
              changed VARCHAR(26) NOT NULL);
            CREATE TABLE ofNextcloudMeta (schemaversion INTEGER NOT NULL, revision BIGINT NOT NULL);
            INSERT INTO ofNextcloudMeta VALUES (1, 0);
            CREATE TABLE written (what TEXT NOT NULL);
            CREATE TRIGGER a AFTER INSERT ON ofNextcloudRoster BEGIN INSERT INTO written VALUES ('+' || NEW.jid); END;
            CREATE TRIGGER b AFTER UPDATE ON ofNextcloudRoster BEGIN INSERT INTO written VALUES (NEW.jid); END;
            CREATE TRIGGER c AFTER DELETE ON ofNextcloudRoster BEGIN INSERT INTO written VALUES ('-' || OLD.jid); END;
            CREATE TRIGGER d AFTER INSERT ON ofNextcloudGroups BEGIN INSERT INTO written VALUES ('+' || NEW.groupname); END;
            CREATE TRIGGER e AFTER UPDATE ON ofNextcloudGroups BEGIN INSERT INTO written VALUES (NEW.groupname); END;
            CREATE TRIGGER f AFTER DELETE ON ofNextcloudGroups BEGIN INSERT INTO written VALUES ('-' || OLD.groupname); END;
            """;

    private RosterTables() {}

    public static void create(Database database) throws SQLException {
        database.transaction(connection -> {
            execute(connection, SCRIPT);
            return null;
        });
    }

    public static void execute(Database database, String script) throws SQLException {
        database.call(connection -> {
            execute(connection, script);
            return null;
        });
    }

    private static void execute(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    /** Keys that were updated, inserted ({@code +}) or deleted ({@code -}) since the last call. */
    public static List<String> written(Database database) throws SQLException {
        List<String> written = texts(database, "SELECT what FROM written ORDER BY what");
        execute(database, "DELETE FROM written");
        return written;
    }

    /** The first column of all rows. */
    public static List<String> texts(Database database, String query) throws SQLException {
        return database.call(connection -> {
            List<String> texts = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        });
    }
}
