package net.xcauth.openfire.it.support;

import java.util.Locale;
import net.xcauth.test.DatabaseServer;
import net.xcauth.test.MariaDbServer;
import net.xcauth.test.PostgresServer;

/**
 * The configuration of an Openfire's database.
 *
 * @param driver the JDBC driver's class
 * @param url    the JDBC URL
 */
record DatabaseConfig(Kind kind, String driver, String url, String user, String password) {
    /** Openfire's embedded database, a file in its home. */
    static final DatabaseConfig EMBEDDED = new DatabaseConfig(Kind.HSQLDB, "", "", "", "");

    /** Kinds of databases, with their differences. */
    enum Kind {
        HSQLDB("LONGVARCHAR"),
        POSTGRESQL("TEXT"),
        MYSQL("MEDIUMTEXT"),
        MARIADB("MEDIUMTEXT");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The SQL type for texts of any length. */
        String text() {
            return text;
        }

        /** The part of a script's file name that names the database. */
        String suffix() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static DatabaseConfig of(PostgresServer server) {
        return of(Kind.POSTGRESQL, "org.postgresql.Driver", server.jdbcUrl(), server);
    }

    static DatabaseConfig of(MariaDbServer server) {
        return of(Kind.MARIADB, "org.mariadb.jdbc.Driver", server.jdbcUrl(), server);
    }

    /** The same database through MySQL's driver: Openfire 4.2 takes unknown databases, such as MariaDB, for DB2. */
    DatabaseConfig throughMysqlDriver() {
        return kind != Kind.MARIADB
                ? this
                : new DatabaseConfig(
                        Kind.MYSQL,
                        "com.mysql.jdbc.Driver",
                        url.replace("jdbc:mariadb:", "jdbc:mysql:")
                                + "?useSSL=false&useUnicode=true&characterEncoding=UTF-8",
                        user,
                        password);
    }

    private static DatabaseConfig of(Kind kind, String driver, String url, DatabaseServer server) {
        return new DatabaseConfig(kind, driver, url, server.user(), server.password());
    }
}
