package net.xcauth.core.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which cloud account stands for a user whose name is not the account's id: LDAP accounts often have a UUID for an id. A name
 * has one account and an account one name. Implemented by a store; thread-safe, and never blocks the caller. Futures complete
 * exceptionally if the store cannot be read or written.
 */
public interface AccountPairs {

    /**
     * A name and the account that it stands for.
     *
     * @param name   the login name, its ASCII letters in lower case
     * @param id     the account's id, as the cloud spells it
     * @param proven when a login password proved it last; empty if an administrator says so
     */
    record Pair(String name, String id, Optional<Instant> proven) {
        public Pair {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(proven, "proven");
        }
    }

    /**
     * The pairs that a name and an id are in.
     *
     * @param ofName the pair of the name, if there is one
     * @param ofId   the pair of the id, if there is one; perhaps the same
     */
    record Known(Optional<Pair> ofName, Optional<Pair> ofId) {}

    /** Looks up the pair of a name, in any case. */
    CompletableFuture<Optional<Pair>> ofName(Endpoint.Nextcloud endpoint, String name);

    /** Looks up the pairs of a name and of an id. */
    CompletableFuture<Known> of(Endpoint.Nextcloud endpoint, String name, String id);

    /** All pairs of a cloud. */
    CompletableFuture<List<Pair>> all(Endpoint.Nextcloud endpoint);

    /** True if a cloud has any pair. */
    CompletableFuture<Boolean> any(Endpoint.Nextcloud endpoint);

    /** Stores a pair that a login password has just proven; both its name and its id are free, or in this pair already. */
    CompletableFuture<Void> proven(Endpoint.Nextcloud endpoint, Pair pair);

    /** Removes the pair of a name: the name has changed hands. */
    CompletableFuture<Void> end(Endpoint.Nextcloud endpoint, String name);
}
