package net.xcauth.bridge.it;

import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.SmallFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logins continue while the SQLite file is locked, cannot grow or cannot be written. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DatabaseFaultsIT extends SqliteFaults {

    @Test
    void loginsContinueWhileAnotherProcessHasLockedTheFile() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            loginsGoOnUntilTheLogSays(UNUSABLE);
            logins().goOn(LONG);
            statement.execute("ROLLBACK");
        }

        recovers();
    }

    @Test
    void loginsContinueWhileTheFileSystemIsFull() throws Exception {
        SmallFileSystem fileSystem = closedAtTheEnd(SmallFileSystem.make());
        file(fileSystem.path().resolve(NAME));
        startBridge();
        startLogins();
        allIsStored();

        fileSystem.fill();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        fileSystem.free();

        recovers();
    }

    @Test
    void loginsContinueWhileTheDiskRejectsWrites() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        bridge().process().limitFileSize("0");
        loginsGoOnUntilTheLogSays(UNUSABLE);
        bridge().process().limitFileSize("unlimited");

        recovers();
    }

    @Test
    void loginsContinueOnAReadOnlyFileSystem() throws Exception {
        SmallFileSystem fileSystem = closedAtTheEnd(SmallFileSystem.make());
        file(fileSystem.path().resolve(NAME));
        startBridge();
        startLogins();
        storeAndKill();

        fileSystem.makeReadOnly();
        bridge().restart();
        startLogins();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        fileSystem.makeWritable();

        recovers();
    }
}
