package net.xcauth.bridge.it.support;

import java.util.Set;

/**
 * A contact as the server tells it.
 *
 * @param user         the part before {@code @}
 * @param name         empty if there is none
 * @param subscription {@code both}, {@code none}, {@code remove} …
 */
public record RosterContact(String user, String name, String subscription, Set<String> groups) {

    public RosterContact {
        groups = Set.copyOf(groups);
    }

    /** A member of groups that the user is in, too. */
    public static RosterContact member(String user, String name, String... groups) {
        return new RosterContact(user, name, "both", Set.of(groups));
    }

    boolean isRemoved() {
        return subscription.equals("remove");
    }
}
