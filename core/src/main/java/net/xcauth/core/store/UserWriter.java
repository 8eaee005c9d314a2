package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.store.StoredUser.StoredOrder;

/** Writes the differences between current and new rows, for all users in a few batches. */
final class UserWriter implements AutoCloseable {
    private final PreparedStatement insertPassword;
    private final PreparedStatement updatePassword;
    private final PreparedStatement deletePassword;
    private final PreparedStatement insertUser;
    private final PreparedStatement updateUser;
    private final PreparedStatement insertOrder;
    private final PreparedStatement updateOrder;
    private final long writer;
    private final Set<PreparedStatement> filled = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param writer identifies the process that writes */
    UserWriter(Connection connection, Sql sql, long writer) throws SQLException {
        this.writer = writer;
        insertOrder = connection.prepareStatement(sql.insertOrder());
        updateOrder = connection.prepareStatement(sql.updateOrder());
        insertPassword = connection.prepareStatement(sql.insertPassword());
        updatePassword = connection.prepareStatement(sql.updatePassword());
        deletePassword = connection.prepareStatement(sql.deletePassword());
        insertUser = connection.prepareStatement(sql.insertUser());
        updateUser = connection.prepareStatement(sql.updateUser());
    }

    void write(String jid, UserRows before, UserRows after) throws SQLException {
        writePasswords(jid, before, after);
        writeOrder(jid, before.order(), after);
        if (after.existence().isPresent() && !after.existence().equals(before.existence())) {
            StoredExistence now = after.existence().get();
            PreparedStatement statement = before.existence().isEmpty() ? insertUser : updateUser;
            statement.setInt(1, now.exists() ? 1 : 0);
            statement.setString(2, Timestamps.text(now.learned()));
            statement.setString(3, Timestamps.text(now.first()));
            statement.setString(4, now.missingSince().map(Timestamps::text).orElse(null));
            statement.setString(5, jid);
            add(statement);
        }
    }

    private void writePasswords(String jid, UserRows before, UserRows after) throws SQLException {
        Map<String, StoredPassword> gone = new HashMap<>(
                before.passwords().stream().collect(Collectors.toMap(StoredPassword::hash, Function.identity())));
        for (StoredPassword password : after.passwords()) {
            StoredPassword known = gone.remove(password.hash());
            if (!password.equals(known)) {
                PreparedStatement statement = known == null ? insertPassword : updatePassword;
                statement.setString(1, Timestamps.text(password.first()));
                statement.setString(2, Timestamps.text(password.verified()));
                statement.setString(3, Timestamps.text(password.used()));
                statement.setInt(4, password.superseded() ? 1 : 0);
                statement.setString(5, UserRows.kind(password.proof()));
                statement.setString(6, jid);
                statement.setString(7, password.hash());
                add(statement);
            }
        }
        for (String hash : gone.keySet()) {
            deletePassword.setString(1, jid);
            deletePassword.setString(2, hash);
            add(deletePassword);
        }
    }

    private void writeOrder(String jid, StoredOrder before, UserRows after) throws SQLException {
        StoredOrder now = after.order();
        if (!now.equals(before)) {
            PreparedStatement statement = before.revision() == 0 ? insertOrder : updateOrder;
            statement.setLong(1, now.revision());
            statement.setLong(2, writer);
            statement.setLong(3, now.others());
            statement.setLong(4, now.asked());
            statement.setString(5, now.changed().map(Timestamps::text).orElse(null));
            statement.setString(6, after.rivalsText());
            statement.setString(7, jid);
            add(statement);
        }
    }

    private void add(PreparedStatement statement) throws SQLException {
        statement.addBatch();
        filled.add(statement);
    }

    void flush() throws SQLException {
        for (PreparedStatement statement : List.of(
                deletePassword, updatePassword, insertPassword, updateUser, insertUser, updateOrder, insertOrder)) {
            // HSQLDB does not execute empty batches.
            if (filled.remove(statement)) {
                statement.executeBatch();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (insertPassword;
                updatePassword;
                deletePassword;
                insertUser;
                insertOrder;
                updateOrder) {
            updateUser.close();
        }
    }
}
