package net.xcauth.core.roster;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has become of a group.
 *
 * @param before null if it is new
 * @param after  null if it is gone
 */
public record GroupChange(Group before, Group after) {

    public String id() {
        return after == null ? before.id() : after.id();
    }

    /** True if the group was known before under another display name. */
    public boolean isRenamed() {
        return before != null && after != null && !before.name().equals(after.name());
    }

    /** Who is in it now and was not. */
    public Set<String> joined() {
        return without(after, before);
    }

    /** Who was in it and is not now. */
    public Set<String> left() {
        return without(before, after);
    }

    private static Set<String> without(Group group, Group other) {
        if (group == null) {
            return Set.of();
        }
        Set<String> members = new HashSet<>(group.members());
        if (other != null) {
            members.removeAll(other.members());
        }
        return members;
    }

    /** Users whose rosters show whether it is so: one who is a member in any case, if there is one. */
    Set<String> witnesses() {
        Set<String> former = before == null ? Set.of() : before.members();
        Set<String> current = after == null ? Set.of() : after.members();
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
