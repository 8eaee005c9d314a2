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
import net.xcauth.openfire.store.GoneUsers;
import org.jivesoftware.openfire.event.UserEventDispatcher;
import org.jivesoftware.openfire.user.User;
import org.jivesoftware.util.cache.CacheFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users who have been deleted in the cloud. They are logged out at once. What Openfire keeps of them (own contacts,
 * vCard, messages) is deleted later: a cloud that loses sight of its users for an hour must not cost them that.
 */
final class Deletions {
    private static final Logger log = LoggerFactory.getLogger(Deletions.class);

    private final GoneUsers store;
    private final Duration delay;
    private final Predicate<String> stillGone;
    private final Executor background;
    private final Clock clock;
    private final ConcurrentMap<String, Instant> gone = new ConcurrentHashMap<>();

    /**
     * @param delay      how long data are kept
     * @param stillGone  asks the cloud once more; false also if it cannot tell
     * @param background may wait
     */
    Deletions(GoneUsers store, Duration delay, Predicate<String> stillGone, Executor background, Clock clock) {
        this.store = store;
        this.delay = delay;
        this.stillGone = stillGone;
        this.background = background;
        this.clock = clock;
    }

    /** Reads who is gone. */
    void load() throws StoreException {
        store.all().forEach(gone::putIfAbsent);
    }

    /** The cloud does not know this user any more. */
    void gone(String user) {
        Instant now = clock.instant();
        if (gone.putIfAbsent(user, now) != null) {
            return;
        }
        log.info(
                "{} does not exist in the cloud any more and is logged out; what Openfire keeps of this user is "
                        + "deleted after {} s",
                user,
                delay.toSeconds());
        CacheFactory.createCache("User").remove(user);
        CacheFactory.createCache("VCard").remove(user);
        Sessions.end(user);
        background.execute(() -> {
            note(() -> store.add(user, now));
            deleteWhatIsDue();
        });
    }

    /** The cloud knows this user. */
    void back(String user) {
        if (gone.remove(user) != null) {
            log.info("{} exists in the cloud again", user);
            background.execute(() -> note(() -> store.remove(user)));
        }
    }

    /** Deletes what Openfire keeps of a user who is gone, at once: the name becomes another user's. */
    void deleteNow(String user) {
        if (gone.remove(user) != null) {
            log.info(
                    "{} becomes a local account, so what Openfire keeps of the deleted cloud user is deleted now",
                    user);
            deleteData(user);
            note(() -> store.remove(user));
        }
    }

    /** Deletes what Openfire keeps of those who have been gone for long. Waits for cloud and database. */
    void deleteWhatIsDue() {
        Instant latest = clock.instant().minus(delay);
        List<String> due = gone.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(latest))
                .map(Map.Entry::getKey)
                .toList();
        for (String user : due) {
            if (stillGone.test(user) && gone.remove(user) != null) {
                log.info("What Openfire keeps of {}, who does not exist in the cloud any more, is deleted", user);
                deleteData(user);
                note(() -> store.remove(user));
            }
        }
    }

    /** Whoever keeps something of the user is told to delete it. */
    static void deleteData(String user) {
        UserEventDispatcher.dispatchEvent(
                new User(user, null, null, new Date(), new Date()),
                UserEventDispatcher.EventType.user_deleting,
                new HashMap<>());
    }

    /** Whom another cloud did not know is not to be deleted for that: another one answers now. */
    void forgetAll() throws StoreException {
        gone.clear();
        store.removeAll();
    }

    /** Nothing here is to name this user any more. */
    void forget(String user) throws StoreException {
        gone.remove(user);
        store.remove(user);
    }

    /** Something that the database is to note. */
    @FunctionalInterface
    private interface Note {
        void write() throws StoreException;
    }

    /** What could not be noted is found out again after a restart. */
    private static void note(Note note) {
        try {
            note.write();
        } catch (StoreException e) {
            log.warn("{}; until it can, only this node knows who is gone", e.getMessage());
        }
    }
}
