package net.xcauth.openfire.service;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.examination.BruteForceStep;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.roster.Scheduler;

/** The state of the cloud as the console shows it, checked at the start and on a schedule. */
public final class CloudMonitor {
    private static final Duration CLOCK_INTERVAL = Duration.ofHours(1);
    private static final Duration EXEMPTION_INTERVAL = Duration.ofMinutes(1);

    private final Clouds clouds;
    private final Pipeline pipeline;
    private final Endpoint endpoint;
    private final RejectedCredentials rejected;
    /** For the JSXC API only: its tokens expire by this machine's clock. */
    private final Optional<ClockSkew> clockSkew;
    /** For Nextcloud's own API only: the JSXC API bypasses brute force protection. */
    private final Optional<BruteForceExemption> exemption;

    /**
     * @param clouds   not measured, and closed with the pipeline
     * @param rejected listens to the pipeline's answers
     */
    CloudMonitor(
            Clouds clouds,
            Pipeline pipeline,
            Endpoint endpoint,
            CloudSettings settings,
            RejectedCredentials rejected,
            Clock clock) {
        this.clouds = clouds;
        this.pipeline = pipeline;
        this.endpoint = endpoint;
        this.rejected = rejected;
        clockSkew = endpoint instanceof Endpoint.Jsxc jsxc
                ? Optional.of(new ClockSkew(clouds, jsxc, clock))
                : Optional.empty();
        exemption = endpoint instanceof Endpoint.Nextcloud nextcloud
                ? Optional.of(new BruteForceExemption(
                        () -> clouds.nextcloud().bruteForce(nextcloud),
                        () -> BruteForceStep.here(nextcloud.base(), settings),
                        clock))
                : Optional.empty();
    }

    /** Begins the checks, on the scheduler's thread and the clouds' own. */
    void start(Scheduler scheduler) {
        pipeline.cloud().neutral(endpoint);
        scheduler.soon(Duration.ZERO, this::checkServiceAccount).run();
        clockSkew.ifPresent(skew -> {
            skew.measure();
            scheduler.every(CLOCK_INTERVAL, skew::measure);
        });
        exemption.ifPresent(each -> {
            scheduler.soon(Duration.ZERO, each::check).run();
            scheduler.every(EXEMPTION_INTERVAL, each::check);
        });
    }

    private void checkServiceAccount() {
        if (endpoint instanceof Endpoint.Nextcloud nextcloud
                && nextcloud.serviceAccount().isPresent()) {
            clouds.nextcloud().serviceAccount(nextcloud).thenAccept(rejected::serviceAccountChecked);
        }
    }

    /** The health of the cloud; empty until it has been queried. */
    public Optional<CloudHealth> health() {
        return pipeline.health().stream().findFirst();
    }

    /** The health of all addresses, for the metrics. */
    List<CloudHealth> healthByAddress() {
        return pipeline.health();
    }

    /** By address, true while the circuit breaker is open. */
    public Map<URI, Boolean> unreachable() {
        return pipeline.authenticator().unreachable();
    }

    /** The reason why the cloud rejects the API secret or the service account, as last seen; empty if it does not. */
    public Optional<Cause> rejection() {
        return rejected.cause();
    }

    /** The time by which this machine's clock is ahead of the cloud's; empty if that is unknown. */
    public Optional<Duration> clockAhead() {
        return clockSkew.flatMap(ClockSkew::ahead);
    }

    /** The check of the exemption from the cloud's brute force protection; empty for the JSXC API. */
    public Optional<BruteForceExemption> exemption() {
        return exemption;
    }
}
