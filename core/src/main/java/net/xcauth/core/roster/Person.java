package net.xcauth.core.roster;

import java.time.Instant;

/**
 * A user as last seen in rosters.
 *
 * @param name    display name; empty if the cloud says none
 * @param hash    of the answer to the last question for this user's own roster; empty if there is none that counts
 * @param asked   when that was
 * @param touched when somebody else's roster has last changed this user's groups, or a group that the user is in
 */
public record Person(String name, String hash, Instant asked, Instant touched) {
    static final Person UNKNOWN = new Person("", "", Instant.EPOCH, Instant.EPOCH);

    Person named(String newName) {
        return new Person(newName, hash, asked, touched);
    }

    Person answered(String newHash, Instant at) {
        return new Person(name, newHash, at, touched);
    }

    Person touchedAt(Instant at) {
        return at.isAfter(touched) ? new Person(name, hash, asked, at) : this;
    }

    /** Whether an answer with this hash says nothing new. */
    boolean knows(String answer) {
        return !hash.isEmpty() && hash.equals(answer) && !touched.isAfter(asked);
    }
}
