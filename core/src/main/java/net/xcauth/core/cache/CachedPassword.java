package net.xcauth.core.cache;

import java.time.Duration;
import java.time.Instant;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.StoredPassword;

/**
 * One password that the cloud has accepted. Identity is equality: the same password stored again is another entry. Clocks of
 * several processes may differ: a time that is in the future here is as old as it can be.
 */
public final class CachedPassword {
    private final Instant arrived;
    private volatile String hash;
    private volatile boolean stored;
    private Instant verified;
    private Instant used;
    private Instant storedUse;
    private boolean superseded;
    private Proof proof = Proof.UNKNOWN;
    private Sent sent = new Sent(0, 0);

    /** One that the cloud has just accepted; not valid until {@link #accepted}. */
    CachedPassword(Instant arrived) {
        this.arrived = arrived;
        superseded = true;
        verified = arrived;
        used = arrived;
        storedUse = arrived;
    }

    /** One that was stored by another process, or before a restart. */
    CachedPassword(StoredPassword password) {
        arrived = password.first();
        hash = password.hash();
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

    /** The bcrypt hash, null until it is computed. */
    String hash() {
        return hash;
    }

    void hash(String computed) {
        hash = computed;
    }

    /** Whether the database has it, or had it. */
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

    /** Whether it is valid only after the cloud has accepted it again. */
    synchronized boolean isSuperseded() {
        return superseded;
    }

    /** @return whether it was valid until now, or might have been */
    synchronized boolean supersede() {
        boolean before = superseded;
        superseded = true;
        return !before;
    }

    /** The cloud has accepted it once more. */
    synchronized void accepted(Sent question, Instant now, Proof told) {
        proof = told;
        sent = question;
        verified = now;
        used = now;
        storedUse = now;
        superseded = false;
    }

    /** Its kind, as the cloud last told it. */
    synchronized Proof proof() {
        return proof;
    }

    /** When the question was sent that the cloud last answered with yes; long ago if another process did. */
    synchronized Sent sent() {
        return sent;
    }

    /** What is to be stored of it. */
    synchronized StoredPassword toStore() {
        return new StoredPassword(hash, arrived, verified, used, superseded, proof);
    }

    /**
     * Takes over what is stored.
     *
     * @param whole whether all that was learned here is among it; otherwise it is valid only if it is valid there and here
     */
    synchronized void adopt(StoredPassword password, boolean whole, Instant now) {
        superseded = password.superseded() || superseded && !whole;
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

    /** Whether its last use is worth storing, since the stored one is this old; if so, it counts as stored. */
    synchronized boolean storeUse(Duration interval) {
        if (hash == null || used.isBefore(storedUse.plus(interval))) {
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
