package net.xcauth.demo;

import static net.xcauth.demo.DemoClient.SAFETY_NET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RequestLogTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final DemoSettings settings = DemoSettings.defaults().withClock(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void theLogOmitsPasswords() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            client(cloud).auth("alice", "wonderland", "example.org");

            assertThat(cloud.requests())
                    .containsExactly(new LoggedRequest(
                            "auth", "alice", "example.org", "sha1", true, "", DemoCloud.API_PATH, 200, NOW));
            assertThat(cloud.requests().toString()).doesNotContain("wonderland");
        }
    }

    @Test
    void theLogHasTheStatusOfRefusedRequests() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            new DemoClient(cloud.url(), "wrong").isUser("bob", "");
            client(cloud).roster("nobody", "");
            client(cloud).send(HttpRequest.newBuilder(cloud.url()));

            assertThat(cloud.requests())
                    .containsExactly(
                            new LoggedRequest("isuser", "bob", "", "sha1", false, "", DemoCloud.API_PATH, 500, NOW),
                            new LoggedRequest(
                                    "sharedroster", "nobody", "", "sha1", true, "", DemoCloud.API_PATH, 500, NOW),
                            new LoggedRequest("", "", "", "", false, "", DemoCloud.API_PATH, 405, NOW));
        }
    }

    @Test
    void unansweredRequestsHaveNoStatus() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            cloud.fault(Fault.HANG_BEFORE_HEADER);
            client(cloud).askLater("operation=isuser&username=bob");

            assertThat(cloud.awaitRequests(1, SAFETY_NET))
                    .extracting(LoggedRequest::status)
                    .containsExactly(LoggedRequest.NO_STATUS);
        }
    }

    @Test
    void requestsAreCountedByOperation() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            client(cloud).isUser("alice", "");
            client(cloud).isUser("bob", "");
            client(cloud).auth("bob", "x", "");
            client(cloud).ask("operation=dance");

            assertThat(cloud.requestCount("isuser")).isEqualTo(2);
            assertThat(cloud.requestCount("auth")).isEqualTo(1);
            assertThat(cloud.requestCount("sharedroster")).isZero();
            assertThat(cloud.requestCount("dance")).isZero();
            assertThat(cloud.requestCount()).isEqualTo(4);
        }
    }

    @Test
    void clearingDeletesRequestsAndCounts() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            client(cloud).isUser("alice", "");
            cloud.clearRequests();

            assertThat(cloud.requests()).isEmpty();
            assertThat(cloud.requestCount("isuser")).isZero();
        }
    }

    @Test
    void requestsAreCountedEvenIfTheyAreNotKept() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(settings.withKeepRequests(false))) {
            client(cloud).isUser("alice", "");

            assertThat(cloud.requests()).isEmpty();
            assertThat(cloud.requestCount("isuser")).isEqualTo(1);
            assertThatIllegalStateException().isThrownBy(() -> cloud.awaitRequests(1, SAFETY_NET));
        }
    }

    @Test
    void waitingForMissingRequestsFails() {
        RequestLog log = new RequestLog(true);
        log.add(numbered(0));

        assertThatIllegalStateException()
                .isThrownBy(() -> log.await(2, Duration.ofMillis(1)))
                .withMessageStartingWith("received 1 of 2 requests");
    }

    @Test
    void onlyTheNewestRequestsAreKept() {
        RequestLog log = new RequestLog(true);
        for (int i = 0; i < RequestLog.CAPACITY + 5; i++) {
            log.add(numbered(i));
        }

        assertThat(log.requests()).hasSize(RequestLog.CAPACITY).startsWith(numbered(5));
        assertThat(log.count("isuser")).isEqualTo(RequestLog.CAPACITY + 5);
    }

    private static LoggedRequest numbered(int number) {
        return new LoggedRequest("isuser", "user" + number, "", "sha1", true, "", DemoCloud.API_PATH, 200, NOW);
    }

    private static DemoClient client(DemoCloud cloud) {
        return new DemoClient(cloud.url(), DemoSettings.DEMO_SECRET);
    }
}
