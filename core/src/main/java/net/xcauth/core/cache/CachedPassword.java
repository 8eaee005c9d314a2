package net.xcauth.core.cache;

import java.time.Duration;
import java.time.Instant;
import net.xcauth.core.store.StoredPassword;

/** One password that the cloud has accepted. Identity is equality: the same password stored again is another entry. */
public final class CachedPassword {
    private final Instant arrived;
    private volatile String hash;
    private volatile boolean stored;
    private Instant verified;
    private Instant used;
    private Instant storedUse;
    private boolean superseded;

    /** One that the cloud has just accepted. */
    CachedPassword(Instant arrived) {
        this.arrived = arrived;
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

    synchronized void verified(Instant now) {
        verified = now;
        used = now;
        storedUse = now;
        superseded = false;
    }

    /** Takes over what other processes have learned; what was learned here since they did stays. */
    synchronized void adopt(StoredPassword password) {
        if (!verified.isAfter(password.verified())) {
            superseded = password.superseded();
            verified = password.verified();
        }
        if (used.isBefore(password.used())) {
            used = password.used();
        }
    }

    synchronized boolean isFresh(Instant now, Duration queryTtl, Duration verificationTtl) {
        return !superseded && now.isBefore(used.plus(queryTtl)) && now.isBefore(verified.plus(verificationTtl));
    }

    synchronized boolean useIfFresh(Instant now, Duration queryTtl, Duration verificationTtl) {
        return isFresh(now, queryTtl, verificationTtl) && useIfVerified(now, verificationTtl);
    }

    synchronized boolean useIfVerified(Instant now, Duration ttl) {
        if (superseded || !now.isBefore(verified.plus(ttl))) {
            return false;
        }
        used = now;
        return true;
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
