package net.xcauth.core.store;

import java.time.Instant;
import net.xcauth.core.cloud.Identity.Proof;

/**
 * A password in the database that the cloud has accepted.
 *
 * @param hash       bcrypt hash
 * @param first      when it was first accepted
 * @param verified   when the cloud last accepted it
 * @param used       when it was last used
 * @param superseded true if the cloud must accept it again before it is valid, since it has accepted another one later
 * @param proof      its kind according to the cloud's last answer
 */
public record StoredPassword(
        String hash, Instant first, Instant verified, Instant used, boolean superseded, Proof proof) {

    /** A password of unknown kind. */
    public StoredPassword(String hash, Instant first, Instant verified, Instant used, boolean superseded) {
        this(hash, first, verified, used, superseded, Proof.UNKNOWN);
    }

    StoredPassword asSuperseded() {
        return new StoredPassword(hash, first, verified, used, true, proof);
    }

    StoredPassword verifiedAt(Instant at, Proof told) {
        return new StoredPassword(hash, first, at, later(used, at), false, told);
    }

    StoredPassword usedAt(Instant at) {
        return new StoredPassword(hash, first, verified, later(used, at), superseded, proof);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public String toString() {
        return "StoredPassword(hidden, verified " + verified + (superseded ? ", superseded)" : ")");
    }
}
