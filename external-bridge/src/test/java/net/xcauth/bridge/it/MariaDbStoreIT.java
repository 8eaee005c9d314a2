package net.xcauth.bridge.it;

import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.core.store.Schema.Dialect;
import net.xcauth.test.MariaDbServer;
import org.junit.jupiter.api.BeforeAll;

class MariaDbStoreIT extends StoreSuite {
    private static MariaDbServer server;

    @BeforeAll
    static void useServer() throws Exception {
        server = MariaDbServer.shared();
    }

    @Override
    DatabaseSettings settings() {
        return new DatabaseSettings.Server(Dialect.MARIADB, server.jdbcUrl(), server.user(), server.password());
    }
}
