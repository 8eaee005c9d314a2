package net.xcauth.bridge.metrics;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import net.xcauth.bridge.config.MissingCloud;
import net.xcauth.bridge.process.Version;
import net.xcauth.bridge.roster.Rosters;
import net.xcauth.core.Pipeline;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.metrics.Meters;

/** The program's meters and health, and the server that shows them. */
public final class Monitoring implements AutoCloseable {
    private final InetSocketAddress address;
    private final MissingCloud missingCloud;
    private final Meters meters = new Meters(Version.text());
    private Supplier<List<CloudHealth>> clouds = List::of;
    private BooleanSupplier hasCloud = () -> true;
    private Optional<MetricsServer> server = Optional.empty();

    /**
     * @param address      where metrics are to be shown
     * @param missingCloud the health while no cloud is known
     */
    public Monitoring(InetSocketAddress address, MissingCloud missingCloud) {
        this.address = address;
        this.missingCloud = missingCloud;
    }

    /** The meters that count answers and decisions. */
    public Meters meters() {
        return meters;
    }

    /**
     * Connects the meters with what they measure; to be called before {@link #start}.
     *
     * @param anyCloud true while at least one cloud is known
     */
    public void measure(Pipeline pipeline, Rosters rosters, BooleanSupplier anyCloud) {
        hasCloud = anyCloud;
        clouds = pipeline::health;
        meters.showClouds(clouds);
        meters.showUnreachable(pipeline.authenticator()::unreachable);
        meters.showGroups(rosters::groups);
        meters.showRefresh(rosters::refreshed);
    }

    /** @throws IOException if the address cannot be listened on; the message names it */
    public void start() throws IOException {
        server = Optional.of(new MetricsServer(address, meters::text, this::health));
    }

    private Health health() {
        return hasCloud.getAsBoolean()
                ? Health.of(clouds.get())
                : Health.withoutCloud(missingCloud.text(), missingCloud.remedy());
    }

    @Override
    public void close() {
        server.ifPresent(MetricsServer::close);
    }
}
