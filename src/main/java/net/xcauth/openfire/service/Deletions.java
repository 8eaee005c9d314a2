package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import net.xcauth.core.store.StoreException;
import net.xcauth.openfire.store.DeletedUserStore;
import org.jivesoftware.openfire.event.UserEventDispatcher;
import org.jivesoftware.openfire.user.User;
import org.jivesoftware.util.cache.CacheFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles users who were deleted in the cloud. They are logged out at once; Openfire's data about them (own contacts,
 * vCard, messages) is deleted later, so that no data is lost if a cloud loses its users for an hour.
 */
final class Deletions {
    private static final Logger log = LoggerFactory.getLogger(Deletions.class);

    private final DeletedUserStore store;
    private final Duration delay;
    private final Predicate<String> stillGone;
    private final Executor background;
    private final Clock clock;
    private final ConcurrentMap<String, Instant> gone = new ConcurrentHashMap<>();

    /**
     * @param delay      how long the data is kept
     * @param stillGone  queries the cloud once more; false also if it cannot tell
     * @param background runs tasks that wait for cloud and database
     */
    Deletions(DeletedUserStore store, Duration delay, Predicate<String> stillGone, Executor background, Clock clock) {
        this.store = store;
        this.delay = delay;
        this.stillGone = stillGone;
        this.background = background;
        this.clock = clock;
    }

    /** Loads the deleted users from the database. */
    void load() throws StoreException {
        store.all().forEach(gone::putIfAbsent);
    }

    /** Logs out a user whom the cloud no longer knows, and schedules the deletion of the data. */
    void gone(String user) {
        Instant now = clock.instant();
        if (gone.putIfAbsent(user, now) != null) {
            return;
        }
        log.info(
                "Logged out {}, who was deleted in the cloud; Openfire's data about the user will be deleted in {} s",
                user,
                delay.toSeconds());
        CacheFactory.createCache("User").remove(user);
        CacheFactory.createCache("VCard").remove(user);
        Sessions.end(user);
        background.execute(() -> {
            store(() -> store.add(user, now));
            deleteWhatIsDue();
        });
    }

    /** Cancels the deletion of a user whom the cloud knows again. */
    void back(String user) {
        if (gone.remove(user) != null) {
            log.info("{} exists in the cloud again", user);
            background.execute(() -> store(() -> store.remove(user)));
        }
    }

    /** Deletes Openfire's data about a deleted cloud user at once, since a local account takes over the name. */
    void deleteNow(String user) {
        if (gone.remove(user) != null) {
            log.info("{} becomes a local account: deleting Openfire's data about the deleted cloud user now", user);
            deleteData(user);
            store(() -> store.remove(user));
        }
    }

    /** Deletes the data of users for whom the delay has passed. Waits for cloud and database. */
    void deleteWhatIsDue() {
        Instant latest = clock.instant().minus(delay);
        List<String> due = gone.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(latest))
                .map(Map.Entry::getKey)
                .toList();
        for (String user : due) {
            if (stillGone.test(user) && gone.remove(user) != null) {
                log.info("Deleting Openfire's data about {}, who was deleted in the cloud", user);
                deleteData(user);
                store(() -> store.remove(user));
            }
        }
    }

    /** Has Openfire and its plugins delete their data about a user, by dispatching the event of a deleted account. */
    static void deleteData(String user) {
        UserEventDispatcher.dispatchEvent(
                new User(user, null, null, new Date(), new Date()),
                UserEventDispatcher.EventType.user_deleting,
                new HashMap<>());
    }

    /** Cancels all deletions, because the cloud that they come from has been replaced by another. */
    void forgetAll() throws StoreException {
        gone.clear();
        store.removeAll();
    }

    /** Removes a user from memory and database, and deletes no data. */
    void forget(String user) throws StoreException {
        gone.remove(user);
        store.remove(user);
    }

    @FunctionalInterface
    private interface StoreUpdate {
        void write() throws StoreException;
    }

    /** Writes to the database. If that fails, the cloud's answers after a restart lead to the same result. */
    private static void store(StoreUpdate update) {
        try {
            update.write();
        } catch (StoreException e) {
            log.warn(
                    "{}; until the database can be written, only this node knows which users were deleted",
                    e.getMessage());
        }
    }
}
