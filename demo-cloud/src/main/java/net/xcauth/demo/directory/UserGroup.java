package net.xcauth.demo.directory;

import java.util.List;

/**
 * A group as it was at one moment.
 *
 * @param name    the display name, which another group may have too
 * @param members account ids in the order in which they joined
 * @param admins  ids of the accounts that may administer the group, members or not
 */
public record UserGroup(String id, String name, List<String> members, List<String> admins) {

    /** The id of the group whose members administer the cloud. */
    public static final String ADMINISTRATORS = "admin";

    public UserGroup {
        members = List.copyOf(members);
        admins = List.copyOf(admins);
    }
}
