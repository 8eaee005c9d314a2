package net.xcauth.openfire.provider;

/** The properties of a group that say in whose rosters it is. */
public final class Sharing {
    /** Who sees the group: {@link #MEMBERS}, {@link #EVERYBODY} or {@link #NOBODY}. */
    public static final String SHOW = "sharedRoster.showInRoster";
    /** What the group is called in rosters. */
    public static final String DISPLAY_NAME = "sharedRoster.displayName";
    /** Names of further groups whose members see it, with commas between them. */
    public static final String GROUP_LIST = "sharedRoster.groupList";

    static final String MEMBERS = "onlyGroup";
    static final String EVERYBODY = "everybody";
    static final String NOBODY = "nobody";

    private Sharing() {
    }
}
