package net.xcauth.openfire.it.console;

import java.io.IOException;
import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jivesoftware.openfire.admin.AdminManager;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.auth.AuthToken;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.InternalUnauthenticatedException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.jivesoftware.util.CookieUtils;
import org.jivesoftware.util.StringUtils;

/** Stands for the console's {@code login.jsp}: the same fields, the same check, the same trace in the session. */
public final class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String CSRF = "csrf";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(request, response, "");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Cookie cookie = CookieUtils.getCookie(request, CSRF);
        if (cookie == null || !cookie.getValue().equals(request.getParameter(CSRF))) {
            show(request, response, "CSRF Failure!");
            return;
        }
        String username = request.getParameter("username");
        try {
            if (!AdminManager.getInstance().isUserAdmin(username, true)) {
                throw new UnauthorizedException("no administrator");
            }
            AuthToken token = AuthFactory.authenticate(username, request.getParameter("password"));
            request.getSession().invalidate();
            request.getSession(true).setAttribute("jive.admin.authToken", token);
            response.sendRedirect(after(request.getParameter("url")));
        } catch (UnauthorizedException | ConnectionException | InternalUnauthenticatedException e) {
            show(request, response, "Login failed");
        }
    }

    /** The page that the user requested, if it is one of this console. */
    private static String after(String url) {
        return url != null && url.startsWith("/") && !url.startsWith("//") ? url : "/index.jsp";
    }

    private static void show(HttpServletRequest request, HttpServletResponse response, String error)
            throws IOException {
        String url = request.getParameter("url");
        String csrf = StringUtils.randomString(15);
        CookieUtils.setCookie(request, response, CSRF, csrf, -1);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter().write("""
                <!DOCTYPE html>
                <html lang="en"><head><title>Login</title></head><body>
                <form action="/login.jsp" name="loginForm" method="post">
                <input type="hidden" name="url" value="%s">
                <input type="hidden" name="login" value="true">
                <input type="hidden" name="csrf" value="%s">
                <input type="text" name="username">
                <input type="password" name="password">
                <input type="submit" value="Login">
                </form><p>%s</p></body></html>
                """.formatted(url == null ? "" : StringUtils.escapeForXML(url), csrf, error));
    }
}
