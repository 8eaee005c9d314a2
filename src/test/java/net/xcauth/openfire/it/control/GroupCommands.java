package net.xcauth.openfire.it.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.group.DefaultGroupProvider;
import org.jivesoftware.openfire.group.Group;
import org.jivesoftware.openfire.group.GroupManager;
import org.xmpp.packet.JID;

/** Groups, as the server's manager sees them. */
final class GroupCommands {
    private GroupCommands() {}

    static void addTo(Map<String, ControlCommand> commands) {
        GroupManager groups = GroupManager.getInstance();
        commands.put("groups", arguments -> Rows.of(groups.getGroups(), GroupCommands::name));
        commands.put(
                "groups-page",
                arguments -> Rows.of(
                        groups.getGroups(Integer.parseInt(arguments.get(0)), Integer.parseInt(arguments.get(1))),
                        GroupCommands::name));
        commands.put("group-count", arguments -> Rows.one(groups.getGroupCount()));
        commands.put("groups-of", arguments -> Rows.of(groups.getGroups(local(arguments.get(0))), GroupCommands::name));
        commands.put(
                "groups-shared-with",
                arguments -> Rows.of(groups.getSharedGroups(arguments.get(0)), GroupCommands::name));
        commands.put("groups-shared", arguments -> Rows.of(groups.getSharedGroups(), GroupCommands::name));
        commands.put("groups-public", arguments -> Rows.of(groups.getPublicSharedGroups(), GroupCommands::name));
        commands.put(
                "groups-visible-to",
                arguments -> Rows.of(groups.getVisibleGroups(groups.getGroup(arguments.get(0))), GroupCommands::name));
        commands.put("groups-find", arguments -> Rows.of(groups.search(arguments.get(0)), GroupCommands::name));
        commands.put(
                "groups-with-property",
                arguments -> Rows.of(groups.search(arguments.get(0), arguments.get(1)), GroupCommands::name));
        commands.put("group", arguments -> rows(groups.getGroup(arguments.get(0))));
        commands.put("groups-are-read-only", arguments -> Rows.one(groups.isReadOnly()));
        // As the console's pages do it.
        commands.put("group-property-set", arguments -> {
            groups.getGroup(arguments.get(0)).getProperties().put(arguments.get(1), arguments.get(2));
            return Rows.none();
        });
        commands.put("group-property-delete", arguments -> {
            groups.getGroup(arguments.get(0)).getProperties().remove(arguments.get(1));
            return Rows.none();
        });
        commands.put(
                "group-member-add",
                arguments ->
                        Rows.one(groups.getGroup(arguments.get(0)).getMembers().add(local(arguments.get(1)))));
        commands.put(
                "group-member-remove",
                arguments ->
                        Rows.one(groups.getGroup(arguments.get(0)).getMembers().remove(local(arguments.get(1)))));
        commands.put("group-create", arguments -> {
            Group group = groups.createGroup(arguments.get(0));
            arguments.stream().skip(1).forEach(member -> group.getMembers().add(local(member)));
            return Rows.none();
        });
        commands.put("group-describe", arguments -> {
            groups.getGroup(arguments.get(0)).setDescription(arguments.get(1));
            return Rows.none();
        });
        commands.put("group-rename", arguments -> {
            groups.getGroup(arguments.get(0)).setName(arguments.get(1));
            return Rows.none();
        });
        commands.put("group-delete", arguments -> {
            groups.deleteGroup(groups.getGroup(arguments.get(0)));
            return Rows.none();
        });
        // Whatever the provider in force: as if the group had been there before.
        commands.put("group-create-local", arguments -> {
            DefaultGroupProvider local = new DefaultGroupProvider();
            local.createGroup(arguments.get(0));
            arguments.stream().skip(1).forEach(member -> local.addMember(arguments.get(0), local(member), false));
            return Rows.none();
        });
    }

    private static List<String> name(Group group) {
        return Rows.row(group.getName());
    }

    private static List<List<String>> rows(Group group) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Rows.row("description", group.getDescription()));
        group.getMembers().forEach(member -> rows.add(Rows.row("member", member)));
        group.getAdmins().forEach(admin -> rows.add(Rows.row("admin", admin)));
        group.getProperties().forEach((name, value) -> rows.add(Rows.row("property", name, value)));
        return rows;
    }

    /** A user name, or a JID of any server. */
    private static JID local(String user) {
        return user.contains("@") ? new JID(user) : XMPPServer.getInstance().createJID(user, null);
    }
}
