package net.xcauth.openfire.console;

import java.io.IOException;
import net.xcauth.core.metrics.Meters;
import net.xcauth.openfire.administration.Administration;

/** All numbers, in Prometheus' text format. */
public final class MetricsPage extends ConsolePage {
    private static final long serialVersionUID = 1L;

    /** Made by Openfire. */
    public MetricsPage() {
        super("nextcloud-status");
    }

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        visit.response().setContentType(Meters.CONTENT_TYPE);
        visit.response().getOutputStream().write(administration.watch().meters().text());
    }
}
