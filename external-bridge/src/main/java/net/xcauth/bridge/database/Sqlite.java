package net.xcauth.bridge.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/** Opens connections to SQLite. */
final class Sqlite {
    /** Longer than another process's transaction takes, unless it hangs. */
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    private Sqlite() {}

    static Connection connect(String url) throws SQLException {
        useInstalledLibrary();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        // SQLite waits for a write lock that is taken at the start; upgrading a read lock would fail.
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        return config.createConnection(url);
    }

    /** Otherwise the driver unpacks its library into the temporary folder at each start, which may be noexec. */
    private static void useInstalledLibrary() {
        Path folder = Path.of(System.getProperty("java.library.path", "").split(":")[0])
                .resolve("sqlite-" + System.getProperty("os.arch"));
        if (System.getProperty("org.sqlite.lib.path") == null && Files.isDirectory(folder)) {
            System.setProperty("org.sqlite.lib.path", folder.toString());
        }
    }
}
