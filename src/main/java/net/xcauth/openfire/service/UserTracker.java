package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;
import net.xcauth.core.user.XmppDomains;
import net.xcauth.openfire.provider.KnownUsers;
import net.xcauth.openfire.provider.LocalUsers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the known users in step with the cloud, with the database, and with what other nodes have learned. */
final class UserTracker implements UserRegistry {
    private static final Logger log = LoggerFactory.getLogger(UserTracker.class);
    /** Users learned of within this time may not be in the database yet. */
    private static final Duration WRITE_DELAY = Duration.ofMinutes(1);
    /** Enough for the first seconds after a restart, when all clients reconnect at once; a few queries read it. */
    private static final int RECALLED_AT_START = 500;

    private final String domain;
    private final boolean servesUsers;
    private final UserStore store;
    private final KnownUsers users;
    private final LocalUsers local;
    private final OpenfireRosters rosters;
    private final Deletions deletions;
    private final Clock clock;

    /**
     * @param domain      the XMPP domain
     * @param servesUsers true if Openfire's users come from the cloud
     */
    UserTracker(
            String domain,
            boolean servesUsers,
            UserStore store,
            KnownUsers users,
            LocalUsers local,
            OpenfireRosters rosters,
            Deletions deletions,
            Clock clock) {
        this.domain = domain;
        this.servesUsers = servesUsers;
        this.store = store;
        this.users = users;
        this.local = local;
        this.rosters = rosters;
        this.deletions = deletions;
        this.clock = clock;
    }

    /** Reads the stored users; waits for the database. */
    void load() throws StoreException {
        Map<String, StoredExistence> present = store.present().entrySet().stream()
                .filter(entry -> entry.getKey().domain().equals(XmppDomains.normal(domain)))
                .collect(Collectors.toMap(entry -> user(entry.getKey()), Map.Entry::getValue));
        users.merge(present, clock.instant().minus(WRITE_DELAY));
    }

    /** Reads the stored users again, since another node has changed them. If that fails, the next change does it. */
    void reload() {
        try {
            load();
        } catch (StoreException e) {
            log.debug("Cannot read the users that other nodes have learned of", e);
        }
    }

    /** The users who are most likely to log in first after a restart. */
    List<UserKey> recent() {
        return users.latest(RECALLED_AT_START).stream()
                .map(user -> new UserKey(user, domain))
                .toList();
    }

    @Override
    public boolean knows(UserKey key) {
        String user = user(key);
        return users.firstSeen(user).isPresent() || rosters.knows(user);
    }

    @Override
    public long count(String ofDomain) {
        return users.count();
    }

    @Override
    public void present(UserKey key, Instant at) {
        String user = user(key);
        users.add(user, at, at);
        deletions.back(user);
    }

    @Override
    public void gone(UserKey key) {
        String user = user(key);
        rosters.forget(user);
        // A local user of that name stays and loses nothing.
        if (users.remove(user) && servesUsers && !local.contains(user)) {
            deletions.gone(user);
        }
    }

    /** Forgets a user, in memory and in the database. */
    void forget(String user) throws StoreException {
        deletions.forget(user);
        users.remove(user);
        rosters.forget(user);
    }

    private static String user(UserKey key) {
        return Accounts.userOf(key.account());
    }
}
