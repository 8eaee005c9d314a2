package net.xcauth.core.cloud;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The account whose password the cloud has accepted.
 *
 * @param account     the cloud's own id of the account, or the requested name if the answer does not contain it
 * @param displayName the user's display name; empty if the answer has none
 * @param groups      ids of the user's groups; empty if the answer lacks them, which does not mean "in no group"
 * @param proof       the kind of password that was accepted
 */
public record Identity(String account, Optional<String> displayName, Optional<Set<String>> groups, Proof proof) {

    /** The kind of a password. */
    public enum Proof {
        /** A password that the user has created for one device or client; it may outlive the login password. */
        APP_PASSWORD,
        /** The account's only login password. */
        LOGIN_PASSWORD,
        /** The cloud does not distinguish them. */
        UNKNOWN
    }

    public Identity {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(displayName, "displayName");
        groups = groups.map(Set::copyOf);
        Objects.requireNonNull(proof, "proof");
    }

    /** An identity from an answer that contains nothing but the account. */
    public Identity(String account) {
        this(account, Optional.empty(), Optional.empty(), Proof.UNKNOWN);
    }
}
