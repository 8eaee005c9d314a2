package net.xcauth.bridge.tool;

import java.util.Optional;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.UserKey;

/** Lets rosters be built anew. */
final class RosterCommands {
    private final Stores stores;

    RosterCommands(Stores stores) {
        this.stores = stores;
    }

    private record Refreshed(String database, String user, int rosters) {
    }

    Result refresh(Arguments given) throws StoreException {
        Optional<UserKey> user = given.has(0) ? Optional.of(given.user(0)) : Optional.empty();
        int known = stores.rosters().refresh(user);
        Refreshed document = new Refreshed(stores.name(), user.map(UserKey::toString).orElse(null), known);
        if (user.isPresent() && known == 0) {
            return Result.failed(document, "the database " + stores.name() + " has no roster of \"" + user.get()
                    + "\"; it is built at the next login in any case");
        }
        return Result.done(document, "forgot what " + Counted.of(known, "roster") + " said in the database "
                + stores.name() + "; each is built anew at the user's next login");
    }
}
