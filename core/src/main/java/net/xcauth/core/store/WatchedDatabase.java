package net.xcauth.core.store;

import java.sql.SQLException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A database whose failures and recoveries are in the log, once each, whoever uses it. */
public final class WatchedDatabase implements Database {
    /** The class of SQLSTATE for a table that does not exist and the like (ISO/IEC 9075-2): all other statements work. */
    private static final String STATEMENT_ERROR = "42";

    private final Database database;
    private final StoreHealth reading;
    private final StoreHealth writing;
    private final StoreHealth statements;
    /** The kinds of work whose statements failed last time, by the class of the lambda: others say nothing about their tables. */
    private final Set<Class<?>> failing = ConcurrentHashMap.newKeySet();

    /**
     * @param database closed with this
     * @param clock    says how long it failed
     */
    public WatchedDatabase(Database database, Clock clock) {
        this.database = database;
        String consequence = "logins go on from cloud and memory, and what is learned is stored when it works again";
        reading = new StoreHealth("the database " + database.name() + " can be read", consequence, clock);
        writing = new StoreHealth(
                "the database " + database.name() + " can be written",
                "what is learned is kept in " + "memory, and stored when it works again",
                clock);
        statements = new StoreHealth("the tables of " + database.name() + " can be used", consequence, clock);
    }

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        try {
            T result = database.call(work);
            reading.worked();
            worked(work);
            return result;
        } catch (SQLException e) {
            (isStatementError(e, work) ? statements : reading).failed(Failures.sentence(database, "be read", e));
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
            // What cannot be read cannot be written either, and has been said.
            if (!(isStatement ? statements : reading).isFailing()) {
                (isStatement ? statements : writing).failed(Failures.sentence(database, "be written", e));
            }
            throw e;
        }
    }

    private boolean isStatementError(SQLException e, Work<?> work) {
        boolean isOne = e.getSQLState() != null && e.getSQLState().startsWith(STATEMENT_ERROR);
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
