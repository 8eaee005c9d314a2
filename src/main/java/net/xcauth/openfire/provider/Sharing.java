package net.xcauth.openfire.provider;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The properties of a group that determine in whose rosters it appears. */
public final class Sharing {
    /** The users who see the group: {@link #MEMBERS}, {@link #EVERYBODY} or {@link #NOBODY}. */
    public static final String SHOW = "sharedRoster.showInRoster";
    /** The group's name in rosters. */
    public static final String DISPLAY_NAME = "sharedRoster.displayName";
    /** The names of other groups whose members see it, separated by commas. */
    public static final String GROUP_LIST = "sharedRoster.groupList";

    public static final String MEMBERS = "onlyGroup";
    public static final String EVERYBODY = "everybody";
    public static final String NOBODY = "nobody";

    private Sharing() {}

    /** The names of the other groups whose members see a group with these properties. */
    public static Set<String> groupList(Map<String, String> properties) {
        return Stream.of(properties.getOrDefault(GROUP_LIST, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
