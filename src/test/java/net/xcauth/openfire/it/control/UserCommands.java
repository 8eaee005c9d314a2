package net.xcauth.openfire.it.control;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dom4j.Element;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.admin.AdminManager;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.user.User;
import org.jivesoftware.openfire.user.UserManager;
import org.jivesoftware.openfire.vcard.VCardManager;
import org.xmpp.packet.JID;

/** Commands about users, by the server's managers. */
final class UserCommands {
    private UserCommands() {}

    static void addTo(Map<String, ControlCommand> commands) {
        UserManager users = UserManager.getInstance();
        commands.put("users", arguments -> Rows.of(users.getUsers(), UserCommands::row));
        commands.put(
                "users-page",
                arguments -> Rows.of(
                        users.getUsers(Integer.parseInt(arguments.get(0)), Integer.parseInt(arguments.get(1))),
                        UserCommands::row));
        commands.put("user-count", arguments -> Rows.one(users.getUserCount()));
        commands.put("user-names", arguments -> Rows.of(users.getUsernames()));
        commands.put(
                "users-find",
                arguments -> Rows.of(
                        users.findUsers(
                                arguments.size() > 1
                                        ? Set.copyOf(arguments.subList(1, arguments.size()))
                                        : users.getSearchFields(),
                                arguments.get(0)),
                        UserCommands::row));
        commands.put("user", arguments -> List.of(row(users.getUser(arguments.get(0)))));
        commands.put("user-is-registered", arguments -> Rows.one(isRegistered(users, arguments.get(0))));
        commands.put(
                "user-create",
                arguments ->
                        List.of(row(users.createUser(arguments.get(0), arguments.get(1), arguments.get(2), null))));
        commands.put("user-delete", arguments -> {
            users.deleteUser(users.getUser(arguments.get(0)));
            return Rows.none();
        });
        commands.put("user-set-password", arguments -> {
            users.getUser(arguments.get(0)).setPassword(arguments.get(1));
            return Rows.none();
        });
        commands.put("user-set-name", arguments -> {
            users.getUser(arguments.get(0)).setName(arguments.get(1));
            return Rows.none();
        });
        commands.put("user-set-email", arguments -> {
            users.getUser(arguments.get(0)).setEmail(arguments.get(1));
            return Rows.none();
        });
        commands.put("admins-set", arguments -> {
            AdminManager.getInstance().setAdminUsers(arguments);
            return Rows.none();
        });
        commands.put(
                "user-is-admin",
                arguments -> Rows.one(AdminManager.getInstance().isUserAdmin(arguments.get(0), true)));
        commands.put("authenticate", arguments -> Rows.one(authenticate(arguments.get(0), arguments.get(1))));
        commands.put(
                "vcard",
                arguments -> Rows.ofNullable(
                        Optional.ofNullable(VCardManager.getInstance().getVCard(arguments.get(0)))
                                .map(Element::asXML)
                                .orElse(null)));
    }

    private static List<String> row(User user) {
        return Rows.row(
                user.getUsername(),
                user.getName(),
                user.getEmail(),
                millis(user.getCreationDate()),
                millis(user.getModificationDate()));
    }

    private static Long millis(Date date) {
        return date == null ? null : date.getTime();
    }

    /** Openfire 5 has one method for this, 4.2 two others. */
    private static boolean isRegistered(UserManager users, String username) throws ReflectiveOperationException {
        JID jid = XMPPServer.getInstance().createJID(username, null);
        try {
            return (boolean) UserManager.class
                    .getMethod("isRegisteredUser", JID.class, boolean.class)
                    .invoke(users, jid, false);
        } catch (NoSuchMethodException e) {
            return users.isRegisteredUser(jid);
        }
    }

    /** {@code ok}, or the simple name of the exception that refuses the login. */
    private static String authenticate(String username, String password) {
        try {
            AuthFactory.authenticate(username, password);
            return "ok";
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }
}
