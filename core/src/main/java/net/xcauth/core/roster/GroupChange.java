package net.xcauth.core.roster;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The change of a group.
 *
 * @param before empty if it is new
 * @param after  empty if it is deleted
 */
public record GroupChange(Optional<Group> before, Optional<Group> after) {

    public String id() {
        return latest().id();
    }

    /** The group after the change, or before it if it is deleted. */
    public Group latest() {
        return after.or(() -> before).orElseThrow();
    }

    /** The members before and after the change. */
    public Set<String> allMembers() {
        Set<String> all = new HashSet<>(members(before));
        all.addAll(members(after));
        return all;
    }

    /** True if an existing group has another display name. */
    public boolean isRenamed() {
        return before.isPresent()
                && after.isPresent()
                && !before.get().name().equals(after.get().name());
    }

    /** The new members. */
    public Set<String> joined() {
        return without(members(after), members(before));
    }

    /** The former members. */
    public Set<String> left() {
        return without(members(before), members(after));
    }

    private static Set<String> members(Optional<Group> group) {
        return group.map(Group::members).orElse(Set.of());
    }

    private static Set<String> without(Set<String> members, Set<String> others) {
        Set<String> rest = new HashSet<>(members);
        rest.removeAll(others);
        return rest;
    }

    /** Users whose rosters verify the change: one who is a member before and after, if there is one. */
    Set<String> witnesses() {
        Set<String> former = members(before);
        Set<String> current = members(after);
        return former.stream()
                .filter(current::contains)
                .sorted()
                .findFirst()
                .map(Set::of)
                .orElseGet(() -> Stream.of(former, current)
                        .flatMap(each -> each.stream().sorted().limit(1))
                        .collect(Collectors.toSet()));
    }
}
