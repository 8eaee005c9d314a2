package net.xcauth.bridge.it;

import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.core.store.Schema.Dialect;
import net.xcauth.test.PostgresServer;
import org.junit.jupiter.api.BeforeAll;

class PostgresStoreIT extends StoreSuite {
    private static PostgresServer server;

    @BeforeAll
    static void useServer() throws Exception {
        server = PostgresServer.shared();
    }

    @Override
    DatabaseSettings settings() {
        return new DatabaseSettings.Server(Dialect.POSTGRESQL, server.jdbcUrl(), server.user(), server.password());
    }
}
