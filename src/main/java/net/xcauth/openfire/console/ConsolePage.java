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
 * A page for administrators only. The console's filter already rejects all others; this page checks again, since a
 * crafted path has bypassed that filter before.
 */
abstract class ConsolePage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ConsolePage.class);
    private static final int LARGEST_FORM = 65_536;
    /**
     * Allows only scripts that are files of the plugin or the console. The console's frame has event handlers and
     * styles in attributes; browsers that do not know {@code script-src-attr} disable the handlers.
     */
    private static final String POLICY =
            "default-src 'self'; script-src 'self'; script-src-attr 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    private final String pageId;

    /** @param pageId the page's id in the console's navigation */
    ConsolePage(String pageId) {
        this.pageId = pageId;
    }

    /** Shows the page; changes nothing. */
    abstract void show(Exchange exchange, Administration administration) throws IOException;

    /** Handles a form; by default the page has none. */
    void act(Exchange exchange, Administration administration) throws IOException {
        exchange.response().setHeader("Allow", "GET, HEAD");
        exchange.refuse(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "request.method");
    }

    /** The administrator who sends the request; empty if it is not from one. */
    Optional<String> administrator(HttpServletRequest request) {
        return Administrators.bySession(request);
    }

    /** Answers a request that is not from an administrator. */
    void reject(HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, this::show);
    }

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, (exchange, administration) -> {
            if (request.getContentLengthLong() < 0 || request.getContentLengthLong() > LARGEST_FORM) {
                exchange.refusePlainly(
                        HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "request.size", LARGEST_FORM / 1_024);
            } else if (!canBeRead(request)) {
                exchange.refusePlainly(HttpServletResponse.SC_BAD_REQUEST, "request.form");
            } else if (!Csrf.matches(request.getSession(), exchange.parameter(Csrf.FIELD))) {
                exchange.refuse(HttpServletResponse.SC_FORBIDDEN, "request.csrf");
            } else {
                act(exchange, administration);
            }
        });
    }

    /** False for too many fields or malformed characters, for which each servlet container has its own exceptions. */
    private static boolean canBeRead(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (RuntimeException e) {
            log.debug("Cannot read a form", e);
            return false;
        }
    }

    @FunctionalInterface
    private interface Action {
        void perform(Exchange exchange, Administration administration) throws IOException;
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Action action) throws IOException {
        request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        Optional<String> administrator = administrator(request);
        if (administrator.isEmpty()) {
            reject(response);
            return;
        }
        Exchange exchange = new Exchange(request, response, administrator.get(), pageId);
        Optional<Administration> administration = Administrations.current();
        if (administration.isEmpty()) {
            exchange.refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "request.unloaded");
            return;
        }
        try {
            action.perform(exchange, administration.get());
        } catch (RuntimeException e) {
            log.error("Cannot show the page {}", pageId, e);
            if (response.isCommitted()) {
                throw e;
            }
            response.resetBuffer();
            exchange.refuse(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "request.fault");
        }
    }
}
