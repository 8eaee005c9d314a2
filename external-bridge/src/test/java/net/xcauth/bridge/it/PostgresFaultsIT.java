package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.DatabaseServer;
import net.xcauth.bridge.it.support.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresFaultsIT extends DatabaseServerFaultsSuite {
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
    DatabaseServer server() {
        return server;
    }
}
