package net.xcauth.openfire.it.support;

import java.util.Locale;
import net.xcauth.test.DatabaseServer;
import net.xcauth.test.MariaDbServer;
import net.xcauth.test.PostgresServer;

/**
 * Where an Openfire keeps its data.
 *
 * @param driver   the JDBC driver's class
 * @param url      the address for JDBC
 */
record OpenfireDatabase(Kind kind, String driver, String url, String user, String password) {
    /** The one that Openfire brings, a file in its home. */
    static final OpenfireDatabase EMBEDDED = new OpenfireDatabase(Kind.HSQLDB, "", "", "", "");

    /** Kinds of database, and how each calls what it calls in its own way. */
    enum Kind {
        HSQLDB("LONGVARCHAR"),
        POSTGRESQL("TEXT"),
        MYSQL("MEDIUMTEXT"),
        MARIADB("MEDIUMTEXT");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The type of a text of any length. */
        String text() {
            return text;
        }

        /** The part of a script's file name that says which database it is for. */
        String suffix() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static OpenfireDatabase of(PostgresServer server) {
        return of(Kind.POSTGRESQL, "org.postgresql.Driver", server.jdbcUrl(), server);
    }

    static OpenfireDatabase of(MariaDbServer server) {
        return of(Kind.MARIADB, "org.mariadb.jdbc.Driver", server.jdbcUrl(), server);
    }

    /** Openfire 4.2 takes what it does not know, such as a database with MariaDB's name, for DB2. */
    OpenfireDatabase throughMysqlDriver() {
        return kind != Kind.MARIADB
                ? this
                : new OpenfireDatabase(
                        Kind.MYSQL,
                        "com.mysql.jdbc.Driver",
                        url.replace("jdbc:mariadb:", "jdbc:mysql:")
                                + "?useSSL=false&useUnicode=true&characterEncoding=UTF-8",
                        user,
                        password);
    }

    private static OpenfireDatabase of(Kind kind, String driver, String url, DatabaseServer server) {
        return new OpenfireDatabase(kind, driver, url, server.user(), server.password());
    }
}
