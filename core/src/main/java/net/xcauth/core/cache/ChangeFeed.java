package net.xcauth.core.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import net.xcauth.core.cache.Persistence.BackedCache;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.store.UserStore.Changes;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes what is in the database to the caches: state that was loaded on request, and changes by other processes. */
final class ChangeFeed {
    /** The time for which the database keeps notes about changes. */
    static final Duration NOTES_KEPT = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
    /** A process that has not read the notes for longer than this may have missed some. */
    private static final Duration NOTES_TRUSTED = NOTES_KEPT.dividedBy(2);

    private final UserStore store;
    private final StoredClouds clouds;
    private final Object writer;
    private final DatabaseAvailability availability;
    private final Clock clock;
    private final List<BackedCache> caches = new CopyOnWriteArrayList<>();
    private final Object position = new Object();
    private final Object delivery = new Object();
    private volatile OptionalLong seenRevision = OptionalLong.empty();
    private volatile Instant seen = Instant.MIN;
    private long changesDelivered;

    /** @param writer while its monitor is held, the database has no change that is not yet reported as saved */
    ChangeFeed(UserStore store, StoredClouds clouds, Object writer, DatabaseAvailability availability, Clock clock) {
        this.store = store;
        this.clouds = clouds;
        this.writer = writer;
        this.availability = availability;
        this.clock = clock;
    }

    void attach(BackedCache cache) {
        caches.add(cache);
    }

    /** Reads the state of these users and passes it to the caches. */
    void load(Set<UserKey> users) throws StoreException {
        start();
        clouds.claim(users.stream().map(UserKey::domain).collect(Collectors.toSet()));
        long before;
        Map<UserKey, StoredUser> stored;
        do {
            before = changesDelivered();
            stored = store.load(users);
        } while (!deliver(stored, before));
        availability.succeeded();
    }

    private long changesDelivered() {
        synchronized (delivery) {
            return changesDelivered;
        }
    }

    /** @return false if other processes' changes have arrived since, which the state may lack */
    private boolean deliver(Map<UserKey, StoredUser> stored, long before) {
        synchronized (delivery) {
            boolean current = changesDelivered == before;
            if (current) {
                stored.forEach(
                        (user, state) -> caches.forEach(cache -> cache.loaded(user, ofCurrentCloud(user, state))));
            }
            return current;
        }
    }

    /** Ignores what another cloud has said, if another process uses that one for the domain. */
    private StoredUser ofCurrentCloud(UserKey user, StoredUser stored) {
        return stored.cloud().isEmpty() || stored.cloud().equals(clouds.current(user.domain()))
                ? stored
                : StoredUser.UNKNOWN;
    }

    /** To be called before the first user is read, so that later changes are noticed. */
    private void start() throws StoreException {
        synchronized (position) {
            if (seenRevision.isEmpty()) {
                seen = clock.instant();
                seenRevision = OptionalLong.of(store.revision());
            }
        }
    }

    /** Passes other processes' changes since the last call to the caches. */
    void refresh() {
        try {
            start();
            Changes changes;
            synchronized (writer) {
                changes = store.changesSince(seenRevision.orElseThrow());
            }
            Instant now = clock.instant();
            store.load(affected(changes, changes.all() || now.isAfter(seen.plus(NOTES_TRUSTED))))
                    .forEach(
                            (user, state) -> caches.forEach(cache -> cache.changed(user, ofCurrentCloud(user, state))));
            seenRevision = OptionalLong.of(changes.revision());
            seen = now;
            availability.succeeded();
        } catch (StoreException e) {
            availability.failed();
            log.debug("changes by other processes cannot be read now", e);
        } catch (RuntimeException e) {
            // Caught so that the periodic task continues.
            log.error("changes by other processes were not processed because of a bug", e);
        }
    }

    /**
     * The users to read again. Users who are being read meanwhile are either in a cache already, or are read once more.
     *
     * @param all true if the caches are to be cleared instead
     */
    private Set<UserKey> affected(Changes changes, boolean all) {
        synchronized (delivery) {
            if (all || !changes.users().isEmpty()) {
                changesDelivered++;
            }
            if (all) {
                caches.forEach(BackedCache::clear);
                return Set.of();
            }
            return changes.users().stream().filter(this::isCached).collect(Collectors.toSet());
        }
    }

    private boolean isCached(UserKey user) {
        return caches.stream().anyMatch(cache -> cache.holds(user));
    }
}
