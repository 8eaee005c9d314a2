package net.xcauth.openfire.store;

import java.sql.Connection;
import java.sql.SQLException;
import net.xcauth.core.store.Database;
import org.jivesoftware.database.DbConnectionManager;

/** Openfire's own database. */
public final class OpenfireDatabase implements Database {

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        try (Connection connection = DbConnectionManager.getConnection()) {
            return work.run(connection);
        }
    }

    @Override
    public String name() {
        return "of Openfire";
    }

    /** Does nothing: Openfire closes its database itself. */
    @Override
    public void close() {}
}
