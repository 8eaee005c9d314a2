package net.xcauth.core.cloud;

import java.util.concurrent.CompletableFuture;

/**
 * The questions that a cloud answers. Thread-safe and non-blocking. No future completes exceptionally:
 * every fault is an {@link Answer.Unreachable}. Futures may be completed on the client's own threads,
 * so whatever depends on them must not block there.
 */
public interface Cloud extends AutoCloseable {

    /**
     * Asks whether the password is the account's.
     *
     * @return yes with what the cloud says of the account, or no
     */
    CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password);

    /**
     * The kind of password that the cloud takes this one for, by its form. What it takes for a login password costs it much, and
     * a wrong one may be counted, see {@link #countedGuesses}.
     */
    default Identity.Proof proof(Endpoint endpoint, String password) {
        return Identity.Proof.UNKNOWN;
    }

    /** Asks how the cloud counts wrong login passwords from this machine. */
    default CompletableFuture<Answer<CountedGuesses>> countedGuesses(Endpoint endpoint) {
        return CompletableFuture.completedFuture(new Answer.Yes<>(CountedGuesses.NONE));
    }

    /** Asks whether the account exists: {@code Yes(true)}, or no. */
    CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account);

    /** Asks for everybody who shares a group with the account; no if the cloud does not know the account. */
    CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account);

    /**
     * Reads anew what {@link #sharedRoster} answers from: {@code Yes(true)}, and rosters are as new as this question from then on.
     * {@code Yes(false)} if nothing was asked, since each roster is a question to the cloud.
     */
    default CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        return CompletableFuture.completedFuture(new Answer.Yes<>(false));
    }

    /**
     * Sends the neutral question, which concerns no user. A yes and a no both show that the cloud works, so that failures of other
     * questions are those of single users.
     */
    CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint);

    /** Ends what is under way (it is answered as unreachable) and releases connections and threads. */
    @Override
    void close();
}
