package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.MariaDbServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TwoBridgesOnMariaDbIT extends TwoBridgesSuite {
    private static MariaDbServer server;

    @BeforeAll
    static void launch() throws Exception {
        server = MariaDbServer.launch();
    }

    @AfterAll
    static void shutDown() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    BridgeDatabase database() {
        return BridgeDatabase.of(server);
    }
}
