package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.xcauth.core.metrics.Meters;
import net.xcauth.openfire.administration.Administration;
import org.jivesoftware.admin.AuthCheckFilter;

/**
 * All metrics, in Prometheus' text format. Administrators see them in the console. Programs send an administrator's
 * name and password, so the page is excluded from the console's filter, which knows sessions only.
 */
public final class MetricsPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final String ADDRESS = "nextcloudauth/nextcloud-metrics";

    /** Called by Openfire. */
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
    void reject(HttpServletResponse response) throws IOException {
        response.setHeader("WWW-Authenticate", "Basic realm=\"Openfire\", charset=\"UTF-8\"");
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    }

    @Override
    void show(Exchange exchange, Administration administration) throws IOException {
        exchange.response().setContentType(Meters.CONTENT_TYPE);
        exchange.response()
                .getOutputStream()
                .write(administration.metrics().meters().text());
    }
}
