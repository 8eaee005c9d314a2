package net.xcauth.core.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.CloudOperation;

/**
 * Metrics for Prometheus. Names are the same in all programs; labels never contain users, domains or secrets.
 * Thread-safe; never blocks. Exemplars are off: nothing traces requests, and the thread of their rate limiter would
 * outlive a plugin.
 */
public final class Meters implements DecisionListener, CloudListener {
    /** The content type of {@link #text}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter logins = Counter.builder()
            .withoutExemplars()
            .name("xcauth_logins")
            .help("Passwords and tokens checked, by decision and reason.")
            .labelNames("decision", "reason")
            .register(registry);
    private final Histogram loginTimes = Histogram.builder()
            .withoutExemplars()
            .name("xcauth_login_duration_seconds")
            .help("Time to decide about a password or token, by reason.")
            .labelNames("reason")
            .classicOnly()
            .classicUpperBounds(0.0001, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .register(registry);
    private final Counter existence = Counter.builder()
            .withoutExemplars()
            .name("xcauth_existence_questions")
            .help("Checks whether a user exists, by decision and reason.")
            .labelNames("decision", "reason")
            .register(registry);
    private final Counter requests = Counter.builder()
            .withoutExemplars()
            .name("xcauth_cloud_requests")
            .help("Requests to clouds, by operation and answer: yes, no, or the cause of the failure.")
            .labelNames("operation", "answer")
            .register(registry);
    private final Histogram answerTimes = Histogram.builder()
            .withoutExemplars()
            .name("xcauth_cloud_request_duration_seconds")
            .help("Time to a cloud's answer, including the wait for a free slot.")
            .labelNames("operation")
            .classicOnly()
            .classicUpperBounds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .register(registry);

    /** @param version the program's version */
    public Meters(String version) {
        Info.builder()
                .name("xcauth_build")
                .help("The running version.")
                .labelNames("version")
                .register(registry)
                .addLabelValues(version);
    }

    @Override
    public void decided(Question question, Outcome outcome, Duration took) {
        String decision = lower(outcome.decision());
        String reason = lower(outcome.reason());
        if (question == Question.LOGIN) {
            logins.labelValues(decision, reason).inc();
            loginTimes.labelValues(reason).observe(took.toNanos() / NANOS);
        } else {
            existence.labelValues(decision, reason).inc();
        }
    }

    @Override
    public void answered(CloudOperation operation, Answer<?> answer, Duration took) {
        requests.labelValues(lower(operation), result(answer)).inc();
        answerTimes.labelValues(lower(operation)).observe(took.toNanos() / NANOS);
    }

    private static String result(Answer<?> answer) {
        if (answer instanceof Unreachable<?> unreachable) {
            return lower(unreachable.cause());
        }
        return answer instanceof Yes<?> ? "yes" : "no";
    }

    /** Adds gauges for the health of clouds. */
    public void showClouds(Supplier<List<CloudHealth>> clouds) {
        GaugeWithCallback.builder()
                .name("xcauth_cloud_up")
                .help("1 if the cloud answered the last request, else 0.")
                .labelNames("cloud")
                .callback(each -> clouds.get().forEach(health -> each.call(health.answers() ? 1 : 0, health.cloud())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("xcauth_cloud_changed_timestamp_seconds")
                .help("Time of the last change between answering and not answering.")
                .labelNames("cloud")
                .callback(each -> clouds.get()
                        .forEach(health -> each.call(health.since().toEpochMilli() / MILLIS, health.cloud())))
                .register(registry);
    }

    /** Adds a gauge for circuit breakers, by the address of the cloud; true for those that are open. */
    public void showUnreachable(Supplier<Map<URI, Boolean>> clouds) {
        GaugeWithCallback.builder()
                .name("xcauth_cloud_breaker_open")
                .help("1 if the circuit breaker is open: the cloud is considered unreachable and only probed.")
                .labelNames("cloud")
                .callback(each -> clouds.get().forEach((url, open) -> each.call(open ? 1 : 0, MeasuredCloud.name(url))))
                .register(registry);
    }

    /** Adds a gauge for the number of groups. */
    public void showGroups(IntSupplier groups) {
        show("xcauth_groups", "Groups shown in rosters.", groups);
    }

    /** Adds a gauge for the number of users. */
    public void showUsers(IntSupplier users) {
        show("xcauth_users", "Known users.", users);
    }

    private void show(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(each -> each.call(value.getAsInt()))
                .register(registry);
    }

    /** Adds a gauge for the last scheduled refresh of groups; empty before the first one. */
    public void showRefresh(Supplier<Optional<Instant>> time) {
        GaugeWithCallback.builder()
                .name("xcauth_roster_refresh_timestamp_seconds")
                .help("Time of the last refresh of all groups.")
                .callback(each -> time.get().ifPresent(last -> each.call(last.toEpochMilli() / MILLIS)))
                .register(registry);
    }

    /** All metrics in Prometheus' text format 0.0.4, UTF-8. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
