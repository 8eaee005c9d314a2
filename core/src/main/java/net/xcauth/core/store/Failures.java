package net.xcauth.core.store;

import java.sql.SQLException;

/** From a driver's complaint to a sentence for the log. */
final class Failures {
    private Failures() {
    }

    /** Something to do with the database. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /** @param what what could not be done, as {@code be read} */
    static <T> T told(Database database, String what, Work<T> work) throws StoreException {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new StoreException(sentence(database, what, e), e);
        }
    }

    /** @param what what could not be done, as {@code be read} */
    static String sentence(Database database, String what, SQLException failure) {
        return "the database " + database.name() + " cannot " + what + ": " + reason(failure);
    }

    /** The first line says it; drivers add statements and hints. */
    private static String reason(SQLException failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }
}
