package net.xcauth.bridge.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.DatabaseSettings.InMemory;
import net.xcauth.bridge.database.DatabaseSettings.SqliteFile;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.DomainStore;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.JdbcRosters;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.RosterStore;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.UserStore;

/** The database and everything in it. It is connected when it is first used. */
final class Stores implements AutoCloseable {
    private final Database database;
    private final Optional<Path> file;
    private final boolean missing;
    private final DomainStore domains;
    private final UserStore users;
    private final RosterStore rosters;
    private final DirectoryStore directory;

    private Stores(DatabaseSettings settings, Clock clock) {
        database = Databases.open(settings);
        file = settings instanceof SqliteFile sqlite ? Optional.of(sqlite.path()) : Optional.empty();
        missing = isMissing(settings);
        domains = new JdbcDomains(database, Tables.ofBridge(), clock);
        users = new JdbcUsers(database, Tables.ofBridge(), clock);
        rosters = new JdbcRosters(database, Tables.ofBridge(), clock);
        directory = new JdbcDirectory(database, Tables.ofBridge(), clock);
    }

    /** @throws ToolException if there is no database; it is not made */
    static Stores existing(Config config, Clock clock) throws ToolException {
        DatabaseSettings settings = lasting(config);
        if (isMissing(settings)) {
            throw ToolException.failed("there is no database " + settings.name() + " yet; name another one with --db, "
                    + "or have this one made: xcauth makes it when it serves with --db or cache-storage=db, and with "
                    + "xcauth domain add");
        }
        return new Stores(settings, clock);
    }

    /** A file that does not exist is made when it is first used. */
    static Stores made(Config config, Clock clock) throws ToolException {
        return new Stores(lasting(config), clock);
    }

    /** Those of a database that need not be there, see {@link #isMissing()}. */
    static Stores perhaps(Config config, Clock clock) {
        return new Stores(config.database().settings(), clock);
    }

    private static DatabaseSettings lasting(Config config) throws ToolException {
        DatabaseSettings settings = config.database().settings();
        if (settings instanceof InMemory) {
            throw ToolException.failed("the database " + settings.name() + " ends with the program that uses it; name "
                    + "a file or a database server with --db");
        }
        return settings;
    }

    private static boolean isMissing(DatabaseSettings settings) {
        return settings instanceof SqliteFile sqlite && Files.notExists(sqlite.path());
    }

    /** Whether there was no database when this was opened. */
    boolean isMissing() {
        return missing;
    }

    Database database() {
        return database;
    }

    /** What it is called, for people. */
    String name() {
        return database.name();
    }

    /** Whether it is a SQLite file. */
    boolean isFile() {
        return file.isPresent();
    }

    /** That a file was made since this was opened, if so: root may have made it for somebody else. */
    Optional<String> news() throws IOException {
        if (!missing || file.isEmpty() || Files.notExists(file.get())) {
            return Optional.empty();
        }
        return Optional.of("made the database " + name() + ", which only the user \"" + Files.getOwner(file.get())
                + "\" may read and write; make it belong to the user that xcauth serves as");
    }

    DomainStore domains() {
        return domains;
    }

    UserStore users() {
        return users;
    }

    /** Users and groups as rosters have shown them. */
    DirectoryStore directory() {
        return directory;
    }

    RosterStore rosters() {
        return rosters;
    }

    @Override
    public void close() {
        database.close();
    }
}
