package net.xcauth.bridge.tool;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.cache.StoredMemory;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredExistence;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.UserStore.Forgotten;
import net.xcauth.core.user.UserKey;

/** Shows and forgets what is remembered of users. */
final class CacheCommands {
    private final Config config;
    private final Stores stores;
    private final Clock clock;
    private final Moments moments;

    CacheCommands(Config config, Stores stores, Clock clock) {
        this.config = config;
        this.stores = stores;
        this.clock = clock;
        moments = new Moments(clock);
    }

    private record Password(String first, String verified, String used, String state) {}

    private record Existence(boolean exists, String learned, String first) {}

    private record User(String user, String database, boolean inUse, Existence existence, List<Password> passwords) {}

    private record Totals(
            String database,
            boolean inUse,
            long usersWithPasswords,
            long passwords,
            long existingUsers,
            long missingUsers,
            String oldestVerification,
            String newestVerification) {}

    private record Gone(String database, String user, int passwords, int users) {}

    Result show(Arguments given) throws ToolException, StoreException {
        return given.has(0) ? user(given.user(0)) : totals();
    }

    Result forget(Arguments given) throws ToolException, StoreException {
        UserKey user = given.user(0);
        Forgotten gone = new OtherSpellings(stores).and(stores.users().forget(Set.of(user)), user::equals);
        Gone document = new Gone(stores.name(), user.toString(), gone.passwords(), gone.users());
        if (gone.passwords() + gone.users() == 0) {
            return Result.failed(document, "the database " + stores.name() + " remembers nothing of \"" + user + "\"");
        }
        return Result.done(document, forgotten("of " + user, gone));
    }

    Result clear() throws ToolException, StoreException {
        Forgotten gone = new OtherSpellings(stores).and(stores.users().forgetEverybody(), everybody -> true);
        return Result.done(
                new Gone(stores.name(), null, gone.passwords(), gone.users()), forgotten("of everybody", gone));
    }

    Result prune() throws StoreException {
        Forgotten gone = StoredMemory.prune(stores.users(), config.cache(), clock);
        return Result.done(
                new Gone(stores.name(), null, gone.passwords(), gone.users()),
                "pruned "
                        + Counted.of(gone.passwords(), "expired password") + " and "
                        + Counted.of(gone.users(), "missing user")
                        + " from the database " + stores.name());
    }

    private Result user(UserKey user) throws StoreException {
        StoredUser stored = stores.users().load(Set.of(user)).get(user);
        List<String> lines = new ArrayList<>(List.of(
                "user       " + user,
                "existence  "
                        + stored.existence()
                                .map(known ->
                                        (known.exists() ? "yes" : "no") + ", learned " + moments.text(known.learned()))
                                .orElse("not known")));
        Table table = new Table("first", "verified", "used", "state");
        List<Password> passwords = new ArrayList<>();
        for (StoredPassword password : stored.passwords()) {
            PasswordState state = PasswordState.of(password, config.cache(), moments.now());
            passwords.add(new Password(
                    moments.iso(password.first()),
                    moments.iso(password.verified()),
                    moments.iso(password.used()),
                    state.name().toLowerCase(Locale.ROOT)));
            table.row(
                    moments.text(password.first()),
                    moments.text(password.verified()),
                    moments.text(password.used()),
                    state.text());
        }
        lines.add("passwords  " + (passwords.isEmpty() ? "none" : passwords.size()));
        if (!passwords.isEmpty()) {
            lines.addAll(table.lines());
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
        return new Existence(known.exists(), moments.iso(known.learned()), moments.iso(known.first()));
    }

    private Result totals() throws ToolException {
        CacheTotals totals = CacheTotals.of(stores.database());
        List<String> lines = new ArrayList<>(List.of(
                "database             " + stores.name(),
                "users with passwords " + totals.usersWithPasswords(),
                "passwords            " + totals.passwords(),
                "existing users       " + totals.existingUsers(),
                "missing users        " + totals.missingUsers(),
                "oldest verification  " + totals.oldest().map(moments::text).orElse("none"),
                "newest verification  " + totals.newest().map(moments::text).orElse("none")));
        lines.addAll(unused());
        return Result.done(
                new Totals(
                        stores.name(),
                        config.database().remembers(),
                        totals.usersWithPasswords(),
                        totals.passwords(),
                        totals.existingUsers(),
                        totals.missingUsers(),
                        totals.oldest().map(moments::iso).orElse(null),
                        totals.newest().map(moments::iso).orElse(null)),
                lines);
    }

    private List<String> forgotten(String ofWhom, Forgotten gone) {
        List<String> lines = new ArrayList<>(List.of("forgot " + Counted.of(gone.passwords(), "password") + " and the "
                + "existence of " + Counted.of(gone.users(), "user") + ", all that the database " + stores.name()
                + " remembers " + ofWhom));
        lines.add(
                config.database().remembers()
                        ? "Bridges that use this database forget it within "
                                + Moments.length(config.database().refresh()) + "."
                        : "What running bridges remember in memory alone "
                                + "is not touched; restarting them clears it.");
        return lines;
    }

    private List<String> unused() {
        return config.database().remembers()
                ? List.of()
                : List.of("The configuration does not say cache-storage=db: "
                        + "bridges that run with it do not use what is remembered here.");
    }
}
