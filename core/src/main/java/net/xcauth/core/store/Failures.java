package net.xcauth.core.store;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import net.xcauth.core.text.Reason;

/** From a driver's complaint to a sentence for the log. */
public final class Failures {
    private Failures() {}

    /** Reads, and says in a sentence what went wrong. */
    public static <T> T read(Database database, Database.Work<T> work) throws StoreException {
        try {
            return database.call(work);
        } catch (SQLException e) {
            throw new StoreException(sentence(database, "be read", e), e);
        }
    }

    /** Writes, all or nothing, and says in a sentence what went wrong. */
    public static <T> T write(Database database, Database.Work<T> work) throws StoreException {
        try {
            return database.transaction(work);
        } catch (SQLException e) {
            throw new StoreException(sentence(database, "be written", e), e);
        }
    }

    /** @param what what could not be done, as {@code be read} */
    public static String sentence(Database database, String what, SQLException failure) {
        return "the database " + database.name() + " cannot " + what + ": " + reason(failure);
    }

    /**
     * The first line says it; drivers add statements and hints. What they say of a whole batch holds the statement with
     * its values, which must not be seen.
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
