package net.xcauth.bridge.it;

import net.xcauth.test.DatabaseServer;
import net.xcauth.test.PostgresServer;
import org.junit.jupiter.api.BeforeEach;

class PostgresFaultsIT extends DatabaseServerFaultsSuite {
    private PostgresServer server;

    @BeforeEach
    void useServer() throws Exception {
        server = PostgresServer.shared();
    }

    @Override
    DatabaseServer server() {
        return server;
    }
}
