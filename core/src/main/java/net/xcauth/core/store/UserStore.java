package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.user.UserKey;

/** What is remembered of users: passwords and existence. Every method waits for the database. Thread-safe. */
public interface UserStore {

    /** What is known of these users, {@link StoredUser#UNKNOWN} where it is nothing. */
    Map<UserKey, StoredUser> load(Set<UserKey> users) throws StoreException;

    /** Everybody of whom the cloud has last said that they exist, and when. */
    Map<UserKey, StoredExistence> present() throws StoreException;

    /** Those of {@link #present} whom the cloud does not know any more, which is not believed yet, and since when. */
    Map<UserKey, Instant> missing() throws StoreException;

    /** The number of those of {@link #present} who are in an XMPP domain. */
    long countPresent(String domain) throws StoreException;

    /**
     * Stores what was learned, in the order of the list, all or nothing.
     *
     * @param passwordsPerUser how many passwords of one user are kept; the least recently used leaves first
     * @param clouds          by XMPP domain, the cloud that has said all this, by its fingerprint; what is said of domains whose
     *                        data come from another one is left out, see {@link #useCloud}
     * @return the revision at which that is stored
     */
    long apply(List<Change> changes, int passwordsPerUser, Map<String, String> clouds) throws StoreException;

    /** The same of whatever cloud. */
    default long apply(List<Change> changes, int passwordsPerUser) throws StoreException {
        return apply(changes, passwordsPerUser, Map.of());
    }

    /**
     * From now on what is stored of an XMPP domain comes from this cloud. If it came from another one, passwords, existence,
     * rosters and groups are forgotten, and whatever was issued to its users is out of date.
     *
     * @param fingerprint of the cloud
     * @return what was forgotten; empty if it is the same cloud, or if nothing was stored
     */
    Optional<Forgotten> useCloud(String domain, String fingerprint) throws StoreException;

    /** Whose entries have changed after this revision, by whatever process. */
    Changes changesSince(long revision) throws StoreException;

    /** The revision of now. */
    long revision() throws StoreException;

    /** Forgets passwords and existence of these users. */
    Forgotten forget(Set<UserKey> users) throws StoreException;

    /** Forgets passwords and existence of everybody in an XMPP domain. */
    Forgotten forgetDomain(String domain) throws StoreException;

    /**
     * Forgets everybody's passwords. Who exists stays known.
     *
     * @return how many
     */
    int forgetPasswords() throws StoreException;

    /** Forgets passwords and existence of everybody. */
    Forgotten forgetEverybody() throws StoreException;

    /**
     * Forgets what can never count again.
     *
     * @param verifiedBefore passwords not verified since then go
     * @param missingBefore  "no such user" from before then goes
     * @param changedBefore  notes for other processes from before then go
     */
    Forgotten prune(Instant verifiedBefore, Instant missingBefore, Instant changedBefore) throws StoreException;

    /** Names that stand for accounts with another id; those of a cloud are forgotten with its last domain. */
    AccountStore accounts();

    /** The wrong passwords that clouds count against this machine. */
    FailureStore failures();

    /**
     * How much was forgotten.
     *
     * @param passwords cached passwords
     * @param users     users whose existence was known
     */
    record Forgotten(int passwords, int users) {}
}
