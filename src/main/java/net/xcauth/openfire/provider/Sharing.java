package net.xcauth.openfire.provider;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The properties of a group that say in whose rosters it is. */
public final class Sharing {
    /** Who sees the group: {@link #MEMBERS}, {@link #EVERYBODY} or {@link #NOBODY}. */
    public static final String SHOW = "sharedRoster.showInRoster";
    /** What the group is called in rosters. */
    public static final String DISPLAY_NAME = "sharedRoster.displayName";
    /** Names of further groups whose members see it, with commas between them. */
    public static final String GROUP_LIST = "sharedRoster.groupList";

    public static final String MEMBERS = "onlyGroup";
    public static final String EVERYBODY = "everybody";
    public static final String NOBODY = "nobody";

    private Sharing() {}

    /** The names of the further groups whose members see a group that has these properties. */
    public static Set<String> groupList(Map<String, String> properties) {
        return Stream.of(properties.getOrDefault(GROUP_LIST, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
