package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TwoBridgesOnPostgresIT extends TwoBridgesSuite {
    private static PostgresServer server;

    @BeforeAll
    static void launch() throws Exception {
        server = PostgresServer.launch();
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
