package net.xcauth.core.cloud;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The account whose password the cloud has accepted, and what its answer says of it.
 *
 * @param account     the cloud's own id of the account, or the name that was asked for if the cloud did not say
 * @param displayName of the user; empty if the answer has none
 * @param groups      ids of the groups that the user is in; empty if the answer does not tell, which is not "in no group"
 * @param proof       the kind of password that was accepted
 */
public record Identity(String account, Optional<String> displayName, Optional<Set<String>> groups, Proof proof) {

    /** The kind of a password. */
    public enum Proof {
        /** One of any number of passwords that the user has created for single devices; it may outlive the login password. */
        APP_PASSWORD,
        /** The account's one login password. */
        LOGIN_PASSWORD,
        /** Either of them: the cloud does not tell. */
        UNKNOWN
    }

    public Identity {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(displayName, "displayName");
        groups = groups.map(Set::copyOf);
        Objects.requireNonNull(proof, "proof");
    }

    /** An answer that names the account and says nothing more. */
    public Identity(String account) {
        this(account, Optional.empty(), Optional.empty(), Proof.UNKNOWN);
    }
}
