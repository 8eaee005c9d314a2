package net.xcauth.bridge.it;

import java.nio.file.Path;
import net.xcauth.bridge.database.DatabaseSettings;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreIT extends StoreSuite {
    @TempDir
    Path folder;

    @Override
    DatabaseSettings settings() {
        return new DatabaseSettings.SqliteFile(folder.resolve("xcauth.sqlite3"));
    }
}
