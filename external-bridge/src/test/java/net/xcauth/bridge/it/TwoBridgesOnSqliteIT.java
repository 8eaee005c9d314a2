package net.xcauth.bridge.it;

import java.nio.file.Path;
import net.xcauth.bridge.it.support.BridgeDatabase;
import org.junit.jupiter.api.io.TempDir;

class TwoBridgesOnSqliteIT extends TwoBridgesSuite {
    @TempDir
    static Path folder;

    @Override
    BridgeDatabase database() {
        return BridgeDatabase.of(folder.resolve("xcauth.sqlite3"));
    }
}
