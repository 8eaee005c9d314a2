package net.xcauth.core.store;

import java.sql.SQLException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A database whose outages and recoveries are logged once each, for all its users together. */
public final class WatchedDatabase implements Database {
    /** The class of SQLSTATE for errors such as a missing table (ISO/IEC 9075-2), when other statements work. */
    private static final String STATEMENT_ERROR = "42";
    /** MariaDB's driver also gives class 42 to errors of its own, such as a closed connection, but with this error code. */
    private static final int DRIVER_ERROR = -1;

    private final Database database;
    private final OutageLog reading;
    private final OutageLog writing;
    private final OutageLog statements;
    /** The kinds of work, by the lambda's class, whose last statement failed; others say nothing about their tables. */
    private final Set<Class<?>> failing = ConcurrentHashMap.newKeySet();

    /**
     * @param database closed with this
     * @param clock    measures outages
     */
    public WatchedDatabase(Database database, Clock clock) {
        this.database = database;
        String consequence =
                "logins keep working with the cloud and what is in memory, and changes are stored once it works again";
        reading = new OutageLog("the database " + database.name() + " can be read", consequence, clock);
        writing = new OutageLog(
                "the database " + database.name() + " can be written",
                "changes are kept in memory and stored once it works again",
                clock);
        statements = new OutageLog("the tables of " + database.name() + " can be used", consequence, clock);
    }

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        try {
            T result = database.call(work);
            reading.worked();
            worked(work);
            return result;
        } catch (SQLException e) {
            (isStatementError(e, work) ? statements : reading).failed(Transactions.sentence(database, "be read", e));
            throw e;
        }
    }

    @Override
    public <T> T transaction(Work<T> work) throws SQLException {
        try {
            T result = database.transaction(work);
            reading.worked();
            writing.worked();
            worked(work);
            return result;
        } catch (SQLException e) {
            boolean isStatement = isStatementError(e, work);
            // If reading fails, writing does as well, and the outage is already logged.
            if (!(isStatement ? statements : reading).isFailing()) {
                (isStatement ? statements : writing).failed(Transactions.sentence(database, "be written", e));
            }
            throw e;
        }
    }

    private boolean isStatementError(SQLException e, Work<?> work) {
        boolean isOne = e.getSQLState() != null
                && e.getSQLState().startsWith(STATEMENT_ERROR)
                && e.getErrorCode() != DRIVER_ERROR;
        if (isOne) {
            failing.add(work.getClass());
        }
        return isOne;
    }

    private void worked(Work<?> work) {
        if (!failing.isEmpty() && failing.remove(work.getClass()) && failing.isEmpty()) {
            statements.worked();
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
