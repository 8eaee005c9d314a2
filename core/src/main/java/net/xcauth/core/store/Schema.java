package net.xcauth.core.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables, created and upgraded by numbered scripts: {@code 001.sql}, {@code 002.sql} and so on. */
public final class Schema {
    /** The number of scripts; tables of a later version were created by a newer program. */
    static final int VERSION = 4;

    private static final Pattern NEW_COLUMN = Pattern.compile("ALTER TABLE (\\w+) ADD COLUMN (\\w+)");

    /** A kind of database with its own scripts. */
    public enum Dialect {
        SQLITE("BEGIN IMMEDIATE", "COMMIT"),
        POSTGRESQL("SELECT pg_advisory_lock(825241460)", "SELECT pg_advisory_unlock(825241460)"),
        MARIADB("SELECT GET_LOCK('xcauth', 10)", "SELECT RELEASE_LOCK('xcauth')");

        private final String lock;
        private final String unlock;

        Dialect(String lock, String unlock) {
            this.lock = lock;
            this.unlock = unlock;
        }
    }

    private final Dialect dialect;

    /** @param dialect selects the scripts */
    public Schema(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Creates or upgrades the tables. Several processes may do this concurrently; if one is killed, the next continues.
     *
     * @throws SQLException if it fails, or if the tables have a version unknown to this program
     */
    public void upgrade(Connection connection) throws SQLException {
        if (version(connection) != VERSION) {
            try (Statement statement = connection.createStatement()) {
                upgradeAlone(connection, statement);
            }
        }
    }

    private void upgradeAlone(Connection connection, Statement statement) throws SQLException {
        statement.execute(dialect.lock);
        try {
            upgrade(connection, statement);
        } catch (SQLException e) {
            try {
                statement.execute(dialect.unlock);
            } catch (SQLException consequence) {
                e.addSuppressed(consequence);
            }
            throw e;
        }
        statement.execute(dialect.unlock);
    }

    private void upgrade(Connection connection, Statement statement) throws SQLException {
        int version = version(connection);
        if (version > VERSION) {
            throw new NewerSchemaException(version, VERSION);
        }
        for (int next = version + 1; next <= VERSION; next++) {
            for (String command : script(next)) {
                if (!isDone(connection, command)) {
                    statement.execute(command);
                }
            }
            statement.execute("UPDATE xcauth_meta SET schemaversion = " + next);
        }
    }

    /** Not every database supports adding a column only if it is missing. */
    private static boolean isDone(Connection connection, String command) throws SQLException {
        Matcher addition = NEW_COLUMN.matcher(command);
        if (!addition.lookingAt()) {
            return false;
        }
        try (ResultSet column = connection
                .getMetaData()
                .getColumns(connection.getCatalog(), connection.getSchema(), addition.group(1), addition.group(2))) {
            return column.next();
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "xcauth_meta", null)) {
            if (!tables.next()) {
                return 0;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT schemaversion FROM xcauth_meta")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private List<String> script(int number) {
        String name = dialect.name().toLowerCase(Locale.ROOT) + "/%03d.sql".formatted(number);
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
            return commands(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands of a script. Each ends with a semicolon at a line's end, a trigger with the line {@code END;}. */
    static List<String> commands(String script) {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        for (String line : script.lines()
                .filter(text -> !text.isBlank() && !text.startsWith("--"))
                .toList()) {
            command.append(line).append('\n');
            boolean trigger = command.indexOf("CREATE TRIGGER") == 0;
            if (trigger ? line.equals("END;") : line.endsWith(";")) {
                commands.add(command.toString());
                command.setLength(0);
            }
        }
        return commands;
    }

    /** The tables were created by a newer program, whose format is unknown here. */
    static final class NewerSchemaException extends SQLException {
        NewerSchemaException(int version, int known) {
            super("its tables have version " + version + ", but this program only knows versions up to " + known
                    + "; install the newer xcauth that created them, or use another database");
        }
    }
}
