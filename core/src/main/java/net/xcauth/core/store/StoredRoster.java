package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;

/**
 * What a user's last shared roster said.
 *
 * @param name    the user's display name; empty if unknown
 * @param groups  names of the groups that the user is in
 * @param hash    of the cloud's answer, hexadecimal; empty if the roster must be built anew
 * @param updated when
 */
public record StoredRoster(String name, List<String> groups, String hash, Instant updated) {
    public StoredRoster {
        groups = List.copyOf(groups);
    }
}
