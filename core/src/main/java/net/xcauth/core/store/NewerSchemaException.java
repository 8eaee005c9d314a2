package net.xcauth.core.store;

import java.sql.SQLException;

/** The tables were made by a newer program, and what they mean is not known here. */
final class NewerSchemaException extends SQLException {
    NewerSchemaException(int version, int known) {
        super("its tables have version " + version + ", and this program knows up to " + known + "; install the newer "
                + "xcauth that made them, or use another database");
    }
}
