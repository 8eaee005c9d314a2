package net.xcauth.openfire.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.administration.Administrations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that only administrators see. The console lets nobody else come here; it is looked at once more, since a path
 * has led around its filter before.
 */
abstract class ConsolePage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ConsolePage.class);
    private static final int LARGEST_FORM = 65_536;
    /**
     * No script but the plugin's and the console's own files. The console's frame has handlers and styles in attributes; browsers
     * that do not know {@code script-src-attr} turn the handlers off.
     */
    private static final String POLICY =
            "default-src 'self'; script-src 'self'; script-src-attr 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    private final String pageId;

    /** @param pageId of the page in the console's navigation */
    ConsolePage(String pageId) {
        this.pageId = pageId;
    }

    /** Shows something; changes nothing. */
    abstract void show(Visit visit, Administration administration) throws IOException;

    /** Does what a form asks for. */
    void act(Visit visit, Administration administration) throws IOException {
        visit.response().setHeader("Allow", "GET, HEAD");
        visit.refuse(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "request.method");
    }

    /** Who asks, if that is an administrator. */
    Optional<String> administrator(HttpServletRequest request) {
        return Administrators.bySession(request);
    }

    /** Answers somebody who is not. */
    void keepOut(HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, this::show);
    }

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, (visit, administration) -> {
            if (request.getContentLengthLong() < 0 || request.getContentLengthLong() > LARGEST_FORM) {
                visit.refusePlainly(
                        HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "request.size", LARGEST_FORM / 1_024);
            } else if (!canBeRead(request)) {
                visit.refusePlainly(HttpServletResponse.SC_BAD_REQUEST, "request.form");
            } else if (!Csrf.matches(request.getSession(), request.getParameter(Csrf.FIELD))) {
                visit.refuse(HttpServletResponse.SC_FORBIDDEN, "request.csrf");
            } else {
                act(visit, administration);
            }
        });
    }

    /** Too many fields, or signs that are none: servlet containers say so by exceptions of their own. */
    private static boolean canBeRead(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (RuntimeException e) {
            log.debug("A form cannot be read", e);
            return false;
        }
    }

    @FunctionalInterface
    private interface Deed {
        void perform(Visit visit, Administration administration) throws IOException;
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Deed deed) throws IOException {
        request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        Optional<String> administrator = administrator(request);
        if (administrator.isEmpty()) {
            keepOut(response);
            return;
        }
        Visit visit = new Visit(request, response, administrator.get(), pageId);
        Optional<Administration> administration = Administrations.current();
        if (administration.isEmpty()) {
            visit.refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "request.unloaded");
            return;
        }
        try {
            deed.perform(visit, administration.get());
        } catch (RuntimeException e) {
            log.error("The page {} could not be shown", pageId, e);
            if (response.isCommitted()) {
                throw e;
            }
            response.resetBuffer();
            visit.refuse(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "request.fault");
        }
    }
}
