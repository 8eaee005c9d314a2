package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.user.XmppDomains;
import org.jspecify.annotations.Nullable;

/** Clouds of single XMPP domains in a database. */
public final class JdbcDomains implements DomainStore {
    private final Database database;
    private final String table;
    private final Clock clock;

    /**
     * @param database its tables must exist
     * @param clock    timestamps registrations
     */
    public JdbcDomains(Database database, Tables tables, Clock clock) {
        this.database = database;
        this.table = tables.domains();
        this.clock = clock;
    }

    @Override
    public List<StoredDomain> all() throws StoreException {
        return Transactions.read(database, connection -> {
            try (PreparedStatement query = connection.prepareStatement(select() + " ORDER BY xmppdomain")) {
                return domains(query.executeQuery());
            }
        });
    }

    @Override
    public Optional<StoredDomain> find(String domain) throws StoreException {
        return Transactions.read(database, connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement(select() + " WHERE LOWER(xmppdomain) IN (?, ?)")) {
                spell(query, 1, domain);
                return domains(query.executeQuery()).stream().findFirst();
            }
        });
    }

    @Override
    public void put(List<StoredDomain> domains) throws StoreException {
        Transactions.write(database, connection -> {
            for (StoredDomain domain : domains) {
                put(connection, domain);
            }
            return domains.size();
        });
    }

    @Override
    public boolean remove(String domain) throws StoreException {
        String delete = "DELETE FROM " + table + " WHERE LOWER(xmppdomain) IN (?, ?)";
        return Transactions.write(
                database,
                connection ->
                        Sql.update(connection, delete, XmppDomains.normal(domain), XmppDomains.ascii(domain)) > 0);
    }

    /** Rows are updated, never replaced, since administrators keep columns of their own in this table. */
    private void put(Connection connection, StoredDomain domain) throws SQLException {
        String now = Timestamps.text(clock.instant());
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + table + " SET authsecret = ?, "
                + "authurl = ?, authdomain = ?, regcontact = ?, reglatest = ?, api = ?, servicepassword = ?, serviceurl = ?, "
                + "serviceaccount = ?, accountname = ?, passwords = ? WHERE LOWER(xmppdomain) IN (?, ?)")) {
            fill(update, domain, now);
            spell(update, 12, domain.domain());
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " (authsecret, authurl, "
                + "authdomain, regcontact, reglatest, api, servicepassword, serviceurl, serviceaccount, accountname, passwords, "
                + "xmppdomain, regfirst) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            fill(insert, domain, now);
            insert.setString(12, domain.domain());
            insert.setString(13, now);
            insert.executeUpdate();
        }
    }

    private static void fill(PreparedStatement statement, StoredDomain domain, String now) throws SQLException {
        statement.setString(1, domain.secret());
        statement.setString(2, domain.url());
        statement.setString(3, domain.authenticationDomain());
        statement.setString(4, nullIfEmpty(domain.contact()));
        statement.setString(5, now);
        StoredDomain.Nextcloud nextcloud = domain.nextcloud();
        statement.setString(6, nullIfEmpty(nextcloud.api()));
        statement.setString(7, nullIfEmpty(nextcloud.servicePassword()));
        statement.setString(8, nullIfEmpty(nextcloud.serviceUrl()));
        statement.setString(9, nullIfEmpty(nextcloud.serviceAccount()));
        statement.setString(10, nullIfEmpty(nextcloud.accountName()));
        statement.setString(11, nullIfEmpty(nextcloud.passwords()));
    }

    /** Other programs may have stored the domain in its other spelling. */
    private static void spell(PreparedStatement statement, int first, String domain) throws SQLException {
        statement.setString(first, XmppDomains.normal(domain));
        statement.setString(first + 1, XmppDomains.ascii(domain));
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private String select() {
        return "SELECT xmppdomain, authsecret, authurl, authdomain, regcontact, api, servicepassword, serviceurl, serviceaccount, "
                + "accountname, passwords FROM " + table;
    }

    private static List<StoredDomain> domains(ResultSet rows) throws SQLException {
        List<StoredDomain> domains = new ArrayList<>();
        while (rows.next()) {
            domains.add(new StoredDomain(
                    Sql.text(rows, 1),
                    Sql.text(rows, 2),
                    Sql.text(rows, 3),
                    Sql.text(rows, 4),
                    Sql.text(rows, 5),
                    new StoredDomain.Nextcloud(
                            Sql.text(rows, 6),
                            Sql.text(rows, 7),
                            Sql.text(rows, 8),
                            Sql.text(rows, 9),
                            Sql.text(rows, 10),
                            Sql.text(rows, 11))));
        }
        return domains;
    }
}
