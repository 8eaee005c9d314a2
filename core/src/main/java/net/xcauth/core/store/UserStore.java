package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.user.UserKey;

/** Remembered passwords and existence of users. Every method waits for the database. Thread-safe. */
public interface UserStore {

    /** The stored data of these users, {@link StoredUser#UNKNOWN} for those without any. */
    Map<UserKey, StoredUser> load(Set<UserKey> users) throws StoreException;

    /** All users who exist according to the cloud's last answer. */
    Map<UserKey, StoredExistence> present() throws StoreException;

    /** Those of {@link #present} whom the cloud no longer knows, which is not confirmed yet, and since when. */
    Map<UserKey, Instant> missing() throws StoreException;

    /** The number of users of an XMPP domain in {@link #present}. */
    long countPresent(String domain) throws StoreException;

    /**
     * Stores changes in the order of the list, atomically.
     *
     * @param passwordsPerUser the maximum number of passwords per user; the least recently used is removed first
     * @param clouds          fingerprints of the clouds that the changes come from, by XMPP domain; changes for domains
     *                        whose data come from another cloud are left out, see {@link #useCloud}
     * @return the revision at which they are stored
     */
    long apply(List<Change> changes, int passwordsPerUser, Map<String, String> clouds) throws StoreException;

    /** Stores changes of any cloud. */
    default long apply(List<Change> changes, int passwordsPerUser) throws StoreException {
        return apply(changes, passwordsPerUser, Map.of());
    }

    /**
     * Sets the cloud that an XMPP domain's data come from. If it was another one, passwords, existence, rosters and
     * groups are forgotten, and anything issued to the domain's users is outdated.
     *
     * @param fingerprint the cloud's fingerprint
     * @return what was forgotten; empty if it is the same cloud, or if nothing was stored
     */
    Optional<Forgotten> useCloud(String domain, String fingerprint) throws StoreException;

    /** The users whose entries any process has changed after this revision. */
    Changes changesSince(long revision) throws StoreException;

    /** The current revision. */
    long revision() throws StoreException;

    /** Forgets passwords and existence of these users. */
    Forgotten forget(Set<UserKey> users) throws StoreException;

    /** Forgets passwords and existence of all users of an XMPP domain. */
    Forgotten forgetDomain(String domain) throws StoreException;

    /**
     * Forgets all passwords, but not who exists.
     *
     * @return their number
     */
    int forgetPasswords() throws StoreException;

    /** Forgets passwords and existence of all users. */
    Forgotten forgetEverybody() throws StoreException;

    /**
     * Deletes expired entries.
     *
     * @param verifiedBefore deletes passwords last verified before then
     * @param missingBefore  deletes "no such user" from before then
     * @param changedBefore  deletes notes for other processes from before then
     */
    Forgotten prune(Instant verifiedBefore, Instant missingBefore, Instant changedBefore) throws StoreException;

    /** Login names of accounts with another id; those of a cloud are forgotten with its last domain. */
    AccountStore accounts();

    /** The wrong passwords that clouds count against this machine. */
    FailureStore failures();

    /**
     * The number of forgotten entries.
     *
     * @param passwords cached passwords
     * @param users     users whose existence was known
     */
    record Forgotten(int passwords, int users) {}

    /**
     * Users with changed entries.
     *
     * @param revision the revision up to which this is complete
     * @param users    the users whose entries any process has changed
     * @param all      true if every user's may have changed
     */
    record Changes(long revision, Set<UserKey> users, boolean all) {
        public Changes {
            users = Set.copyOf(users);
        }
    }
}
