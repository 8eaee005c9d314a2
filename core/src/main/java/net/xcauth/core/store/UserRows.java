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
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.store.StoredUser.StoredOrder;
import org.jspecify.annotations.Nullable;

/** The rows of one user in all tables. */
final class UserRows {
    /** Limit that makes the text fit into its column. */
    private static final int MOST_RIVALS = 16;

    private static final int LENGTH_OF_NAME = 10;
    private static final String APP = "app";
    private static final String LOGIN = "login";

    private final List<StoredPassword> passwords = new ArrayList<>();
    private Optional<StoredExistence> existence = Optional.empty();
    private StoredOrder order = StoredOrder.none();

    List<StoredPassword> passwords() {
        return passwords;
    }

    /** Empty if unknown. */
    Optional<StoredExistence> existence() {
        return existence;
    }

    void addPassword(ResultSet row) throws SQLException {
        passwords.add(new StoredPassword(
                row.getString(2),
                Timestamps.instant(row.getString(3)),
                Timestamps.instant(row.getString(4)),
                Timestamps.instant(row.getString(5)),
                row.getInt(6) != 0,
                proof(row.getString(7))));
    }

    private static Proof proof(String kind) {
        return APP.equals(kind) ? Proof.APP_PASSWORD : LOGIN.equals(kind) ? Proof.LOGIN_PASSWORD : Proof.UNKNOWN;
    }

    /** The kind of password as stored; null for SQL if unknown. */
    static @Nullable String kind(Proof proof) {
        return switch (proof) {
            case APP_PASSWORD -> APP;
            case LOGIN_PASSWORD -> LOGIN;
            case UNKNOWN -> null;
        };
    }

    void setExistence(ResultSet row) throws SQLException {
        existence = Optional.of(new StoredExistence(
                row.getInt(2) != 0,
                Timestamps.instant(row.getString(3)),
                Timestamps.instant(row.getString(4)),
                Optional.ofNullable(row.getString(5)).map(Timestamps::instant)));
    }

    StoredOrder order() {
        return order;
    }

    /** @param reader the process that reads; its own acceptances are not those of others */
    void setOrder(ResultSet row, long reader) throws SQLException {
        boolean own = row.getLong(3) == reader;
        order = new StoredOrder(
                row.getLong(2),
                own ? row.getLong(4) : row.getLong(2),
                own ? row.getLong(5) : 0,
                Optional.ofNullable(row.getString(6)).map(Timestamps::instant),
                new Rivals<>());
        order.rivals().add(rivals(Sql.text(row, 7)), (one, other) -> true);
    }

    /** Stores only as much of a hash as distinguishes it from the user's others. */
    private Rivals<String> rivals(String text) {
        Map<String, String> hashes = new HashMap<>();
        passwords.forEach(password -> hashes.put(name(password.hash()), password.hash()));
        return Rivals.ofText(text).renamed(hashes);
    }

    /** The rivals to store: those of the passwords accepted last. */
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
     * @param revision the revision at which this was read
     * @param cloud    the fingerprint of the cloud; empty if unknown
     */
    StoredUser stored(long revision, Optional<String> cloud) {
        return new StoredUser(existence, PasswordList.newestFirst(passwords), order, revision, cloud);
    }

    /** @param revision the revision of the changes */
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
     * Names that never existed get no row, since anyone can query any name. A change that was delayed must not replace
     * what others have learned since.
     */
    private void learn(boolean exists, Instant at) {
        if (existence.isPresent()) {
            existence = existence.map(
                    known -> at.isBefore(known.learned()) ? known : new StoredExistence(exists, at, known.first()));
        } else if (exists) {
            existence = Optional.of(new StoredExistence(true, at, at));
        }
    }

    /** The first process to find out decides since when; a newer yes takes precedence. */
    private void miss(Instant at) {
        StoredExistence known = existence.orElseGet(() -> new StoredExistence(true, at, at));
        boolean newlyMissing = known.exists() && known.missingSince().isEmpty() && !at.isBefore(known.learned());
        existence = Optional.of(
                newlyMissing ? new StoredExistence(true, known.learned(), known.first(), Optional.of(at)) : known);
    }
}
