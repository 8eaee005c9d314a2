package net.xcauth.bridge.database;

import java.nio.file.Path;
import net.xcauth.core.store.Schema;

/** The place of the database. */
public sealed interface DatabaseSettings {

    /** Its name for people, without credentials. */
    String name();

    /** @param path a SQLite file, created if it does not exist */
    record SqliteFile(Path path) implements DatabaseSettings {
        @Override
        public String name() {
            return path.toString();
        }
    }

    /** A database that ends with the program. */
    record InMemory() implements DatabaseSettings {
        @Override
        public String name() {
            return ":memory:";
        }
    }

    /**
     * A database server.
     *
     * @param url      the JDBC address without credentials
     * @param user     may be empty if the server identifies users by other means
     * @param password may be empty
     */
    record Server(Schema.Dialect dialect, String url, String user, String password) implements DatabaseSettings {
        @Override
        public String name() {
            return url;
        }

        @Override
        public String toString() {
            return "Server(" + url + ')';
        }
    }
}
