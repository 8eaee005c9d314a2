package net.xcauth.demo.directory;

import java.util.List;

/**
 * A snapshot of a group.
 *
 * @param name    the display name, not necessarily unique
 * @param members account ids in the order of joining
 * @param admins  the account ids of its administrators, who need not be members
 */
public record UserGroup(String id, String name, List<String> members, List<String> admins) {

    /** The id of the group whose members administer the cloud. */
    public static final String ADMINISTRATORS = "admin";

    public UserGroup {
        members = List.copyOf(members);
        admins = List.copyOf(admins);
    }
}
