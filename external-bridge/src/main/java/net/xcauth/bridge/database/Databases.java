package net.xcauth.bridge.database;

import net.xcauth.core.store.Database;
import net.xcauth.core.store.Schema;
import net.xcauth.core.store.UpgradedDatabase;

/** Opens databases. */
public final class Databases {
    private Databases() {}

    /** The database of these settings. Connects and creates its tables when it is first used. */
    public static Database open(DatabaseSettings settings) {
        if (settings instanceof DatabaseSettings.Server server) {
            return new UpgradedDatabase(new ServerDatabase(server), new Schema(server.dialect()));
        }
        Database sqlite = settings instanceof DatabaseSettings.SqliteFile file
                ? new SqliteDatabase(file.path())
                : new TransientDatabase();
        return new UpgradedDatabase(sqlite, new Schema(Schema.Dialect.SQLITE));
    }
}
