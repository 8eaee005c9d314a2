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

/** Access that ends in the cloud ends in ejabberd. */
@Timeout(60)
class KicksTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey SMITH = new UserKey("o'hara smith", "example.org");
    private static final UserKey STRANGER = new UserKey("alice", "other.example");
    private static final String ALICE_KICKED = "kick_user {\"user\":\"alice\",\"host\":\"example.org\"}";
    private static final String SMITH_KICKED =
            "kick_user {\"user\":\"o\\\\27hara\\\\20smith\",\"host\":\"example.org\"}";

    private final AtomicReference<Answer> answer = new AtomicReference<>(new Answer(200, "2"));
    private ApiStub api;
    private Hosts hosts;

    @BeforeEach
    void start() throws Exception {
        api = new ApiStub((command, body) ->
                command.equals("registered_vhosts") ? new Answer(200, "[\"example.org\"]") : answer.get());
    }

    @AfterEach
    void stop() {
        hosts.close();
        api.close();
    }

    private void serve(Kick when) throws Exception {
        hosts = hosts(when);
        hosts.start(served -> {});
        Eventually.until("ejabberd says what it serves", () -> !hosts.mayServe("other.example"));
    }

    private Hosts hosts(Kick when) {
        return new Hosts(
                new EjabberdSettings(Optional.empty(), Optional.of(api.address()), "", Optional.empty(), 2, when),
                PushedStore.NONE);
    }

    private void untilAsked(String... kicks) throws Exception {
        Eventually.until(
                "ejabberd is told " + String.join(", ", kicks),
                () -> api.asked().containsAll(List.of(kicks)));
    }

    @Test
    void aUserIsLoggedOutOnceWhereTheUserIsServed() throws Exception {
        serve(Kick.PASSWORD);
        hosts.accountListener().ended(STRANGER, End.DELETED);
        hosts.accountListener().ended(ALICE, End.DELETED);
        untilAsked(ALICE_KICKED);
        hosts.accountListener().passwordChanged(SMITH);
        untilAsked(SMITH_KICKED);

        assertThat(api.asked()).containsExactly("registered_vhosts {}", ALICE_KICKED, SMITH_KICKED);
    }

    @Test
    void passwordsMayBeLeftOut() throws Exception {
        serve(Kick.ACCOUNT);
        hosts.accountListener().passwordChanged(ALICE);
        hosts.accountListener().ended(SMITH, End.DISABLED);
        untilAsked(SMITH_KICKED);

        assertThat(api.asked()).doesNotContain(ALICE_KICKED);
    }

    @Test
    void itIsTriedAgainUntilEjabberdDoesIt() throws Exception {
        answer.set(new Answer(403, "{\"message\":\"AccessRules\"}"));
        serve(Kick.PASSWORD);
        hosts.accountListener().ended(ALICE, End.DISABLED);
        untilAsked(ALICE_KICKED);
        hosts.accountListener().ended(SMITH, End.DISABLED);
        answer.set(new Answer(200, "0"));
        untilAsked(ALICE_KICKED, SMITH_KICKED);

        Eventually.until(
                "both are logged out",
                () -> api.asked().stream().filter(ALICE_KICKED::equals).count() >= 2);
    }

    /** ejabberd ends tokens with a session, and leaves those of a user without one alone. */
    @Test
    void whoIsOfflineIsLoggedOutWhenATokenHasBroughtASessionIn() throws Exception {
        hosts = hosts(Kick.PASSWORD);
        answer.set(new Answer(200, "\"Kicked sessions: 0\""));
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try (Ejabberd ejabberd = new Ejabberd(new ApiChannel(api.address(), "", Optional.empty()))) {
            Kicks kicks = new Kicks(
                    ejabberd,
                    Kick.PASSWORD,
                    CompletableFuture.completedFuture(Set.of("example.org")),
                    thread,
                    Duration.ofMillis(10));
            kicks.ended(ALICE, End.DELETED);
            untilAsked(ALICE_KICKED);
            Eventually.until("it is tried again", () -> times(ALICE_KICKED) > 2);

            answer.set(new Answer(200, "\"Kicked sessions: 1\""));
            int before = times(ALICE_KICKED);
            Eventually.until("it is tried once more", () -> times(ALICE_KICKED) > before);
            kicks.ended(SMITH, End.DELETED);
            untilAsked(SMITH_KICKED);
            assertThat(times(ALICE_KICKED))
                    .as("at most that which was under way")
                    .isLessThanOrEqualTo(before + 2);
        } finally {
            thread.shutdownNow();
        }
    }

    private int times(String call) {
        return (int) api.asked().stream().filter(call::equals).count();
    }

    @Test
    void beforeEjabberdAnswersItIsNotForgotten() throws Exception {
        hosts = hosts(Kick.PASSWORD);
        hosts.accountListener().ended(ALICE, End.DELETED);
        hosts.start(served -> {});

        untilAsked(ALICE_KICKED);
    }
}
