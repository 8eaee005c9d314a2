package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.MariaDbServer;
import org.junit.jupiter.api.BeforeAll;

class TwoBridgesOnMariaDbIT extends TwoBridgesSuite {
    private static MariaDbServer server;

    @BeforeAll
    static void useServer() throws Exception {
        server = MariaDbServer.shared();
    }

    @Override
    BridgeDatabase database() {
        return BridgeDatabase.of(server);
    }
}
