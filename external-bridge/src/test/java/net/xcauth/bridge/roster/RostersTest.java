package net.xcauth.bridge.roster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.cloud.jsxc.JsxcClient;
import net.xcauth.core.roster.GroupRules;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to servers that query contacts, with a demo cloud and without a database. */
class RostersTest {
    private static final String DOMAIN = "example.org";
    private static final CachePolicy NOTHING = new CachePolicy(
            false,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            1,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            1_000,
            Duration.ZERO,
            Duration.ZERO);

    private DemoCloud cloud;
    private volatile URI url;
    private JsxcClient client;
    private Authenticator authenticator;
    private Rosters rosters;

    @BeforeEach
    void start() {
        cloud = DemoCloud.start(DemoSettings.defaults()
                .withAccounts(DemoAccounts.empty()
                        .addUser("alice", "Alice", "a")
                        .addUser("Bob", "Bob \"B\" <b>", "b")
                        .addUser("o'neil", "", "o")
                        .addUser("zoe", "Zoe", "z")
                        .joinGroup("alice", "Staff")
                        .joinGroup("Bob", "Staff")
                        .joinGroup("alice", "Team @ 😀")
                        .joinGroup("Bob", "Team @ 😀")
                        .joinGroup("o'neil", "Staff")
                        .joinGroup("alice", "Hidden\u200b")
                        .joinGroup("zoe", "Hidden\u200b")));
        client = new JsxcClient(CloudSettings.defaults());
        url = cloud.url();
        Endpoints endpoints = domain -> domain.equals(DOMAIN)
                ? Optional.of(new Endpoint.Jsxc(url, List.of(ApiSecret.of(DemoSettings.DEMO_SECRET)), domain))
                : Optional.empty();
        authenticator = new Authenticator(
                endpoints,
                client,
                NOTHING,
                Optional.empty(),
                Persistence.NONE,
                ProtectionPolicy.defaults(),
                Clock.systemUTC(),
                DecisionListener.NONE,
                AccountListener.NONE);
        rosters = new Rosters(
                authenticator,
                endpoints,
                new RosterSettings(
                        new GroupRules(List.of(), List.of(), 500, RosterSettings.LONGEST_ID, RosterSettings.UNWANTED),
                        Duration.ofMinutes(15),
                        Optional.empty()),
                Optional.empty(),
                Duration.ofSeconds(2),
                Optional.empty(),
                Clock.systemUTC());
        rosters.start();
    }

    @AfterEach
    void stop() {
        rosters.close();
        client.close();
        cloud.close();
    }

    private Reply ask(String user, String version) {
        return rosters.contacts(user, DOMAIN, version).join();
    }

    private JsonNode answer(String user, String version) throws Exception {
        return new ObjectMapper().readTree(ask(user, version).text().orElseThrow());
    }

    @Test
    void contactsAreTheMembersOfSharedGroups() {
        assertThat(ask("alice", "").text().orElseThrow())
                .matches("\\{\"status\":\"ok\",\"version\":\"[0-9a-f]{16}\",\"contacts\":\\["
                        + "\\{\"user\":\"bob\",\"name\":\"Bob \\\\\"B\\\\\" <b>\",\"groups\":\\[\"Staff\",\"Team @ 😀\"\\]},"
                        + "\\{\"user\":\"o\\\\\\\\27neil\",\"name\":\"\",\"groups\":\\[\"Staff\"\\]}\\]}")
                .doesNotContain("\n");
    }

    @Test
    void aKnownRosterIsAnsweredFromMemory() throws Exception {
        answer("alice", "");
        cloud.clearRequests();

        assertThat(answer("alice", "").get("status").asText()).isEqualTo("ok");
        assertThat(cloud.requestCount()).isZero();
        answer("o\\27neil", "");
        assertThat(cloud.requestCount()).isOne();
    }

    @Test
    void anUnchangedRosterIsNotSentAgain() throws Exception {
        String version = answer("alice", "").get("version").asText();

        assertThat(ask("alice", version).text().orElseThrow())
                .isEqualTo("{\"status\":\"unchanged\",\"version\":\"" + version + "\"}");
        assertThat(answer("alice", "0123").get("status").asText()).isEqualTo("ok");
    }

    @Test
    void aDeletedUserStaysUntilTheDeletionIsConfirmed() throws Exception {
        answer("alice", "");
        answer("bob", "");
        cloud.accounts().deleteUser("Bob");
        assertThat(authenticator.exists("bob", DOMAIN).join().decision()).isEqualTo(Decision.YES);

        authenticator.confirmMissing();

        Eventually.until(
                "alice does not see bob",
                () -> !ask("alice", "").text().orElseThrow().contains("bob"));
        assertThat(ask("bob", "").decision()).isEqualTo(Decision.NO);
        assertThat(authenticator.exists("bob", DOMAIN).join().decision()).isEqualTo(Decision.NO);
    }

    @Test
    void aUserWithoutSharedGroupsHasNoContacts() throws Exception {
        assertThat(answer("zoe", "").get("contacts").isEmpty()).isTrue();
        assertThat(answer("zoe", "").get("status").asText()).isEqualTo("ok");
    }

    @Test
    void aUserWhomTheCloudDoesNotKnowIsUnknown() {
        assertThat(ask("nobody", "")).isEqualTo(new Reply(Decision.NO, "{\"status\":\"unknown\"}"));
        cloud.clearRequests();
        assertThat(ask("nobody", "").text()).contains("{\"status\":\"unknown\"}");
        assertThat(cloud.requestCount()).as("the answer is cached for a while").isZero();
        assertThat(ask("not a user", "").text()).contains("{\"status\":\"unknown\"}");
    }

    @Test
    void whileTheCloudIsDownKnownRostersAreAnsweredAndOthersAreNot() throws Exception {
        answer("alice", "");
        cloud.fault(Fault.MAINTENANCE);

        assertThat(answer("alice", "").get("contacts")).hasSize(2);
        assertThat(answer("bob", "").get("contacts").toString())
                .as("known from alice's roster")
                .contains("alice");
        assertThat(ask("zoe", "")).isEqualTo(new Reply(Decision.CANNOT_TELL, "{\"status\":\"unreachable\"}"));
        assertThat(rosters.contacts("alice", "other.example", "").join().decision())
                .isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void theRostersOfANewCloudReplaceTheFormerOnesAtOnce() throws Exception {
        answer("alice", "");
        try (DemoCloud other = DemoCloud.start(DemoSettings.defaults()
                .withAccounts(DemoAccounts.empty()
                        .addUser("alice", "Alice", "a")
                        .addUser("zoe", "Zoe", "z")
                        .joinGroup("alice", "New")
                        .joinGroup("zoe", "New")))) {
            url = other.url();
            authenticator.cloudChanged(DOMAIN);
            rosters.cloudChanged("Example.org");

            Eventually.until(
                    "alice's groups are queried again although she does not log in",
                    () -> other.requestCount("sharedroster") > 0);
            Eventually.until(
                    "only the new cloud's contacts are shown",
                    () -> answer("alice", "")
                            .get("contacts")
                            .toString()
                            .equals("[{\"user\":\"zoe\",\"name\":\"Zoe\",\"groups\":[\"New\"]}]"));
            assertThat(authenticator.exists("bob", DOMAIN).join().decision())
                    .as("bob is unknown")
                    .isEqualTo(Decision.NO);
        }
    }

    @Test
    void aLoginRefreshesTheRosterOnceRostersAreUsed() throws Exception {
        rosters.loggedIn("alice", DOMAIN).join();
        assertThat(cloud.requestCount()).as("no server has queried contacts").isZero();
        answer("bob", "");
        cloud.accounts().joinGroup("zoe", "Staff");

        rosters.loggedIn("alice", DOMAIN).join();
        assertThat(answer("bob", "").get("contacts").toString()).contains("zoe");
    }
}
