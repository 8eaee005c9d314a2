package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jivesoftware.openfire.security.SecurityAuditManager;

/** An administrator's request and its response. */
final class Exchange {
    private static final int LONGEST_SUMMARY = 255;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String administrator;
    private final String pageId;
    private final Language language = new Language();

    /**
     * @param administrator the administrator's user name
     * @param pageId        the page's id in the console's navigation
     */
    Exchange(HttpServletRequest request, HttpServletResponse response, String administrator, String pageId) {
        this.request = request;
        this.response = response;
        this.administrator = administrator;
        this.pageId = pageId;
    }

    Language language() {
        return language;
    }

    /** A parameter's value, stripped; empty if there is none. */
    String parameter(String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.strip();
    }

    /** The parameter {@code password} as typed, with spaces; empty if there is none. */
    String password() {
        String password = request.getParameter("password");
        return password == null ? "" : password;
    }

    /** All values of a parameter. */
    List<String> parameters(String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? List.of() : Arrays.asList(values);
    }

    /** A value kept in the administrator's session; empty if there is none. */
    Optional<String> kept(String name) {
        return request.getSession().getAttribute(name) instanceof String value ? Optional.of(value) : Optional.empty();
    }

    /** Keeps a value in the administrator's session. */
    void keep(String name, String value) {
        request.getSession().setAttribute(name, value);
    }

    /** Removes a kept value. */
    void discard(String name) {
        request.getSession().removeAttribute(name);
    }

    /**
     * Responds with a page.
     *
     * @param template the template's name
     * @param model    its values, in addition to those that every page has
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

    /** Responds with a page that says what is wrong and what to do. */
    void refuse(int status, String key, Object... arguments) throws IOException {
        response.setStatus(status);
        show("refusal", Map.of("text", language.text(key, arguments)));
    }

    /** Responds with plain text: the console's page decorator would try to read the form again, and fail. */
    void refusePlainly(int status, String key, Object... arguments) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().write(language.text(key, arguments));
    }

    /** Redirects the browser, so that reloading does not repeat the action. */
    void redirect(String page) throws IOException {
        response.sendRedirect(page);
    }

    /** Adds an entry to Openfire's security audit log. */
    void audit(String summary, String details) {
        String line = "Nextcloud Authentication: " + summary;
        SecurityAuditManager.getInstance()
                .logEvent(administrator, line.substring(0, Math.min(line.length(), LONGEST_SUMMARY)), details);
    }

    HttpServletResponse response() {
        return response;
    }
}
