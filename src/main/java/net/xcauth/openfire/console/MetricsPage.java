package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.xcauth.core.metrics.Meters;
import net.xcauth.openfire.administration.Administration;
import org.jivesoftware.admin.AuthCheckFilter;

/**
 * All numbers, in Prometheus' text format. Administrators see it in the console; programs say an administrator's name
 * and password, so that the console's filter, which knows sessions only, leaves this page to itself.
 */
public final class MetricsPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final String ADDRESS = "nextcloudauth/nextcloud-metrics";

    /** Made by Openfire. */
    public MetricsPage() {
        super("nextcloud-status");
    }

    @Override
    public void init() {
        AuthCheckFilter.addExclude(ADDRESS);
    }

    @Override
    public void destroy() {
        AuthCheckFilter.removeExclude(ADDRESS);
    }

    @Override
    Optional<String> administrator(HttpServletRequest request) {
        return Administrators.bySession(request).or(() -> Administrators.byPassword(request));
    }

    @Override
    void keepOut(HttpServletResponse response) throws IOException {
        response.setHeader("WWW-Authenticate", "Basic realm=\"Openfire\", charset=\"UTF-8\"");
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    }

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        visit.response().setContentType(Meters.CONTENT_TYPE);
        visit.response().getOutputStream().write(administration.watch().meters().text());
    }
}
