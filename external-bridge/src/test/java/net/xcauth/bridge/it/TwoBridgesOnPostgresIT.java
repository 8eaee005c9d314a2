package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.PostgresServer;
import org.junit.jupiter.api.BeforeAll;

class TwoBridgesOnPostgresIT extends TwoBridgesSuite {
    private static PostgresServer server;

    @BeforeAll
    static void useServer() throws Exception {
        server = PostgresServer.shared();
    }

    @Override
    BridgeDatabase database() {
        return BridgeDatabase.of(server);
    }
}
