package net.xcauth.bridge.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/** How SQLite is connected to. */
final class Sqlite {
    /** Longer than another process's transaction takes, unless it hangs. */
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    private Sqlite() {}

    static Connection connect(String url) throws SQLException {
        useInstalledLibrary();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        // Taking the lock for writing at once is waited for; upgrading one for reading would fail.
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        return config.createConnection(url);
    }

    /** The driver would unpack its library into the temporary folder at every start, and need to execute it there. */
    private static void useInstalledLibrary() {
        Path folder = Path.of(System.getProperty("java.library.path", "").split(":")[0])
                .resolve("sqlite-" + System.getProperty("os.arch"));
        if (System.getProperty("org.sqlite.lib.path") == null && Files.isDirectory(folder)) {
            System.setProperty("org.sqlite.lib.path", folder.toString());
        }
    }
}
