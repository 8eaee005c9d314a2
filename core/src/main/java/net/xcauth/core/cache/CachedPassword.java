package net.xcauth.core.cache;

import java.time.Duration;
import java.time.Instant;

/** One password that the cloud has accepted. Identity is equality: the same password stored again is another entry. */
public final class CachedPassword {
    private volatile String hash;
    private Instant verified;
    private Instant used;
    private boolean superseded;

    CachedPassword(Instant verified) {
        this.verified = verified;
        this.used = verified;
    }

    /** The bcrypt hash, null until it is computed. */
    String hash() {
        return hash;
    }

    void hash(String computed) {
        hash = computed;
    }

    synchronized Instant verified() {
        return verified;
    }

    synchronized Instant used() {
        return used;
    }

    synchronized void supersede() {
        superseded = true;
    }

    synchronized void verified(Instant now) {
        verified = now;
        used = now;
        superseded = false;
    }

    synchronized boolean useIfFresh(Instant now, Duration queryTtl, Duration verificationTtl) {
        return !superseded && now.isBefore(used.plus(queryTtl)) && useIfVerified(now, verificationTtl);
    }

    synchronized boolean useIfVerified(Instant now, Duration ttl) {
        if (superseded || !now.isBefore(verified.plus(ttl))) {
            return false;
        }
        used = now;
        return true;
    }

    @Override
    public String toString() {
        return "CachedPassword(hidden)";
    }
}
