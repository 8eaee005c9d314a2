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

/** The tables, made and upgraded by numbered scripts: {@code 001.sql}, {@code 002.sql} and so on. */
public final class Schema {
    /** How many scripts there are; tables of a later version were made by a newer program. */
    static final int VERSION = 4;

    private static final Pattern NEW_COLUMN = Pattern.compile("ALTER TABLE (\\w+) ADD COLUMN (\\w+)");

    /** A kind of database with scripts of its own. */
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

    /** @param dialect whose scripts fit */
    public Schema(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Makes the tables, or brings them up to date. Several processes may do this at once, and one that is killed half
     * way leaves what the next one can go on with.
     *
     * @throws SQLException if that cannot be done, or the tables are of a version that this program does not know
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

    /** Not every database knows how to add a column only if it is missing. */
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

    /** Commands end with a semicolon at the end of a line; those of triggers with the line {@code END;}. */
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
}
