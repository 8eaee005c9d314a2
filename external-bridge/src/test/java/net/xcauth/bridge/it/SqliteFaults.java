package net.xcauth.bridge.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The common part of tests with a faulty SQLite file. */
abstract class SqliteFaults extends DatabaseFaults {
    static final String NAME = "xcauth.sqlite3";
    /** The logins of about seven seconds, in which the bridge has tried to write more than once. */
    static final int LONG = 150;

    @TempDir
    Path folder;

    private Path file;

    @BeforeAll
    static void skipWithoutTime() {
        Installed.skipUnlessThereIsTime("faults of a database file");
    }

    @Override
    final BridgeDatabase database() {
        return BridgeDatabase.of(file());
    }

    final Path file() {
        return file == null ? folder.resolve(NAME) : file;
    }

    final void file(Path other) {
        file = other;
    }

    final void storeAndKill() throws Exception {
        logins().close();
        allIsStored();
        bridge().kill();
    }

    final Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }
}
