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

/**
 * What is counted and timed. The names are the same wherever the pipeline runs; labels never hold users, domains or
 * secrets. Thread-safe; counting never blocks. No exemplars: nobody here traces, and the thread that rations them would
 * outlive a plugin.
 */
public final class Meters implements DecisionListener, CloudListener {
    /** What {@link #text} is. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter logins = Counter.builder()
            .withoutExemplars()
            .name("xcauth_logins")
            .help("Passwords and tokens that were checked, by decision and by what decided.")
            .labelNames("decision", "reason")
            .register(registry);
    private final Histogram loginTimes = Histogram.builder()
            .withoutExemplars()
            .name("xcauth_login_duration_seconds")
            .help("Time from a password to the decision, by what decided.")
            .labelNames("reason")
            .classicOnly()
            .classicUpperBounds(0.0001, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .register(registry);
    private final Counter existence = Counter.builder()
            .withoutExemplars()
            .name("xcauth_existence_questions")
            .help("Questions whether a user exists, by decision and by what decided.")
            .labelNames("decision", "reason")
            .register(registry);
    private final Counter questions = Counter.builder()
            .withoutExemplars()
            .name("xcauth_cloud_requests")
            .help("Requests to clouds, by operation and by answer: yes, no, or why there was none.")
            .labelNames("operation", "answer")
            .register(registry);
    private final Histogram answerTimes = Histogram.builder()
            .withoutExemplars()
            .name("xcauth_cloud_request_duration_seconds")
            .help("Time to a cloud's answer, waiting for a free place included.")
            .labelNames("operation")
            .classicOnly()
            .classicUpperBounds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .register(registry);

    /** @param version of the program */
    public Meters(String version) {
        Info.builder()
                .name("xcauth_build")
                .help("The version that runs.")
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
    public void answered(String operation, Answer<?> said, Duration took) {
        questions.labelValues(operation, result(said)).inc();
        answerTimes.labelValues(operation).observe(took.toNanos() / NANOS);
    }

    private static String result(Answer<?> said) {
        if (said instanceof Unreachable<?> unreachable) {
            return lower(unreachable.cause());
        }
        return said instanceof Yes<?> ? "yes" : "no";
    }

    /** Shows whether clouds answer. */
    public void showClouds(Supplier<List<CloudHealth>> clouds) {
        GaugeWithCallback.builder()
                .name("xcauth_cloud_up")
                .help("Whether the cloud answered the last request.")
                .labelNames("cloud")
                .callback(each -> clouds.get().forEach(health -> each.call(health.answers() ? 1 : 0, health.cloud())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("xcauth_cloud_changed_timestamp_seconds")
                .help("Since when the cloud has answered, or has not.")
                .labelNames("cloud")
                .callback(each -> clouds.get()
                        .forEach(health -> each.call(health.since().toEpochMilli() / MILLIS, health.cloud())))
                .register(registry);
    }

    /** Shows which clouds, by address, count as unreachable and are only tried now and then. */
    public void showUnreachable(Supplier<Map<URI, Boolean>> clouds) {
        GaugeWithCallback.builder()
                .name("xcauth_cloud_breaker_open")
                .help("Whether the cloud failed so often that it is only tried now and then.")
                .labelNames("cloud")
                .callback(each -> clouds.get().forEach((url, open) -> each.call(open ? 1 : 0, MeasuredCloud.name(url))))
                .register(registry);
    }

    /** Shows how many groups are known. */
    public void showGroups(IntSupplier groups) {
        show("xcauth_groups", "Groups that are shown in rosters.", groups);
    }

    /** Shows how many users are known. */
    public void showUsers(IntSupplier users) {
        show("xcauth_users", "Users who are known to exist.", users);
    }

    private void show(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(each -> each.call(value.getAsInt()))
                .register(registry);
    }

    /** Shows when groups were last refreshed on schedule; empty as long as they were not. */
    public void showRefresh(Supplier<Optional<Instant>> time) {
        GaugeWithCallback.builder()
                .name("xcauth_roster_refresh_timestamp_seconds")
                .help("When all groups were last asked for.")
                .callback(each -> time.get().ifPresent(last -> each.call(last.toEpochMilli() / MILLIS)))
                .register(registry);
    }

    /** Everything, in Prometheus' text format 0.0.4, UTF-8. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written", e);
        }
        return out.toByteArray();
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
