package net.xcauth.bridge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
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
    private MetricsServer server;

    Watch(InetSocketAddress address, Cloud watched, Clock clock) {
        this.address = address;
        cloud = new MeasuredCloud(watched, clock, meters);
        meters.showClouds(cloud::health);
    }

    Cloud cloud() {
        return cloud;
    }

    DecisionListener decisions() {
        return meters;
    }

    void show(Authenticator authenticator, Rosters rosters) {
        meters.showUnreachable(authenticator::unreachable);
        meters.showGroups(rosters::groups);
        meters.showRefresh(rosters::refreshed);
    }

    /** @throws IOException if the address cannot be listened on */
    void start() throws IOException {
        server = new MetricsServer(address, meters::text, () -> Health.of(cloud.health()));
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
