package net.xcauth.bridge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import net.xcauth.bridge.config.MissingCloud;
import net.xcauth.bridge.metrics.Health;
import net.xcauth.bridge.metrics.MetricsServer;
import net.xcauth.bridge.roster.Rosters;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.metrics.MeasuredCloud;
import net.xcauth.core.metrics.Meters;

/** Counts what the program does, and shows it where that is configured. */
final class Watch implements AutoCloseable {
    private final InetSocketAddress address;
    private final Meters meters = new Meters(Main.version());
    private final MeasuredCloud cloud;
    private final MissingCloud missing;
    private BooleanSupplier hasCloud = () -> true;
    private MetricsServer server;

    /** @param missing what to say while no cloud is known */
    Watch(InetSocketAddress address, Cloud watched, MissingCloud missing, Clock clock) {
        this.address = address;
        this.missing = missing;
        cloud = new MeasuredCloud(watched, clock, meters);
        meters.showClouds(cloud::health);
    }

    Cloud cloud() {
        return cloud;
    }

    DecisionListener decisions() {
        return meters;
    }

    void show(Authenticator authenticator, Rosters rosters, Storage storage) {
        hasCloud = storage::hasCloud;
        meters.showUnreachable(authenticator::unreachable);
        meters.showGroups(rosters::groups);
        meters.showRefresh(rosters::refreshed);
    }

    /** @throws IOException if the address cannot be listened on */
    void start() throws IOException {
        server = new MetricsServer(address, meters::text, this::health);
    }

    private Health health() {
        return hasCloud.getAsBoolean() ? Health.of(cloud.health())
                : Health.withoutCloud(missing.text(), missing.remedy());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
