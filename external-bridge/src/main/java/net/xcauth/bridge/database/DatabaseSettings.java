package net.xcauth.bridge.database;

import java.nio.file.Path;
import net.xcauth.core.store.Schema;

/** Which database is used. */
public sealed interface DatabaseSettings {

    /** What it is, for people, without credentials. */
    String name();

    /** @param path a SQLite file, made if it does not exist */
    record SqliteFile(Path path) implements DatabaseSettings {
        @Override
        public String name() {
            return path.toString();
        }
    }

    /** One that ends with the program. */
    record InMemory() implements DatabaseSettings {
        @Override
        public String name() {
            return ":memory:";
        }
    }

    /**
     * A database server.
     *
     * @param dialect  what it understands
     * @param url      JDBC address without credentials
     * @param user     may be empty, where the server knows users by other means
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
