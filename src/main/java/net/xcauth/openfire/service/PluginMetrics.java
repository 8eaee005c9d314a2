package net.xcauth.openfire.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.xcauth.core.metrics.LastHour;
import net.xcauth.core.metrics.Meters;

/**
 * The plugin's metrics since it was loaded, across changes of its settings.
 *
 * @param meters   all of them, for Prometheus
 * @param lastHour the last sixty minutes, for the console's charts
 */
public record PluginMetrics(Meters meters, LastHour lastHour) {

    /**
     * Creates the metrics, with gauges that read the running service.
     *
     * @param version of the plugin
     * @param service the running one; empty while no cloud is configured
     */
    public static PluginMetrics of(String version, LastHour lastHour, Supplier<Optional<Service>> service) {
        Meters meters = new Meters(version);
        meters.showClouds(
                () -> service.get().map(each -> each.cloud().healthByAddress()).orElse(List.of()));
        meters.showUnreachable(
                () -> service.get().map(each -> each.cloud().unreachable()).orElse(Map.of()));
        meters.showGroups(() -> service.get()
                .map(each -> each.backend().directory().groupIds().size())
                .orElse(0));
        meters.showUsers(
                () -> service.get().map(each -> each.backend().users().count()).orElse(0));
        meters.showRefresh(() -> service.get().flatMap(each -> each.refreshes().lastSuccess()));
        return new PluginMetrics(meters, lastHour);
    }
}
