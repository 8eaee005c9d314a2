package net.xcauth.bridge.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.Schema;
import net.xcauth.core.text.Reason;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL or MariaDB server, through a small connection pool that survives restarts of the server. */
final class ServerDatabase implements Database {
    /** Two readers, one writer, one that polls for changes. */
    private static final int CONNECTIONS = 4;

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    /** A server that is silent for longer is considered gone. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(20);

    /** The class of SQL states for invalid credentials. */
    private static final String WRONG_LOGIN = "28";

    private final DatabaseSettings.Server settings;
    private @Nullable HikariDataSource pool;
    private boolean closed;

    ServerDatabase(DatabaseSettings.Server settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        try (Connection connection = connection()) {
            return work.run(connection);
        }
    }

    /** The exception of the pool tells how long it has waited; its cause tells why. */
    private Connection connection() throws SQLException {
        try {
            return pool().getConnection();
        } catch (SQLTransientConnectionException e) {
            throw e.getCause() instanceof SQLException cause
                    ? explained(cause)
                    : new SQLException("no connection within " + CONNECTION_TIMEOUT.toSeconds() + " s", e);
        }
    }

    private static SQLException explained(SQLException refusal) {
        boolean login = refusal.getSQLState() != null && refusal.getSQLState().startsWith(WRONG_LOGIN);
        return login ? new SQLException(Reason.of(refusal) + "; correct db-user and db-password", refusal) : refusal;
    }

    private synchronized HikariDataSource pool() throws SQLException {
        if (closed) {
            throw new SQLException("it is closed");
        }
        if (pool == null) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("xcauth-db");
            config.setJdbcUrl(settings.url());
            config.setUsername(settings.user().isEmpty() ? null : settings.user());
            config.setPassword(settings.password().isEmpty() ? null : settings.password());
            config.setMaximumPoolSize(CONNECTIONS);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
            // The server may be down now and come up later.
            config.setInitializationFailTimeout(-1);
            boolean postgresql = settings.dialect() == Schema.Dialect.POSTGRESQL;
            config.addDataSourceProperty(
                    "connectTimeout", postgresql ? CONNECTION_TIMEOUT.toSeconds() : CONNECTION_TIMEOUT.toMillis());
            config.addDataSourceProperty(
                    "socketTimeout", postgresql ? SOCKET_TIMEOUT.toSeconds() : SOCKET_TIMEOUT.toMillis());
            pool = new HikariDataSource(config);
        }
        return pool;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (pool != null) {
            pool.close();
        }
    }
}
