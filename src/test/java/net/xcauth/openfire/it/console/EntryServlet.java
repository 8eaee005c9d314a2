package net.xcauth.openfire.it.console;

import java.io.IOException;
import java.util.ResourceBundle;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.jsp.jstl.fmt.LocalizationContext;
import org.jivesoftware.openfire.group.Group;
import org.jivesoftware.openfire.group.GroupManager;
import org.jivesoftware.openfire.group.GroupNotFoundException;
import org.jivesoftware.openfire.user.User;
import org.jivesoftware.openfire.user.UserManager;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.jivesoftware.util.JiveGlobals;
import org.xmpp.packet.JID;

/**
 * Replaces the console's pages that show, change and delete a user or a group: the same parameters, the same calls
 * to the same managers, texts from where JSTL takes them. Unlike the console's pages, it needs no CSRF token.
 */
public final class EntryServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        response.setContentType("text/html;charset=UTF-8");
        try {
            String text = switch (request.getServletPath()) {
                case "/user-password.jsp", "/user-delete.jsp", "/user-edit-form.jsp" -> user(request);
                case "/user-summary.jsp" -> text(request, "user.summary.created");
                case "/user-properties.jsp" -> text(request, "user.properties.registered");
                default -> group(request);
            };
            response.getWriter()
                    .write("<html><body><input type=\"hidden\" name=\"csrf\" value=\"none\"><p>" + text
                            + "</p></body></html>");
        } catch (UserNotFoundException | GroupNotFoundException e) {
            throw new ServletException(e);
        }
    }

    private static String user(HttpServletRequest request) throws UserNotFoundException {
        User user = UserManager.getInstance().getUser(request.getParameter("username"));
        if (request.getParameter("update") != null) {
            user.setPassword(request.getParameter("password"));
        } else if (request.getParameter("delete") != null) {
            UserManager.getInstance().deleteUser(user);
        } else if (request.getParameter("save") != null) {
            user.setEmail(request.getParameter("email"));
            user.setName(request.getParameter("name"));
        }
        return (UserManager.getUserProvider().isReadOnly() ? text(request, "user.read_only") : "")
                + text(request, "user.edit.form.info");
    }

    private static String group(HttpServletRequest request) throws GroupNotFoundException {
        Group group = GroupManager.getInstance().getGroup(request.getParameter("group"));
        if (request.getParameter("delete") != null) {
            GroupManager.getInstance().deleteGroup(group);
        } else if (request.getParameter("addMember") != null) {
            group.getMembers().add(new JID(request.getParameter("username")));
        }
        return GroupManager.getInstance().isReadOnly() ? text(request, "group.read_only") : "";
    }

    private static String text(HttpServletRequest request, String key) {
        ResourceBundle texts = request.getAttribute("javax.servlet.jsp.jstl.fmt.localizationContext.request")
                        instanceof LocalizationContext context
                ? context.getResourceBundle()
                : ResourceBundle.getBundle("openfire_i18n", JiveGlobals.getLocale());
        return texts.getString(key);
    }
}
