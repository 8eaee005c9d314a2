package net.xcauth.bridge.it.support;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.xcauth.test.DatabaseServer;

/** The database of bridges under test: their options for it, and its contents. */
public abstract class BridgeDatabase {

    /** A SQLite file, which may not exist yet. */
    public static BridgeDatabase of(Path file) {
        return new BridgeDatabase() {
            @Override
            public BridgeProcess.Builder usedBy(BridgeProcess.Builder bridge) {
                return bridge.option("--db", file.toString());
            }

            @Override
            public List<String> rows(String query) throws SQLException {
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                        Statement statement = connection.createStatement()) {
                    return firstColumn(statement.executeQuery(query));
                }
            }
        };
    }

    /** The database of a server. */
    public static BridgeDatabase of(DatabaseServer server) {
        return of(server, server.password());
    }

    /** The same, with a password that may be wrong. */
    public static BridgeDatabase of(DatabaseServer server, String password) {
        return new BridgeDatabase() {
            @Override
            public BridgeProcess.Builder usedBy(BridgeProcess.Builder bridge) {
                return bridge.option("--db", server.jdbcUrl())
                        .environment("XCAUTH_DB_USER", server.user())
                        .environment("XCAUTH_DB_PASSWORD", password);
            }

            @Override
            public List<String> rows(String query) throws Exception {
                return server.sql(query).lines().toList();
            }
        };
    }

    /** Configures a bridge to store what it learns, with hashes that are cheap to compute. */
    public final BridgeProcess.Builder keptBy(BridgeProcess.Builder bridge) {
        return usedBy(bridge).option("--cache-storage", "db").option("--cache-bcrypt-rounds", "4,4");
    }

    /** Configures a bridge to use it. */
    public abstract BridgeProcess.Builder usedBy(BridgeProcess.Builder bridge);

    /** The values of a query with one column. */
    public abstract List<String> rows(String query) throws Exception;

    /** Those of these users of {@code example.org} who have no stored password. */
    public final List<String> withoutPassword(Collection<String> users) throws Exception {
        Set<String> stored = rows("SELECT jid FROM xcauth_passwords").stream()
                .map(jid -> jid.substring(0, jid.indexOf('@')))
                .collect(Collectors.toSet());
        return users.stream().filter(user -> !stored.contains(user)).toList();
    }

    private static List<String> firstColumn(ResultSet found) throws SQLException {
        List<String> values = new ArrayList<>();
        while (found.next()) {
            values.add(found.getString(1));
        }
        return values;
    }
}
