package net.xcauth.core.cloud;

import java.util.concurrent.CompletableFuture;

/**
 * The queries that a cloud answers. Thread-safe and non-blocking. No future completes exceptionally: every failure is
 * an {@link Answer.Unreachable}. Futures may complete on the client's own threads, so dependent stages must not block.
 */
public interface Cloud extends AutoCloseable {

    /**
     * Checks an account's password.
     *
     * @return yes with the account's identity, or no
     */
    CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password);

    /**
     * The kind of password that the cloud takes this one for, judging by its form. Login passwords are expensive to
     * check, and wrong ones may be counted, see {@link #countedGuesses}.
     */
    default Identity.Proof proof(Endpoint endpoint, String password) {
        return Identity.Proof.UNKNOWN;
    }

    /** Queries how many wrong login passwords from this machine the cloud has counted. */
    default CompletableFuture<Answer<CountedGuesses>> countedGuesses(Endpoint endpoint) {
        return CompletableFuture.completedFuture(new Answer.Yes<>(CountedGuesses.NONE));
    }

    /** Queries whether an account exists: {@code Yes(true)}, or no. */
    CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account);

    /** Queries all accounts that share a group with an account; no if the cloud does not know the account. */
    CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account);

    /**
     * Updates the data that {@link #sharedRoster} answers from: {@code Yes(true)} once rosters are at least as new as
     * this call. {@code Yes(false)} if this kind of cloud has no such data and queries each
     * roster separately.
     */
    default CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        return CompletableFuture.completedFuture(new Answer.Yes<>(false));
    }

    /**
     * Sends a query that concerns no user. Both yes and no show that the cloud works, so that other failures concern
     * single users only.
     */
    CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint);

    /** Completes pending queries as unreachable, and releases connections and threads. */
    @Override
    void close();
}
