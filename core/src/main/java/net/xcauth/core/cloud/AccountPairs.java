package net.xcauth.core.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The accounts behind login names that are not account ids: LDAP accounts often have a UUID as their id. A name belongs
 * to one account, and an account has one name. Implemented by a store; thread-safe, and never blocks the caller.
 * Futures complete exceptionally if the store cannot be read or written.
 */
public interface AccountPairs {

    /**
     * A login name and its account.
     *
     * @param name   the login name, its ASCII letters in lower case
     * @param id     the account's id, as the cloud spells it
     * @param proven when a login password last proved it; empty if an administrator entered it
     */
    record Pair(String name, String id, Optional<Instant> proven) {
        public Pair {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(proven, "proven");
        }
    }

    /**
     * The pairs that contain a name or an id.
     *
     * @param ofName the pair with the name, if any
     * @param ofId   the pair with the id, if any; it may be the same pair
     */
    record Known(Optional<Pair> ofName, Optional<Pair> ofId) {}

    /** Looks up the pair of a name, ignoring case. */
    CompletableFuture<Optional<Pair>> ofName(Endpoint.Nextcloud endpoint, String name);

    /** Looks up the pairs of a name and of an id. */
    CompletableFuture<Known> of(Endpoint.Nextcloud endpoint, String name, String id);

    /** All pairs of a cloud. */
    CompletableFuture<List<Pair>> all(Endpoint.Nextcloud endpoint);

    /** True if there is a pair for this cloud. */
    CompletableFuture<Boolean> any(Endpoint.Nextcloud endpoint);

    /**
     * Stores a pair that a login password has just proven; name and id must each be free or already belong to this
     * pair.
     */
    CompletableFuture<Void> proven(Endpoint.Nextcloud endpoint, Pair pair);

    /** Removes the pair of a name that now belongs to another account. */
    CompletableFuture<Void> end(Endpoint.Nextcloud endpoint, String name);
}
