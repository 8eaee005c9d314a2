package net.xcauth.bridge.tool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.DatabasePersistence;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.Timestamps;
import net.xcauth.core.store.Transactions;
import net.xcauth.core.store.UserStore.Forgotten;
import net.xcauth.core.user.UserKey;
import org.jspecify.annotations.Nullable;

/** Shows and forgets passwords and existence of users. */
final class CacheCommands {
    private static final Tables TABLES = Tables.ofBridge();
    private static final String USERS = "(SELECT COUNT(*) FROM " + TABLES.users() + " WHERE present ";
    private static final String TOTALS = "SELECT COUNT(DISTINCT jid), COUNT(*), " + USERS + "<> 0), " + USERS
            + "= 0), MIN(verified), MAX(verified) FROM " + TABLES.passwords();

    private final Config config;
    private final Stores stores;
    private final Clock clock;
    private final Wording wording;

    CacheCommands(Config config, Stores stores, Clock clock) {
        this.config = config;
        this.stores = stores;
        this.clock = clock;
        wording = new Wording(clock);
    }

    /** The use that the bridge makes of a remembered password. */
    enum PasswordState {
        COUNTS("valid"),
        UNUSED("query-ttl passed: the cloud is queried"),
        UNUSED_UNLESS_UNREACHABLE(
                "query-ttl passed: valid only while the cloud is unreachable, otherwise the cloud is queried"),
        UNVERIFIED_UNLESS_UNREACHABLE(
                "verification-ttl passed: valid only while the cloud is unreachable, otherwise the cloud is queried"),
        SUPERSEDED("superseded by a newer password: not valid unless the cloud accepts it again"),
        EXPIRED("expired: xcauth cache prune deletes it");

        private final String text;

        PasswordState(String text) {
            this.text = text;
        }

        /** The state of a password at this time. */
        static PasswordState of(StoredPassword password, CachePolicy policy, Instant now) {
            boolean verified = now.isBefore(password.verified().plus(policy.verificationTtl()));
            boolean tooOldForOutage = !now.isBefore(password.verified().plus(policy.unreachableTtl()));
            if (!verified && tooOldForOutage) {
                return EXPIRED;
            }
            if (password.superseded()) {
                return SUPERSEDED;
            }
            if (!verified) {
                return UNVERIFIED_UNLESS_UNREACHABLE;
            }
            if (now.isBefore(password.used().plus(policy.queryTtl()))) {
                return COUNTS;
            }
            return tooOldForOutage ? UNUSED : UNUSED_UNLESS_UNREACHABLE;
        }
    }

    private record Password(
            @Nullable String first,
            @Nullable String verified,
            @Nullable String used,
            String state) {}

    private record Existence(
            boolean exists,
            @Nullable String learned,
            @Nullable String first) {}

    private record User(
            String user,
            String database,
            boolean inUse,
            @Nullable Existence existence,
            List<Password> passwords) {}

    private record Totals(
            String database,
            boolean inUse,
            long usersWithPasswords,
            long passwords,
            long existingUsers,
            long missingUsers,
            @Nullable String oldestVerification,
            @Nullable String newestVerification) {}

    private record Gone(String database, @Nullable String user, int passwords, int users) {}

    Result show(Job.RunCommand job) throws ToolException, StoreException {
        return job.has(0) ? user(job.user(0)) : totals();
    }

    Result forget(Job.RunCommand job) throws ToolException, StoreException {
        UserKey user = job.user(0);
        Forgotten gone = new Deletion(stores).inOtherSpellings(stores.users().forget(Set.of(user)), user::equals);
        Gone document = new Gone(stores.name(), user.toString(), gone.passwords(), gone.users());
        if (gone.passwords() + gone.users() == 0) {
            return Result.failed(
                    document, "the database " + stores.name() + " remembers nothing about \"" + user + "\"");
        }
        return Result.done(document, forgotten("about " + user, gone));
    }

    Result clear() throws ToolException, StoreException {
        Forgotten gone = new Deletion(stores).inOtherSpellings(stores.users().forgetEverybody(), everybody -> true);
        return Result.done(
                new Gone(stores.name(), null, gone.passwords(), gone.users()), forgotten("about all users", gone));
    }

    Result prune() throws StoreException {
        Forgotten gone = DatabasePersistence.prune(stores.users(), config.cache(), clock);
        return Result.done(
                new Gone(stores.name(), null, gone.passwords(), gone.users()),
                "pruned "
                        + Wording.count(gone.passwords(), "expired password") + " and "
                        + Wording.count(gone.users(), "missing user")
                        + " from the database " + stores.name());
    }

    private Result user(UserKey user) throws StoreException {
        StoredUser stored = stores.users().load(Set.of(user)).getOrDefault(user, StoredUser.UNKNOWN);
        List<String> lines = new ArrayList<>(List.of(
                "user       " + user,
                "existence  "
                        + stored.existence()
                                .map(known ->
                                        (known.exists() ? "yes" : "no") + ", learned " + wording.time(known.learned()))
                                .orElse("not known")));
        List<List<String>> table = new ArrayList<>(List.of(List.of("first", "verified", "used", "state")));
        List<Password> passwords = new ArrayList<>();
        for (StoredPassword password : stored.passwords()) {
            PasswordState state = PasswordState.of(password, config.cache(), clock.instant());
            passwords.add(new Password(
                    iso(password.first()),
                    iso(password.verified()),
                    iso(password.used()),
                    state.name().toLowerCase(Locale.ROOT)));
            table.add(List.of(
                    wording.time(password.first()),
                    wording.time(password.verified()),
                    wording.time(password.used()),
                    state.text));
        }
        lines.add("passwords  " + (passwords.isEmpty() ? "none" : passwords.size()));
        if (!passwords.isEmpty()) {
            lines.addAll(Wording.table(table));
        }
        lines.addAll(unused());
        return Result.done(
                new User(
                        user.toString(),
                        stores.name(),
                        config.database().remembers(),
                        stored.existence().map(this::existence).orElse(null),
                        passwords),
                lines);
    }

    private Existence existence(StoredExistence known) {
        return new Existence(known.exists(), iso(known.learned()), iso(known.first()));
    }

    /** For JSON; null if the time is not known. */
    private @Nullable String iso(Instant time) {
        return wording.iso(time).orElse(null);
    }

    private Result totals() throws ToolException {
        try {
            return stores.database().call(this::totals);
        } catch (SQLException e) {
            throw new ToolException(Transactions.sentence(stores.database(), "be read", e));
        }
    }

    private Result totals(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TOTALS)) {
            row.next();
            Optional<Instant> oldest = Optional.ofNullable(row.getString(5)).map(Timestamps::instant);
            Optional<Instant> newest = Optional.ofNullable(row.getString(6)).map(Timestamps::instant);
            Totals totals = new Totals(
                    stores.name(),
                    config.database().remembers(),
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    oldest.flatMap(wording::iso).orElse(null),
                    newest.flatMap(wording::iso).orElse(null));
            List<String> lines = new ArrayList<>(List.of(
                    "database             " + totals.database,
                    "users with passwords " + totals.usersWithPasswords,
                    "passwords            " + totals.passwords,
                    "existing users       " + totals.existingUsers,
                    "missing users        " + totals.missingUsers,
                    "oldest verification  " + oldest.map(wording::time).orElse("none"),
                    "newest verification  " + newest.map(wording::time).orElse("none")));
            lines.addAll(unused());
            return Result.done(totals, lines);
        }
    }

    private List<String> forgotten(String whose, Forgotten gone) {
        return List.of(
                "forgot " + Wording.count(gone.passwords(), "password") + " and the existence of "
                        + Wording.count(gone.users(), "user") + ": everything that the database " + stores.name()
                        + " remembers " + whose,
                config.database().remembers()
                        ? "Bridges that use this database forget it within "
                                + Wording.duration(config.database().refresh()) + "."
                        : "Running bridges that remember in memory are not affected; a restart clears their memory.");
    }

    private List<String> unused() {
        return config.database().remembers()
                ? List.of()
                : List.of("This configuration does not set cache-storage=db, so bridges that use it ignore "
                        + "what this database remembers.");
    }
}
