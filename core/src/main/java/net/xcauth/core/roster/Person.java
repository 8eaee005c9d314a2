package net.xcauth.core.roster;

import java.time.Instant;

/**
 * A user as last seen in rosters.
 *
 * @param name  display name; empty if the cloud gives none
 * @param hash  hash of the last answer with this user's own roster; empty if there is none, or if it is outdated
 *              because another user's roster has changed this user's name or groups, or their members
 * @param asked when the query for it was sent
 * @param named when the query was sent whose answer contains the name
 */
public record Person(String name, String hash, Instant asked, Instant named) {
    static final Person UNKNOWN = new Person("", "", Instant.EPOCH, Instant.EPOCH);

    Person named(String newName, Instant at) {
        return new Person(newName, hash, asked, at);
    }

    Person answered(String newHash, Instant at) {
        return new Person(name, newHash, at, named);
    }

    /** True if an answer with this hash contains nothing new. */
    boolean knows(String answer) {
        return !hash.isEmpty() && hash.equals(answer);
    }
}
