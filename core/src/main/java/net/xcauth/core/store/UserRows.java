package net.xcauth.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the tables hold of one user. */
final class UserRows {
    private final List<StoredPassword> passwords = new ArrayList<>();
    private StoredExistence existence;

    List<StoredPassword> passwords() {
        return passwords;
    }

    /** Null when nothing is known. */
    StoredExistence existence() {
        return existence;
    }

    void addPassword(ResultSet row) throws SQLException {
        passwords.add(new StoredPassword(row.getString(2), Times.instant(row.getString(3)),
                Times.instant(row.getString(4)), Times.instant(row.getString(5)), row.getInt(6) != 0));
    }

    void setExistence(ResultSet row) throws SQLException {
        existence = new StoredExistence(row.getInt(2) != 0, Times.instant(row.getString(3)),
                Times.instant(row.getString(4)));
    }

    StoredUser stored() {
        return new StoredUser(Optional.ofNullable(existence), new PasswordList(passwords).newestFirst());
    }

    UserRows with(List<Change> changes, int passwordsPerUser) {
        UserRows changed = new UserRows();
        changed.existence = existence;
        PasswordList list = new PasswordList(passwords);
        for (Change change : changes) {
            list.apply(change, passwordsPerUser);
            if (change instanceof Change.Existence said) {
                changed.learn(said.exists(), said.at());
            }
        }
        changed.passwords.addAll(list.newestFirst());
        return changed;
    }

    /**
     * Who never existed is not worth a row: anybody can ask for any name. What could not be written for long must not
     * replace what others have learned since.
     */
    private void learn(boolean exists, Instant at) {
        if (existence != null) {
            existence = at.isBefore(existence.learned()) ? existence
                    : new StoredExistence(exists, at, existence.first());
        } else if (exists) {
            existence = new StoredExistence(true, at, at);
        }
    }
}
