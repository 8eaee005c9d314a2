package net.xcauth.bridge.it;

import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.core.store.Schema.Dialect;
import net.xcauth.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresStoreIT extends StoreSuite {
    private static PostgresServer server;

    @BeforeAll
    static void launch() throws Exception {
        server = PostgresServer.launch();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DatabaseSettings settings() {
        return new DatabaseSettings.Server(Dialect.POSTGRESQL, server.jdbcUrl(), server.user(), server.password());
    }
}
