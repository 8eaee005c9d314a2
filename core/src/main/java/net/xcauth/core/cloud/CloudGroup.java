package net.xcauth.core.cloud;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A group of a cloud.
 *
 * @param displayName on one line; two groups may have the same
 * @param members     ids of the accounts in it, disabled ones too; empty if the service account may not list them,
 *                    which is not "nobody"
 */
public record CloudGroup(String displayName, Optional<Set<String>> members) {
    public CloudGroup {
        Objects.requireNonNull(displayName, "displayName");
        members = members.map(Set::copyOf);
    }
}
