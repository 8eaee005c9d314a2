package net.xcauth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.CloudOperation;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.text.RefusedException;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final byte[] YES =
            "{\"result\":\"success\",\"data\":{\"uid\":\"alice\",\"isUser\":true}}".getBytes(StandardCharsets.UTF_8);
    private static final String DOMAIN = "example.org";

    @Test
    void remembersNothingByDefault() throws Exception {
        try (RawServer cloud = RawServer.answering(200, "", YES);
                Pipeline pipeline = builder(cloud).build()) {
            assertThat(login(pipeline).reason()).isEqualTo(Reason.CLOUD);
            assertThat(login(pipeline).reason()).isEqualTo(Reason.CLOUD);
            assertThat(cloud.requests()).hasSize(2);
            assertThat(pipeline.health()).isEmpty();
        }
    }

    @Test
    void remembersMeasuresAndReportsIfConfigured() throws Exception {
        List<CloudOperation> operations = new ArrayList<>();
        List<Reason> reasons = new ArrayList<>();
        List<Duration> times = new ArrayList<>();
        long start = System.nanoTime();
        try (RawServer cloud = RawServer.answering(200, "", YES);
                Pipeline pipeline = builder(cloud)
                        .cache(CachePolicy.defaults(), 4)
                        .persistence(Persistence.NONE, Duration.ofSeconds(5))
                        .cloudListener((operation, answer, took) -> operations.add(operation))
                        .decisionListener((question, outcome, took) -> {
                            reasons.add(outcome.reason());
                            times.add(took);
                        })
                        .build()) {
            login(pipeline);
            login(pipeline);
            pipeline.cloud().neutral(endpoint(cloud)).join();

            assertThat(cloud.requests()).hasSize(2);
            assertThat(reasons).containsExactly(Reason.CLOUD, Reason.CACHED);
            Duration all = Duration.ofNanos(System.nanoTime() - start);
            assertThat(times).hasSize(2).allSatisfy(took -> assertThat(took).isBetween(Duration.ZERO, all));
            assertThat(operations).containsExactly(CloudOperation.AUTH, CloudOperation.NEUTRAL);
            assertThat(pipeline.health()).singleElement().matches(CloudHealth::answers);
        }
    }

    @Test
    void isUnreachableOnceClosed() throws Exception {
        try (RawServer cloud = RawServer.answering(200, "", YES)) {
            Pipeline pipeline = builder(cloud).build();
            pipeline.close();

            assertThat(login(pipeline).decision()).isEqualTo(Outcome.Decision.CANNOT_TELL);
            assertThat(cloud.requests()).isEmpty();
        }
    }

    @Test
    void refusesAnUnreadableCaFileAtOnce() {
        CloudSettings settings = CloudSettings.defaults().withCaFile(Path.of("/nowhere/ca.pem"));

        assertThatThrownBy(() -> Pipeline.clouds(settings))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("/nowhere/ca.pem");
    }

    private static Outcome login(Pipeline pipeline) {
        return pipeline.authenticator()
                .authenticate("alice", DOMAIN, "wonderland")
                .join();
    }

    private static Pipeline.Builder builder(RawServer cloud) {
        return Pipeline.builder(CloudSettings.defaults(), domain -> Optional.of(endpoint(cloud)));
    }

    private static Endpoint endpoint(RawServer cloud) {
        return new Endpoint.Jsxc(cloud.url("http"), List.of(ApiSecret.of("0123456789ABCDEF")), DOMAIN);
    }
}
