package net.xcauth.bridge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import net.xcauth.bridge.config.MissingCloud;
import net.xcauth.bridge.metrics.Health;
import net.xcauth.bridge.metrics.MetricsServer;
import net.xcauth.bridge.process.Version;
import net.xcauth.bridge.roster.Rosters;
import net.xcauth.core.Pipeline;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.metrics.Meters;

/** Counts what the program does, and shows it where that is configured. */
final class Watch implements AutoCloseable {
    private final InetSocketAddress address;
    private final Meters meters = new Meters(Version.text());
    private Supplier<List<CloudHealth>> clouds = List::of;
    private final MissingCloud missing;
    private BooleanSupplier hasCloud = () -> true;
    private MetricsServer server;

    /** @param missing what to say while no cloud is known */
    Watch(InetSocketAddress address, MissingCloud missing) {
        this.address = address;
        this.missing = missing;
    }

    /** Counts answers and decisions. */
    Meters meters() {
        return meters;
    }

    void show(Pipeline pipeline, Rosters rosters, Storage storage) {
        hasCloud = storage::hasCloud;
        clouds = pipeline::health;
        meters.showClouds(clouds);
        meters.showUnreachable(pipeline.authenticator()::unreachable);
        meters.showGroups(rosters::groups);
        meters.showRefresh(rosters::refreshed);
    }

    /** @throws IOException if the address cannot be listened on */
    void start() throws IOException {
        server = new MetricsServer(address, meters::text, this::health);
    }

    private Health health() {
        return hasCloud.getAsBoolean()
                ? Health.of(clouds.get())
                : Health.withoutCloud(missing.text(), missing.remedy());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
