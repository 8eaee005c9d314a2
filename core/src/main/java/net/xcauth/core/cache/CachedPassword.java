package net.xcauth.core.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.StoredPassword;

/**
 * One password that the cloud has accepted. Compared by identity: the same password stored again is another entry. The
 * clocks of several processes may differ, so a time in the future is treated as expired.
 */
public final class CachedPassword {
    private final Instant arrived;
    private volatile Optional<String> hash = Optional.empty();
    private volatile boolean stored;
    private Instant verified;
    private Instant used;
    private Instant storedUse;
    private boolean superseded;
    private Proof proof = Proof.UNKNOWN;
    private Sent sent = new Sent(0, 0);

    /** A password that the cloud has just accepted; not valid until {@link #accepted}. */
    CachedPassword(Instant arrived) {
        this.arrived = arrived;
        superseded = true;
        verified = arrived;
        used = arrived;
        storedUse = arrived;
    }

    /** A password stored by another process, or before a restart. */
    CachedPassword(StoredPassword password) {
        arrived = password.first();
        hash = Optional.of(password.hash());
        stored = true;
        verified = password.verified();
        used = password.used();
        storedUse = used;
        superseded = password.superseded();
        proof = password.proof();
    }

    Instant arrived() {
        return arrived;
    }

    /** The bcrypt hash; empty until it is computed. */
    Optional<String> hash() {
        return hash;
    }

    void hash(String computed) {
        hash = Optional.of(computed);
    }

    /** True if it is or was in the database. */
    boolean isStored() {
        return stored;
    }

    void stored() {
        stored = true;
    }

    synchronized Instant verified() {
        return verified;
    }

    synchronized Instant used() {
        return used;
    }

    /** True if the cloud must accept it again before it is valid. */
    synchronized boolean isSuperseded() {
        return superseded;
    }

    /** @return true if it was or may have been valid until now */
    synchronized boolean supersede() {
        boolean before = superseded;
        superseded = true;
        return !before;
    }

    /** The cloud has accepted it (again). */
    synchronized void accepted(Sent request, Instant now, Proof kind) {
        proof = kind;
        sent = request;
        verified = now;
        used = now;
        storedUse = now;
        superseded = false;
    }

    /** Its kind, as last reported by the cloud. */
    synchronized Proof proof() {
        return proof;
    }

    /** The request that the cloud last answered with yes; the oldest possible one if another process sent it. */
    synchronized Sent sent() {
        return sent;
    }

    /** Its state for the database; it must have a hash. */
    synchronized StoredPassword toStore() {
        return new StoredPassword(hash.orElseThrow(), arrived, verified, used, superseded, proof);
    }

    /**
     * Takes over the stored state.
     *
     * @param complete true if it includes all changes of this process; if not, the password is valid only if both say
     *                 so
     */
    synchronized void adopt(StoredPassword password, boolean complete, Instant now) {
        superseded = password.superseded() || superseded && !complete;
        proof = password.verified().isBefore(verified) ? proof : password.proof();
        verified = latest(verified, password.verified(), now);
        used = latest(used, password.used(), now);
    }

    private static Instant latest(Instant here, Instant there, Instant now) {
        return there.isAfter(now) || here.isAfter(there) && !here.isAfter(now) ? here : there;
    }

    synchronized boolean isFresh(Instant now, CachePolicy policy) {
        return !superseded
                && isWithin(policy.queryTtl(), used, now)
                && isWithin(policy.verificationTtl(proof), verified, now);
    }

    synchronized boolean useIfFresh(Instant now, CachePolicy policy) {
        return isFresh(now, policy) && useIfVerified(now, policy.verificationTtl());
    }

    synchronized boolean useIfVerified(Instant now, Duration ttl) {
        if (superseded || !isWithin(ttl, verified, now)) {
            return false;
        }
        used = now;
        return true;
    }

    private static boolean isWithin(Duration ttl, Instant time, Instant now) {
        return !time.isAfter(now) && now.isBefore(time.plus(ttl));
    }

    /** True if its last use is to be stored, because the stored one is older than this; it then counts as stored. */
    synchronized boolean storeUse(Duration interval) {
        if (hash.isEmpty() || used.isBefore(storedUse.plus(interval))) {
            return false;
        }
        storedUse = used;
        return true;
    }

    @Override
    public String toString() {
        return "CachedPassword(hidden)";
    }
}
