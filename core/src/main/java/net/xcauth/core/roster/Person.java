package net.xcauth.core.roster;

import java.time.Instant;

/**
 * A user as last seen in rosters.
 *
 * @param name  display name; empty if the cloud says none
 * @param hash  of the answer to the last question for this user's own roster; empty if there is none, or if not all of
 *              it holds any more, since somebody else's has changed this user's name or groups, or who is in them
 * @param asked when that was
 * @param named when the cloud was asked for the roster that says the name
 */
public record Person(String name, String hash, Instant asked, Instant named) {
    static final Person UNKNOWN = new Person("", "", Instant.EPOCH, Instant.EPOCH);

    Person named(String newName, Instant at) {
        return new Person(newName, hash, asked, at);
    }

    Person answered(String newHash, Instant at) {
        return new Person(name, newHash, at, named);
    }

    /** Whether an answer with this hash says nothing new. */
    boolean knows(String answer) {
        return !hash.isEmpty() && hash.equals(answer);
    }
}
