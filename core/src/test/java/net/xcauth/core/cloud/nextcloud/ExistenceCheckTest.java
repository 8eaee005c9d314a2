package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExistenceCheckTest {
    private static final String APP = "DVFDZsztaVbSr6qgxMJPjdepWwdlvxhR4utLaChryBTNuDSzXV5SIj122fcxW6lIPBPELd8Q";
    private static final String USERS = "GET /ocs/v2.php/cloud/users/";
    private static final String LIKE = "GET /ocs/v2.php/core/autocomplete/get?";
    private static final Answer<Boolean> YES = new Answer.Yes<>(true);
    private static final Answer<Boolean> NO = new No<>(About.ACCOUNT, "the cloud does not know this account");
    private static final Recorded PICTURE = new Recorded(200, "Content-Type: image/png\r\n", new byte[] {1, 2, 3});
    private static final Recorded NO_PICTURE =
            new Recorded(404, "Content-Type: application/json; charset=utf-8\r\n", "[]".getBytes(UTF_8));

    private final ManualClock clock = new ManualClock();
    private PlayedCloud cloud;
    private NextcloudClient client;

    @BeforeEach
    void start() throws Exception {
        cloud = new PlayedCloud();
        client = TestCloud.client(clock, Optional.empty());
        cloud.says("who am I, which groups")
                .answer(USERS, Recorded.answer("exists nobody-here"))
                .answer(USERS + "alice", Recorded.answer("exists alice"))
                .answer("GET /ocs/v2.php/cloud/groups/team/users", Recorded.answer("members of 'team'"))
                .answer(USERS + "Dave", Recorded.answer("exists alice"))
                .answer(LIKE, like("carol@example.org", "zed"))
                .answer("GET /index.php/avatar/", NO_PICTURE)
                .answer("GET /index.php/avatar/alice/64", PICTURE);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cloud.close();
    }

    @Test
    void aServiceAccountSeesWhoExists() throws Exception {
        assertThat(exists("alice")).isEqualTo(YES);
        assertThat(exists("nobody-here")).isEqualTo(NO);
        assertThat(cloud.requests().get(0).header("Authorization")).isEqualTo("Bearer " + APP);
    }

    @Test
    void anAdministratorSeesMore() throws Exception {
        cloud.answer(USERS + "alice", Recorded.answer("admin app pw: alice"))
                .answer(USERS + "dora", Recorded.answer("admin app pw: dora"))
                .answer(USERS + "DAVE", Recorded.answer("admin app pw: DAVE"))
                .answer(USERS + "victor%40example.org", Recorded.answer("users/victor@example.org (admin)"));

        assertThat(exists("alice")).isEqualTo(YES);
        assertThat(exists("DAVE")).isEqualTo(YES);
        assertThat(exists("dora")).as("disabled, but existing").isEqualTo(YES);
        assertThat(exists("victor@example.org"))
                .as("the address of another account")
                .isEqualTo(NO);
    }

    @Test
    void namesAreEncodedOnce() throws Exception {
        cloud.answer(USERS + "o%27hara%20smith?", Recorded.answer("exists alice"))
                .answer(USERS + "carol%40example.org?", Recorded.answer("exists alice"))
                .answer(USERS + "max.m?", Recorded.answer("exists alice"));

        assertThat(exists("o'hara smith")).isEqualTo(YES);
        assertThat(exists("carol@example.org")).isEqualTo(YES);
        assertThat(exists("max.m")).isEqualTo(YES);
    }

    @Test
    void anEMailAddressIsNotAnAccountAlthoughTheCloudKnowsIt() throws Exception {
        cloud.answer(USERS + "bob%40example.org?", Recorded.answer("exists alice"))
                .answer(LIKE, like("bob"))
                .answer("GET /index.php/avatar/bob%40example.org/", picture("one"))
                .answer("GET /index.php/avatar/bob/", picture("one"));

        assertThat(exists("bob@example.org")).isEqualTo(NO);
        assertThat(cloud.asked())
                .anyMatch(line -> line.contains("search=bob%40example.org&") && line.contains("shareTypes%5B%5D=0&"));
    }

    @Test
    void anAccountThatTheServiceAccountMayNotShareWithIsNeverTakenForAnEMailAddress() throws Exception {
        cloud.answer(USERS + "bob%40example.org?", Recorded.answer("exists alice"))
                .answer(LIKE, like("mallory", "moritz"))
                .answer("GET /index.php/avatar/bob%40example.org/", picture("one"))
                .answer("GET /index.php/avatar/mallory/", picture("two"))
                .answer("GET /index.php/avatar/moritz/", PICTURE);
        assertThat(cause(exists("bob@example.org"))).isEqualTo(Cause.EXISTENCE_HIDDEN);

        cloud.answer("GET /index.php/avatar/bob%40example.org/", PICTURE);
        assertThat(cause(exists("bob@example.org"))).as("disabled").isEqualTo(Cause.EXISTENCE_HIDDEN);
        cloud.answer(LIKE, like());
        assertThat(exists("bob@example.org")).as("the cloud lists no accounts").isEqualTo(YES);
        cloud.answer(LIKE, Recorded.answer("blocked"));
        assertThat(cause(exists("bob@example.org"))).isEqualTo(Cause.RATE_LIMITED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", "%2e%2e", "alice ", "\u00fcn\u00efcode", ""})
    void impossibleNamesAreNotQueried(String name) throws Exception {
        assertThat(exists(name))
                .isInstanceOfSatisfying(No.class, no -> assertThat(no.asked()).isFalse());
        assertThat(anonymous(name)).isInstanceOf(No.class);
        assertThat(cloud.requests()).isEmpty();
    }

    @Test
    void notFoundIsANoOnlyWhileTheCloudDistinguishesAccounts() throws Exception {
        assertThat(exists("nobody-here")).isEqualTo(NO);
        assertThat(cloud.asked())
                .as("a member of the service account's first group is compared with a made-up account")
                .hasSize(5)
                .anyMatch(line -> line.startsWith(USERS + "Dave"))
                .anyMatch(line -> line.startsWith(USERS + "xcauth-doctor-"));
        assertThat(exists("nobody-else")).isEqualTo(NO);
        assertThat(cloud.asked()).as("that is known for a while").hasSize(6);

        cloud.answer(USERS + "Dave", Recorded.answer("exists nobody-here"));
        assertThat(exists("nobody-here")).isEqualTo(NO);
        clock.advance(Duration.ofMinutes(11));
        assertThat(cause(exists("nobody-here"))).isEqualTo(Cause.EXISTENCE_HIDDEN);
    }

    @Test
    void aCloudThatGivesTheSameAnswerForAllAccountsSaysNothing() throws Exception {
        cloud.answer(USERS, Recorded.answer("exists alice"));
        assertThat(exists("someone"))
                .as("up to release 34 that is how it says yes")
                .isEqualTo(YES);

        cloud.answer(USERS, Recorded.answer("exists nobody-here"))
                .answer(USERS + "alice", Recorded.answer("exists nobody-here"))
                .answer(USERS + "Dave", Recorded.answer("exists nobody-here"));
        assertThat(cause(exists("someone"))).isEqualTo(Cause.EXISTENCE_HIDDEN);
    }

    @Test
    void anAccountThatHasLoggedInIsComparedWithAMadeUpOne() throws Exception {
        cloud.says("app password, passwordless").answer("GET /index.php/avatar/bob/64", PICTURE);
        assertThat(cause(anonymous("nobody-here")))
                .as("no account is known yet")
                .isEqualTo(Cause.EXISTENCE_HIDDEN);

        client.authenticate(TestCloud.of(cloud.base()).build(), "bob", APP).get(20, TimeUnit.SECONDS);
        assertThat(anonymous("nobody-here")).isEqualTo(NO);
    }

    @Test
    void membersOfOtherGroupsAreNotUsedForTheComparison() throws Exception {
        cloud.answer("GET /ocs/v2.php/cloud/user?", ocs("{\"id\":\"svc\",\"enabled\":true,\"groups\":[]}"))
                .answer("GET /ocs/v2.php/cloud/users?", ocs("{\"users\":[\"svc\"]}"))
                .answer("GET /ocs/v2.php/cloud/groups?", ocs("{\"groups\":[\"team\"]}"));
        Endpoint.Nextcloud endpoint = TestCloud.of(cloud.base()).service(APP).build();

        assertThat(client.inspection(endpoint).serviceAccount())
                .isInstanceOfSatisfying(
                        Answer.Yes.class,
                        view -> assertThat(((Inspection.ServiceView) view.value()).comparable())
                                .isFalse());
        assertThat(cause(exists("nobody-here")))
                .as("it may manage that group, and see more of its members")
                .isEqualTo(Cause.EXISTENCE_HIDDEN);

        cloud.answer("GET /ocs/v2.php/cloud/user?", ocs("{\"id\":\"svc\",\"enabled\":true,\"groups\":[\"team\"]}"));
        assertThat(client.inspection(endpoint).serviceAccount())
                .isInstanceOfSatisfying(
                        Answer.Yes.class,
                        view -> assertThat(((Inspection.ServiceView) view.value()).comparable())
                                .isTrue());
    }

    private static Recorded ocs(String data) {
        return new Recorded(
                200,
                "Content-Type: application/json\r\n",
                ("{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200},\"data\":" + data + "}}").getBytes(UTF_8));
    }

    @Test
    void avatarsShowWhoExistsWithoutAServiceAccount() throws Exception {
        assertThat(anonymous("alice")).isEqualTo(YES);
        assertThat(anonymous("nobody-here")).isEqualTo(NO);
        assertThat(cloud.requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isEmpty());
        assertThat(cause(anonymous("alice@example.org")))
                .as("may be the address of another")
                .isEqualTo(Cause.EXISTENCE_HIDDEN);
    }

    @ParameterizedTest
    @CsvSource({
        "wrong path,NOT_NEXTCLOUD",
        "wrong OCS route,NOT_NEXTCLOUD",
        "right password,''",
        "wrong password,SERVICE_DISABLED",
        "Bearer nonsense,SERVICE_ACCOUNT",
        "blocked,RATE_LIMITED",
        "maintenance: OCS v2 right,MAINTENANCE",
        "database down: OCS user,HTTP_STATUS",
        "LDAP down: login lena,CLOUD_ERROR",
        "untrusted domain: OCS right password,UNTRUSTED_DOMAIN",
        "POST instead of GET,NOT_NEXTCLOUD"
    })
    void otherAnswersSayNothing(String recorded, String cause) throws Exception {
        cloud.answer(USERS + "alice", Recorded.answer(recorded));
        if (cause.isEmpty()) {
            assertThat(exists("alice")).as("another account's").isEqualTo(NO);
        } else {
            assertThat(cause(exists("alice"))).isEqualTo(Cause.valueOf(cause));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404,<html></html>,NOT_NEXTCLOUD",
        "404,'',NOT_NEXTCLOUD",
        "200,<html>Log in</html>,NOT_NEXTCLOUD",
        "503,[],MAINTENANCE",
        "429,[],RATE_LIMITED"
    })
    void pagesInsteadOfAvatarsSayNothing(int status, String body, Cause cause) throws Exception {
        cloud.answer(
                "GET /index.php/avatar/alice/64",
                new Recorded(status, "Content-Type: text/html\r\n", body.getBytes(UTF_8)));

        assertThat(cause(anonymous("alice"))).isEqualTo(cause);
    }

    @Test
    void theStatusPageIsTheNeutralQuery() throws Exception {
        Endpoint.Nextcloud endpoint = TestCloud.of(cloud.base()).build();
        cloud.answer(
                "GET /status.php",
                Recorded.answer("status.php normal"),
                Recorded.answer("maintenance: status.php"),
                Recorded.answer("upgrade needed: status.php"),
                Recorded.answer("untrusted domain: status.php"),
                Recorded.answer("database down: status.php"));

        assertThat(client.status(endpoint).get(20, TimeUnit.SECONDS))
                .isEqualTo(new Answer.Yes<>(new ServerStatus(false, false, "32.0.1", "Nextcloud")));
        assertThat(cause(client.neutral(endpoint).get(20, TimeUnit.SECONDS))).isEqualTo(Cause.MAINTENANCE);
        assertThat(client.neutral(endpoint).get(20, TimeUnit.SECONDS).toString())
                .contains("occ upgrade");
        assertThat(client.neutral(endpoint).get(20, TimeUnit.SECONDS).toString())
                .contains("trusted_domains 90 --value=localhost");
        assertThat(cause(client.neutral(endpoint).get(20, TimeUnit.SECONDS))).isEqualTo(Cause.HTTP_STATUS);
        cloud.answer("GET /status.php", Recorded.answer("status.php normal"));
        assertThat(client.neutral(endpoint).get(20, TimeUnit.SECONDS)).isEqualTo(YES);
    }

    private static Recorded like(String... ids) {
        String entries = Stream.of(ids)
                .map(id -> "{\"id\":\"" + id + "\",\"label\":\"x\",\"source\":\"users\"}")
                .collect(Collectors.joining(","));
        return new Recorded(
                200,
                "Content-Type: application/json; charset=utf-8\r\n",
                ("{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},\"data\":[" + entries
                                + "]}}")
                        .getBytes(UTF_8));
    }

    private static Recorded picture(String tag) {
        return new Recorded(200, "Content-Type: image/png\r\nETag: \"" + tag + "\"\r\n", new byte[] {1, 2, 3});
    }

    private Answer<Boolean> exists(String account) throws Exception {
        return client.exists(TestCloud.of(cloud.base()).service(APP).build(), account)
                .get(20, TimeUnit.SECONDS);
    }

    private Answer<Boolean> anonymous(String account) throws Exception {
        return client.exists(TestCloud.of(cloud.base()).build(), account).get(20, TimeUnit.SECONDS);
    }

    private static Cause cause(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        return ((Answer.Unreachable<?>) answer).cause();
    }
}
