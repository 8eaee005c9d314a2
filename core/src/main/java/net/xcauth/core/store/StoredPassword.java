package net.xcauth.core.store;

import java.time.Instant;

/**
 * A password that the cloud has accepted, as the database keeps it.
 *
 * @param hash       bcrypt hash
 * @param first      when it came in
 * @param verified   when the cloud last accepted it
 * @param used       when it was last used
 * @param superseded whether the cloud must accept it again before it is valid, since it has accepted another one after it
 */
public record StoredPassword(String hash, Instant first, Instant verified, Instant used, boolean superseded) {

    StoredPassword asSuperseded() {
        return new StoredPassword(hash, first, verified, used, true);
    }

    StoredPassword verifiedAt(Instant at) {
        return new StoredPassword(hash, first, at, later(used, at), false);
    }

    StoredPassword usedAt(Instant at) {
        return new StoredPassword(hash, first, verified, later(used, at), superseded);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public String toString() {
        return "StoredPassword(hidden, verified " + verified + (superseded ? ", superseded)" : ")");
    }
}
