package net.xcauth.core.store;

import java.sql.SQLException;
import java.time.Clock;

/** A database whose failures and recoveries are in the log, once each, whoever uses it. */
public final class WatchedDatabase implements Database {
    private final Database database;
    private final StoreHealth reading;
    private final StoreHealth writing;

    /**
     * @param database closed with this
     * @param clock    says how long it failed
     */
    public WatchedDatabase(Database database, Clock clock) {
        this.database = database;
        reading = new StoreHealth("the database " + database.name() + " can be read", "logins go on from cloud and "
                + "memory, and what is learned is stored when it works again", clock);
        writing = new StoreHealth("the database " + database.name() + " can be written", "what is learned is kept in "
                + "memory, and stored when it works again", clock);
    }

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        try {
            T result = database.call(work);
            reading.worked();
            return result;
        } catch (SQLException e) {
            reading.failed(Failures.sentence(database, "be read", e));
            throw e;
        }
    }

    @Override
    public <T> T transaction(Work<T> work) throws SQLException {
        try {
            T result = database.transaction(work);
            reading.worked();
            writing.worked();
            return result;
        } catch (SQLException e) {
            // What cannot be read cannot be written either, and has been said.
            if (!reading.isFailing()) {
                writing.failed(Failures.sentence(database, "be written", e));
            }
            throw e;
        }
    }

    @Override
    public String name() {
        return database.name();
    }

    @Override
    public void close() {
        database.close();
    }
}
