package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jivesoftware.openfire.security.SecurityAuditManager;

/** An administrator's request and its answer. */
final class Visit {
    private static final int LONGEST_SUMMARY = 255;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String administrator;
    private final String pageId;
    private final Language language = new Language();

    /**
     * @param administrator user name
     * @param pageId        of the page in the console's navigation
     */
    Visit(HttpServletRequest request, HttpServletResponse response, String administrator, String pageId) {
        this.request = request;
        this.response = response;
        this.administrator = administrator;
        this.pageId = pageId;
    }

    Language language() {
        return language;
    }

    /** A parameter's value without space around it; empty if there is none. */
    String parameter(String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.strip();
    }

    /** What was typed as a password, with any space; empty if nothing was. */
    String password() {
        String password = request.getParameter("password");
        return password == null ? "" : password;
    }

    /** All values of a parameter. */
    List<String> parameters(String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? List.of() : Arrays.asList(values);
    }

    /** What is kept for this administrator between two requests; null if it is not there. */
    Object kept(String name) {
        return request.getSession().getAttribute(name);
    }

    /** @param value null to forget it */
    void keep(String name, Object value) {
        request.getSession().setAttribute(name, value);
    }

    /**
     * Answers with a page.
     *
     * @param template its name
     * @param model    what it shows besides what every page does
     */
    void show(String template, Map<String, Object> model) throws IOException {
        Map<String, Object> all = new HashMap<>(model);
        all.put("t", language.lambda());
        all.put("language", language.code());
        all.put("pageId", pageId);
        all.put("title", language.text(pageId + ".title"));
        all.put(Csrf.FIELD, Csrf.token(request.getSession()));
        response.setContentType("text/html;charset=UTF-8");
        Templates.write(template, all, response.getWriter());
    }

    /** Answers with a page that says what is wrong, and what to do. */
    void refuse(int status, String key, Object... arguments) throws IOException {
        response.setStatus(status);
        show("refusal", Map.of("text", language.text(key, arguments)));
    }

    /** The same without a page: the console's decoration would try to read the form again, and fail. */
    void refusePlainly(int status, String key, Object... arguments) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().write(language.text(key, arguments));
    }

    /** Sends the browser on, so that reloading does not repeat what was done. */
    void goTo(String page) throws IOException {
        response.sendRedirect(page);
    }

    /** Writes into Openfire's security audit log. */
    void audit(String summary, String details) {
        String line = "Nextcloud Authentication: " + summary;
        SecurityAuditManager.getInstance()
                .logEvent(administrator, line.substring(0, Math.min(line.length(), LONGEST_SUMMARY)), details);
    }

    HttpServletResponse response() {
        return response;
    }
}
