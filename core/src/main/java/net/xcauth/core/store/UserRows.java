package net.xcauth.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.core.cloud.Identity.Proof;

/** What the tables hold of one user. */
final class UserRows {
    /** So that the text fits into its column. */
    private static final int MOST_RIVALS = 16;

    private static final int LENGTH_OF_NAME = 10;
    private static final String APP = "app";
    private static final String LOGIN = "login";

    private final List<StoredPassword> passwords = new ArrayList<>();
    private StoredExistence existence;
    private StoredOrder order = StoredOrder.none();

    List<StoredPassword> passwords() {
        return passwords;
    }

    /** Null when nothing is known. */
    StoredExistence existence() {
        return existence;
    }

    void addPassword(ResultSet row) throws SQLException {
        passwords.add(new StoredPassword(
                row.getString(2),
                Times.instant(row.getString(3)),
                Times.instant(row.getString(4)),
                Times.instant(row.getString(5)),
                row.getInt(6) != 0,
                proof(row.getString(7))));
    }

    private static Proof proof(String kind) {
        return APP.equals(kind) ? Proof.APP_PASSWORD : LOGIN.equals(kind) ? Proof.LOGIN_PASSWORD : Proof.UNKNOWN;
    }

    /** A kind of password as the database has it; null if the cloud does not tell. */
    static String kind(Proof proof) {
        return switch (proof) {
            case APP_PASSWORD -> APP;
            case LOGIN_PASSWORD -> LOGIN;
            case UNKNOWN -> null;
        };
    }

    void setExistence(ResultSet row) throws SQLException {
        existence = new StoredExistence(
                row.getInt(2) != 0,
                Times.instant(row.getString(3)),
                Times.instant(row.getString(4)),
                Optional.ofNullable(row.getString(5)).map(Times::instant));
    }

    StoredOrder order() {
        return order;
    }

    /** @param reader which process reads this: what it has written itself is no other's */
    void setOrder(ResultSet row, long reader) throws SQLException {
        boolean own = row.getLong(3) == reader;
        order = new StoredOrder(
                row.getLong(2),
                own ? row.getLong(4) : row.getLong(2),
                own ? row.getLong(5) : 0,
                Optional.ofNullable(row.getString(6)).map(Times::instant),
                new Rivals<>());
        order.rivals().add(rivals(Sql.text(row, 7)), (one, other) -> true);
    }

    /** Of a hash no more is kept than tells it from the user's other ones. */
    private Rivals<String> rivals(String text) {
        Map<String, String> hashes = new HashMap<>();
        passwords.forEach(password -> hashes.put(name(password.hash()), password.hash()));
        return Rivals.ofText(text).renamed(hashes);
    }

    /** What is to be stored of rivals: those of the passwords that were accepted last. */
    String rivalsText() {
        Map<String, String> names = new HashMap<>();
        passwords.forEach(password -> names.put(password.hash(), name(password.hash())));
        return Rivals.text(
                order.rivals().renamed(names),
                passwords.stream()
                        .sorted(Comparator.comparing(StoredPassword::verified).reversed())
                        .limit(MOST_RIVALS)
                        .map(password -> name(password.hash()))
                        .toList());
    }

    private static String name(String hash) {
        return hash.substring(Math.max(0, hash.length() - LENGTH_OF_NAME)).replace(' ', '_');
    }

    /**
     * @param revision at which this was read
     * @param cloud    null if it is not known
     */
    StoredUser stored(long revision, String cloud) {
        return new StoredUser(
                Optional.ofNullable(existence),
                PasswordList.newestFirst(passwords),
                order,
                revision,
                Optional.ofNullable(cloud));
    }

    /** @param revision of the changes */
    UserRows with(List<Change> changes, int passwordsPerUser, long revision) {
        UserRows changed = new UserRows();
        changed.existence = existence;
        PasswordList list = new PasswordList(passwords, order, passwordsPerUser, revision);
        for (Change change : changes) {
            list.apply(change);
            if (change instanceof Change.Existence said) {
                changed.learn(said.exists(), said.at());
            } else if (change instanceof Change.Missing missing) {
                changed.miss(missing.at());
            }
        }
        changed.passwords.addAll(list.newestFirst());
        changed.order = list.order();
        return changed;
    }

    /**
     * Who never existed is not worth a row: anybody can ask for any name. What could not be written for long must not
     * replace what others have learned since.
     */
    private void learn(boolean exists, Instant at) {
        if (existence != null) {
            existence =
                    at.isBefore(existence.learned()) ? existence : new StoredExistence(exists, at, existence.first());
        } else if (exists) {
            existence = new StoredExistence(true, at, at);
        }
    }

    /** The first one to find it out decides since when; a yes that is newer is the truth. */
    private void miss(Instant at) {
        if (existence == null) {
            existence = new StoredExistence(true, at, at, Optional.of(at));
        } else if (existence.exists() && existence.missingSince().isEmpty() && !at.isBefore(existence.learned())) {
            existence = new StoredExistence(true, existence.learned(), existence.first(), Optional.of(at));
        }
    }
}
