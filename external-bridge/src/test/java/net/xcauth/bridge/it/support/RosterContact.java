package net.xcauth.bridge.it.support;

import java.util.Set;

/**
 * A contact as sent by the server.
 *
 * @param user         the part before {@code @}
 * @param name         empty if it has none
 * @param subscription {@code both}, {@code none}, {@code remove} …
 */
public record RosterContact(String user, String name, String subscription, Set<String> groups) {

    public RosterContact {
        groups = Set.copyOf(groups);
    }

    /** A member of the user's groups. */
    public static RosterContact member(String user, String name, String... groups) {
        return new RosterContact(user, name, "both", Set.of(groups));
    }

    boolean isRemoved() {
        return subscription.equals("remove");
    }
}
