package net.xcauth.core.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.xcauth.core.user.UserKey;

/** The data pushed to ejabberd, in the bridge's database. */
public final class JdbcPushed implements PushedStore {
    static final String NAMES = "xcauth_fullnames";
    static final String PYTHON_GROUPS = "xcauth_pythongroups";

    private final Database database;

    /** @param database the bridge's database, whose tables must exist */
    public JdbcPushed(Database database) {
        this.database = database;
    }

    @Override
    public Map<UserKey, String> fullNames(String domain) throws StoreException {
        return Transactions.read(database, connection -> {
            Map<UserKey, String> names = new HashMap<>();
            Sql.ofDomain(
                    connection,
                    "SELECT jid, fullname FROM " + NAMES + Sql.like("jid"),
                    domain,
                    row -> names.put(UserKey.ofJid(row.getString(1)), row.getString(2)));
            return names;
        });
    }

    @Override
    public void saveFullNames(Map<UserKey, String> fullNames) throws StoreException {
        Transactions.write(database, connection -> {
            KeyedRow.put(
                    connection,
                    NAMES,
                    "jid",
                    List.of("fullname"),
                    fullNames.entrySet().stream()
                            .map(entry -> new KeyedRow(entry.getKey().jid(), entry.getValue()))
                            .toList());
            return fullNames.size();
        });
    }

    @Override
    public Set<String> pythonGroups(String domain) throws StoreException {
        return Transactions.read(database, connection -> {
            Set<String> groups = new HashSet<>();
            Sql.ofDomain(
                    connection,
                    "SELECT groupname FROM " + PYTHON_GROUPS + Sql.like("groupname"),
                    domain,
                    row -> groups.add(
                            row.getString(1).substring(0, row.getString(1).length() - domain.length() - 1)));
            return groups;
        });
    }
}
