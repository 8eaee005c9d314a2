package net.xcauth.openfire.console;

import java.io.IOException;
import java.io.PrintWriter;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.xcauth.openfire.provider.Backend;
import org.jivesoftware.util.LocaleUtils;
import org.jivesoftware.util.StringUtils;

/** The console's page that says what its lists of users and groups show. The console lets only administrators see it. */
public final class KnownServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PLUGIN = "nextcloudauth";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=UTF-8");
        PrintWriter page = response.getWriter();
        page.println("<html><head><title>" + text("known.title") + "</title>"
                + "<meta name=\"pageID\" content=\"nextcloud-known\"/></head><body>");
        page.println("<p>" + text("known.explanation") + "</p>");
        Backend.current().ifPresentOrElse(backend -> {
            page.println("<table class=\"jive-table\"><tbody>");
            row(page, "known.users", backend.users().count());
            row(page, "known.groups", backend.directory().groupIds().size());
            page.println("</tbody></table>");
        }, () -> page.println("<p>" + text("known.inactive") + "</p>"));
        page.println("</body></html>");
    }

    private static void row(PrintWriter page, String key, int count) {
        page.println("<tr><th scope=\"row\">" + text(key) + "</th><td>" + count + "</td></tr>");
    }

    private static String text(String key) {
        return StringUtils.escapeHTMLTags(LocaleUtils.getLocalizedString(key, PLUGIN));
    }
}
