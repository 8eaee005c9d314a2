package net.xcauth.bridge.it;

import net.xcauth.test.DatabaseServer;
import net.xcauth.test.PostgresServer;
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
