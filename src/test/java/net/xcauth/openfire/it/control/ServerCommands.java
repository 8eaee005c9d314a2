package net.xcauth.openfire.it.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jivesoftware.database.DbConnectionManager;
import org.jivesoftware.openfire.SessionManager;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.util.cache.Cache;
import org.jivesoftware.util.cache.CacheFactory;

/** Commands about the whole server. */
final class ServerCommands {
    private ServerCommands() {}

    static void addTo(Map<String, ControlCommand> commands) {
        commands.put(
                "version",
                arguments -> Rows.one(
                        XMPPServer.getInstance().getServerInfo().getVersion().getVersionString()));
        commands.put(
                "sessions",
                arguments ->
                        Rows.of(SessionManager.getInstance().getSessions(), session -> Rows.row(session.getAddress())));
        commands.put("caches-clear", arguments -> {
            CacheFactory.clearCaches();
            return Rows.none();
        });
        commands.put("caches", arguments -> Rows.of(caches(), cache -> Rows.row(cache.getName(), cache.size())));
        commands.put("sql", arguments -> sql(arguments.get(0), arguments.subList(1, arguments.size())));
    }

    @SuppressWarnings("rawtypes")
    private static List<Cache> caches() {
        return Stream.of(CacheFactory.getAllCaches()).toList();
    }

    /** The rows that a statement finds, or one row with the number of rows that it changes. */
    private static List<List<String>> sql(String statement, List<String> parameters) throws SQLException {
        try (Connection connection = DbConnectionManager.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.size(); i++) {
                prepared.setString(i + 1, parameters.get(i));
            }
            if (!prepared.execute()) {
                return Rows.one(prepared.getUpdateCount());
            }
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet found = prepared.getResultSet()) {
                while (found.next()) {
                    rows.add(row(found));
                }
            }
            return rows;
        }
    }

    private static List<String> row(ResultSet found) throws SQLException {
        Object[] fields = new Object[found.getMetaData().getColumnCount()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = found.getString(i + 1);
        }
        return Rows.row(fields);
    }
}
