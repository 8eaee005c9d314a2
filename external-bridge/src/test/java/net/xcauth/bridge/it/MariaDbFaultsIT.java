package net.xcauth.bridge.it;

import net.xcauth.test.DatabaseServer;
import net.xcauth.test.MariaDbServer;
import org.junit.jupiter.api.BeforeEach;

class MariaDbFaultsIT extends DatabaseServerFaultsSuite {
    private MariaDbServer server;

    @BeforeEach
    void useServer() throws Exception {
        server = MariaDbServer.shared();
    }

    @Override
    DatabaseServer server() {
        return server;
    }
}
