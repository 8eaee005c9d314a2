package net.xcauth.bridge.it;

import net.xcauth.test.DatabaseServer;
import net.xcauth.test.MariaDbServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MariaDbFaultsIT extends DatabaseServerFaultsSuite {
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
    DatabaseServer server() {
        return server;
    }
}
