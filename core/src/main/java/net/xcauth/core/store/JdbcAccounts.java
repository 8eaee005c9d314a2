package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.store.AccountStore.StoredAccount;
import net.xcauth.core.user.Accounts;

/** Accounts with another id than their login name, in a database. */
final class JdbcAccounts implements AccountStore {
    private final Database database;
    private final String table;

    JdbcAccounts(Database database, Tables tables) {
        this.database = database;
        this.table = tables.accounts();
    }

    @Override
    public Optional<StoredAccount> ofName(String cloud, String name) throws StoreException {
        return find(cloud, "name", name);
    }

    @Override
    public Optional<StoredAccount> ofId(String cloud, String id) throws StoreException {
        return find(cloud, "accountkey", id);
    }

    private Optional<StoredAccount> find(String cloud, String column, String value) throws StoreException {
        String folded = Accounts.asciiLowerCase(value);
        return Transactions.read(
                database,
                connection -> select(connection, " AND " + column + " = ?", cloud, folded).stream()
                        .findFirst());
    }

    @Override
    public List<StoredAccount> all(String cloud) throws StoreException {
        return Transactions.read(database, connection -> select(connection, " ORDER BY name", cloud));
    }

    @Override
    public boolean any(String cloud) throws StoreException {
        return Transactions.read(database, connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT COUNT(*) FROM " + table + " WHERE cloud = ?")) {
                query.setString(1, cloud);
                ResultSet count = query.executeQuery();
                return count.next() && count.getLong(1) > 0;
            }
        });
    }

    private List<StoredAccount> select(Connection connection, String more, String... parameters) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT name, account, proven FROM " + table + " WHERE cloud = ?" + more)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            ResultSet rows = query.executeQuery();
            List<StoredAccount> accounts = new ArrayList<>();
            while (rows.next()) {
                accounts.add(new StoredAccount(
                        rows.getString(1),
                        rows.getString(2),
                        Optional.ofNullable(rows.getString(3)).map(Timestamps::instant)));
            }
            return accounts;
        }
    }

    /** The table's keys prevent two processes from giving one account two names, or one name two accounts. */
    @Override
    public void put(String cloud, StoredAccount account) throws StoreException {
        Transactions.write(database, connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE " + table
                    + " SET account = ?, proven = ? " + "WHERE cloud = ? AND name = ? AND accountkey = ?")) {
                fill(update, cloud, account);
                if (update.executeUpdate() > 0) {
                    return true;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                    + " (account, proven, cloud, " + "name, accountkey) VALUES (?, ?, ?, ?, ?)")) {
                fill(insert, cloud, account);
                return insert.executeUpdate() > 0;
            }
        });
    }

    private static void fill(PreparedStatement statement, String cloud, StoredAccount account) throws SQLException {
        statement.setString(1, account.id());
        statement.setString(2, account.proven().map(Timestamps::text).orElse(null));
        statement.setString(3, cloud);
        statement.setString(4, account.name());
        statement.setString(5, account.key());
    }

    @Override
    public boolean remove(String cloud, String name) throws StoreException {
        String delete = "DELETE FROM " + table + " WHERE cloud = ? AND name = ?";
        return Transactions.write(
                database, connection -> Sql.update(connection, delete, cloud, Accounts.asciiLowerCase(name)) > 0);
    }
}
