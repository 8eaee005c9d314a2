package net.xcauth.bridge.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import net.xcauth.bridge.ejabberd.ApiStub.Answer;
import net.xcauth.bridge.ejabberd.EjabberdSettings.Kick;
import net.xcauth.core.auth.AccountListener.End;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users whose access to the cloud has ended are logged out of ejabberd. */
@Timeout(60)
class SessionKickerTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey SMITH = new UserKey("o'hara smith", "example.org");
    private static final UserKey STRANGER = new UserKey("alice", "other.example");
    private static final String ALICE_KICKED = "kick_user {\"user\":\"alice\",\"host\":\"example.org\"}";
    private static final String SMITH_KICKED =
            "kick_user {\"user\":\"o\\\\27hara\\\\20smith\",\"host\":\"example.org\"}";

    private final AtomicReference<Answer> answer = new AtomicReference<>(new Answer(200, "2"));
    private ApiStub api;
    private EjabberdSync sync;

    @BeforeEach
    void start() throws Exception {
        api = new ApiStub((command, body) ->
                command.equals("registered_vhosts") ? new Answer(200, "[\"example.org\"]") : answer.get());
    }

    @AfterEach
    void stop() {
        sync.close();
        api.close();
    }

    private void serve(Kick when) throws Exception {
        sync = sync(when);
        sync.start(served -> {});
        Eventually.until("ejabberd has named its domains", () -> !sync.mayServe("other.example"));
    }

    private EjabberdSync sync(Kick when) {
        return new EjabberdSync(
                new EjabberdSettings(Optional.empty(), Optional.of(api.address()), "", Optional.empty(), 2, when),
                PushedStore.NONE);
    }

    private void awaitCalls(String... kicks) throws Exception {
        Eventually.until(
                "ejabberd is called: " + String.join(", ", kicks),
                () -> api.calls().containsAll(List.of(kicks)));
    }

    @Test
    void aUserIsLoggedOutOnceAndOnlyIfEjabberdServesTheDomain() throws Exception {
        serve(Kick.PASSWORD);
        sync.accountListener().ended(STRANGER, End.DELETED);
        sync.accountListener().ended(ALICE, End.DELETED);
        awaitCalls(ALICE_KICKED);
        sync.accountListener().passwordChanged(SMITH);
        awaitCalls(SMITH_KICKED);

        assertThat(api.calls()).containsExactly("registered_vhosts {}", ALICE_KICKED, SMITH_KICKED);
    }

    @Test
    void passwordChangesLogNobodyOutUnlessConfigured() throws Exception {
        serve(Kick.ACCOUNT);
        sync.accountListener().passwordChanged(ALICE);
        sync.accountListener().ended(SMITH, End.DISABLED);
        awaitCalls(SMITH_KICKED);

        assertThat(api.calls()).doesNotContain(ALICE_KICKED);
    }

    @Test
    void aLogoutIsRetriedUntilItSucceeds() throws Exception {
        answer.set(new Answer(403, "{\"message\":\"AccessRules\"}"));
        serve(Kick.PASSWORD);
        sync.accountListener().ended(ALICE, End.DISABLED);
        awaitCalls(ALICE_KICKED);
        sync.accountListener().ended(SMITH, End.DISABLED);
        answer.set(new Answer(200, "0"));
        awaitCalls(ALICE_KICKED, SMITH_KICKED);

        Eventually.until(
                "both are logged out",
                () -> api.calls().stream().filter(ALICE_KICKED::equals).count() >= 2);
    }

    /** ejabberd revokes tokens together with a session, and keeps those of users without one. */
    @Test
    void aUserWithoutASessionIsLoggedOutWhenATokenHasOpenedOne() throws Exception {
        sync = sync(Kick.PASSWORD);
        answer.set(new Answer(200, "\"Kicked sessions: 0\""));
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try (Ejabberd ejabberd = new Ejabberd(new ApiChannel(api.address(), "", Optional.empty()))) {
            SessionKicker kicker = new SessionKicker(
                    ejabberd,
                    Kick.PASSWORD,
                    CompletableFuture.completedFuture(Set.of("example.org")),
                    thread,
                    Duration.ofMillis(10));
            kicker.ended(ALICE, End.DELETED);
            awaitCalls(ALICE_KICKED);
            Eventually.until("it is tried again", () -> times(ALICE_KICKED) > 2);

            answer.set(new Answer(200, "\"Kicked sessions: 1\""));
            int before = times(ALICE_KICKED);
            Eventually.until("it is tried once more", () -> times(ALICE_KICKED) > before);
            kicker.ended(SMITH, End.DELETED);
            awaitCalls(SMITH_KICKED);
            assertThat(times(ALICE_KICKED))
                    .as("one more attempt may have been running")
                    .isLessThanOrEqualTo(before + 2);
        } finally {
            thread.shutdownNow();
        }
    }

    private int times(String call) {
        return (int) api.calls().stream().filter(call::equals).count();
    }

    @Test
    void aLogoutWaitsForEjabberdsFirstAnswer() throws Exception {
        sync = sync(Kick.PASSWORD);
        sync.accountListener().ended(ALICE, End.DELETED);
        sync.start(served -> {});

        awaitCalls(ALICE_KICKED);
    }
}
