package net.xcauth.bridge.it;

import java.nio.file.Path;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class TwoBridgesOnSqliteIT extends TwoBridgesSuite {
    @TempDir
    static Path folder;

    @BeforeAll
    static void skipWithoutTime() {
        Installed.skipUnlessThereIsTime("restarts of two bridges");
    }

    @Override
    BridgeDatabase database() {
        return BridgeDatabase.of(folder.resolve("xcauth.sqlite3"));
    }
}
