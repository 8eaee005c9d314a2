package net.xcauth.openfire.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.metrics.LastHour;
import net.xcauth.core.metrics.Meters;

/** What is counted of all that the plugin does, however often it is configured anew. */
public final class Watch {
    private final Meters meters;
    private final LastHour lastHour;

    /**
     * @param version of the plugin
     * @param service the one at work; null while none is
     */
    public Watch(String version, LastHour lastHour, Supplier<Service> service) {
        this.lastHour = lastHour;
        meters = new Meters(version);
        meters.showClouds(() -> current(service).map(Service::health).orElse(List.of()));
        meters.showUnreachable(() -> current(service).map(Service::unreachable).orElse(Map.of()));
        meters.showGroups(() -> current(service)
                .map(each -> each.backend().directory().groupIds().size())
                .orElse(0));
        meters.showUsers(() ->
                current(service).map(each -> each.backend().users().count()).orElse(0));
        meters.showRefresh(
                () -> current(service).flatMap(each -> each.refreshes().succeeded()));
    }

    private static Optional<Service> current(Supplier<Service> service) {
        return Optional.ofNullable(service.get());
    }

    DecisionListener decisions() {
        return DecisionListener.all(meters, lastHour);
    }

    /** All numbers since the plugin was loaded. */
    public Meters meters() {
        return meters;
    }

    /** The last sixty minutes. */
    public LastHour lastHour() {
        return lastHour;
    }
}
