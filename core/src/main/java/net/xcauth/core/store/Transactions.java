package net.xcauth.core.store;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import net.xcauth.core.text.Reason;

/** Runs reads and writes, and turns exceptions of JDBC drivers into sentences for the log. */
public final class Transactions {
    private Transactions() {}

    /** Reads from the database. */
    public static <T> T read(Database database, Database.Work<T> work) throws StoreException {
        try {
            return database.call(work);
        } catch (SQLException e) {
            throw new StoreException(sentence(database, "be read", e), e);
        }
    }

    /** Writes to the database in a transaction. */
    public static <T> T write(Database database, Database.Work<T> work) throws StoreException {
        try {
            return database.transaction(work);
        } catch (SQLException e) {
            throw new StoreException(sentence(database, "be written", e), e);
        }
    }

    /** @param what the failed action, such as {@code be read} */
    public static String sentence(Database database, String what, SQLException failure) {
        return "the database " + database.name() + " cannot " + what + ": " + reason(failure);
    }

    /**
     * Only the first line, since drivers append statements and hints. The message of a failed batch contains the
     * statement with its values, which must not be logged.
     */
    private static String reason(SQLException failure) {
        if (failure instanceof BatchUpdateException) {
            return failure.getNextException() == null
                    ? "a batch of statements failed"
                    : reason(failure.getNextException());
        }
        return Reason.of(failure);
    }
}
