package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Password checks with answers of a real Nextcloud, and of broken ones. */
class PasswordCheckTest {
    private static final String LOGIN = "Bob-secret-1";
    private static final String APP = "DVFDZsztaVbSr6qgxMJPjdepWwdlvxhR4utLaChryBTNuDSzXV5SIj122fcxW6lIPBPELd8Q";
    private static final String USER = "GET /ocs/v2.php/cloud/user?";
    private static final String XML_REFUSAL = "<?xml version=\"1.0\"?>\n<ocs>\n <meta>\n  <status>failure</status>\n"
            + "  <statuscode>997</statuscode>\n  <message>Unauthorised</message>\n </meta>\n <data/>\n</ocs>\n";

    private final ManualClock clock = new ManualClock();
    private PlayedCloud cloud;
    private NextcloudClient client;

    @BeforeEach
    void start() throws Exception {
        cloud = new PlayedCloud();
        client = TestCloud.client(clock, Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cloud.close();
    }

    @Test
    void theLoginPasswordIsSentAsBasic() throws Exception {
        cloud.says("right password");

        assertThat(check("bob", LOGIN))
                .isEqualTo(new Answer.Yes<>(new Identity(
                        "bob",
                        Optional.of("Bob Builder"),
                        Optional.of(Set.of(
                                "team",
                                "staff",
                                "🚀",
                                "Sales & <Marketing>",
                                "Hidden\u200b",
                                "with@at",
                                "twinB",
                                "y/users/details")),
                        Proof.LOGIN_PASSWORD)));
        RawServer.Request request = cloud.requests().get(1);
        assertThat(request.head()).startsWith("GET /ocs/v2.php/cloud/user?format=json HTTP/1.1\r\n");
        assertThat(PlayedCloud.credentials(request)).isEqualTo("Basic bob:Bob-secret-1");
        assertThat(request.header("OCS-APIRequest")).isEqualTo("true");
        assertThat(request.header("Accept")).isEqualTo("application/json");
    }

    @Test
    void anAppPasswordIsSentAsBearerWithoutAName() throws Exception {
        cloud.says("Bearer app password");

        assertThat(check("bob", APP))
                .isInstanceOfSatisfying(
                        Answer.Yes.class,
                        yes -> assertThat(((Identity) yes.value()).proof()).isEqualTo(Proof.APP_PASSWORD));
        assertThat(cloud.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isEqualTo("Bearer " + APP));
    }

    @Test
    void cookiesAreNeverReturned() throws Exception {
        cloud.says("right password");

        check("bob", LOGIN);
        check("bob", LOGIN);
        assertThat(Recorded.answer("right password").headers()).contains("Set-Cookie");
        assertThat(cloud.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.header("Cookie")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "dave,Dave as dave,Dave",
        "Dave,Dave as dave,Dave",
        "o'hara smith,o'hara smith,o'hara smith",
        "1001,numeric uid,1001",
        "carol@example.org,carol@example.org (uid with @),carol@example.org",
        "NOMAIL,'no e-mail, no display name',nomail"
    })
    void theIdKeepsTheCloudsSpelling(String name, String recorded, String id) throws Exception {
        cloud.says(recorded);

        assertThat(check(name, LOGIN))
                .isInstanceOfSatisfying(
                        Answer.Yes.class,
                        yes -> assertThat(((Identity) yes.value()).account()).isEqualTo(id));
    }

    @ParameterizedTest
    @CsvSource({
        "bob@mail.example.org,by e-mail: bob,bob",
        "victor@example.org,login victor@example.org with zed's password,zed",
        "'carol@example.org','login carol@example.org, zed''s password',zed",
        "lena@corp.example.org,login by LDAP mail,4aa68a4c"
    })
    void anotherAccountIsANoThatNamesBoth(String name, String recorded, String id) throws Exception {
        cloud.says(recorded);

        assertThat(check(name, LOGIN)).isInstanceOfSatisfying(No.class, no -> {
            assertThat(no.about()).isEqualTo(About.PASSWORD);
            assertThat(no.why()).contains('"' + name + '"', '"' + id).doesNotContain(LOGIN);
        });
    }

    @Test
    void caseIsIgnoredForAsciiLettersOnly() throws Exception {
        cloud.answer(USER, Recorded.answer("right password").with("\"id\":\"bob\"", "\"id\":\"\u212aarl\""));

        assertThat(check("karl", LOGIN)).isInstanceOf(No.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong password", "unknown user", "disabled user, right password"})
    void aRefusalIsANo(String recorded) throws Exception {
        cloud.says(recorded);

        assertThat(check("bob", LOGIN)).isEqualTo(new No<>("the cloud does not accept this password"));
    }

    @Test
    void aRefusalInXmlIsANoToo() throws Exception {
        cloud.answer(
                USER,
                new Recorded(
                        401,
                        "WWW-Authenticate: Basic realm=\"Authorisation Required\"\r\n",
                        XML_REFUSAL.getBytes(UTF_8)));

        assertThat(check("bob", LOGIN)).isEqualTo(new No<>("the cloud does not accept this password"));
        assertThat(check("bob", APP)).isEqualTo(new No<>("the cloud does not accept this password"));
    }

    @Test
    void aLoginOfAWebServerInFrontIsNotTheClouds() throws Exception {
        cloud.answer(
                USER,
                new Recorded(
                        401,
                        "WWW-Authenticate: Basic realm=\"Staff only\"\r\n",
                        "<html><head><title>401 Authorization Required</title></head></html>".getBytes(UTF_8)));

        assertThat(cause(check("bob", LOGIN))).isEqualTo(Cause.REFUSED);
    }

    @Test
    void aRevokedAppPasswordIsNotTriedAsALoginPassword() throws Exception {
        cloud.answer(USER, Recorded.answer("Bearer app password"), Recorded.answer("Bearer nonsense"));

        assertThat(check("bob", APP)).isInstanceOf(Answer.Yes.class);
        assertThat(check("bob", "aaaaa-bbbbb-ccccc-ddddd-eeeee")).isInstanceOfSatisfying(No.class, no -> {
            assertThat(no.about()).isEqualTo(About.PASSWORD);
            assertThat(no.why()).contains("revoked").contains("one-time code");
        });
        assertThat(cloud.asked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2FA (TOTP on), right login password",
                "2FA, wrong password",
                "token_auth_enforced: right login password"
            })
    void twoFactorIsANoIfTheHeaderIsKnownToArrive(String recorded) throws Exception {
        cloud.answer(USER, Recorded.answer("right password"), Recorded.answer(recorded));

        check("bob", LOGIN);
        assertThat(check("tina", LOGIN)).isInstanceOfSatisfying(No.class, no -> {
            assertThat(no.about()).isEqualTo(About.METHOD);
            assertThat(no.why()).contains("app password");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGIN, APP})
    void aDroppedHeaderIsNotANo(String password) throws Exception {
        cloud.says("AllowOverride None: Bearer");

        assertThat(cause(check("bob", password))).isEqualTo(Cause.AUTHORIZATION);
        assertThat(Cause.AUTHORIZATION.remedy()).contains("SetEnvIfNoCase Authorization");
    }

    @Test
    void theHeaderMayBeDroppedLaterToo() throws Exception {
        cloud.answer(USER, Recorded.answer("right password"), Recorded.answer("AllowOverride None: right password"));

        check("bob", LOGIN);
        clock.advance(Duration.ofSeconds(59));
        assertThat(check("bob", LOGIN)).isInstanceOf(No.class);
        clock.advance(Duration.ofSeconds(2));
        assertThat(cause(check("bob", LOGIN))).isEqualTo(Cause.AUTHORIZATION);
    }

    @Test
    void theServiceAccountShowsWhetherTheHeaderArrives() throws Exception {
        cloud.answer(USER, Recorded.answer("2FA, wrong password"), Recorded.answer("who am I, which groups"));
        assertThat(((No<Identity>) check("tina", LOGIN, APP)).about()).isEqualTo(About.METHOD);
        assertThat(PlayedCloud.credentials(cloud.requests().get(2))).isEqualTo("Bearer " + APP);

        clock.advance(Duration.ofMinutes(2));
        cloud.says("AllowOverride None: right password");
        assertThat(cause(check("tina", LOGIN, APP))).isEqualTo(Cause.AUTHORIZATION);
    }

    @ParameterizedTest
    @CsvSource({
        "blocked,RATE_LIMITED,429",
        "maintenance: OCS v2 right,MAINTENANCE,upgrade",
        "LDAP down: login lena,CLOUD_ERROR,500",
        "database down: OCS user,HTTP_STATUS,500",
        "untrusted domain: OCS right password,UNTRUSTED_DOMAIN,trusted_domains 90 --value=localhost",
        "wrong path,NOT_NEXTCLOUD,404",
        "POST instead of GET,NOT_NEXTCLOUD,405",
        "without OCS-APIRequest,HTTP_STATUS,OCS-APIRequest",
        "v1: right password,NOT_NEXTCLOUD,not from Nextcloud's API",
        "'without format, Accept */*',NOT_NEXTCLOUD,application/xml"
    })
    void everythingElseSaysNothingAboutTheUser(String recorded, Cause cause, String detail) throws Exception {
        cloud.says(recorded);

        for (String password : List.of(LOGIN, APP)) {
            Answer<Identity> answer = check("bob", password);
            assertThat(cause(answer)).isEqualTo(cause);
            assertThat(((Answer.Unreachable<Identity>) answer).detail())
                    .contains("localhost:", detail)
                    .doesNotContain(password)
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "503,MAINTENANCE",
        "502,GATEWAY",
        "504,GATEWAY",
        "500,HTTP_STATUS",
        "403,REFUSED",
        "401,REFUSED",
        "400,HTTP_STATUS",
        "407,HTTP_STATUS",
        "201,HTTP_STATUS",
        "200,NOT_NEXTCLOUD",
        "404,NOT_NEXTCLOUD"
    })
    void aPageSaysNothingAboutTheUser(int status, Cause cause) throws Exception {
        cloud.answer(
                USER,
                new Recorded(
                        status, "Content-Type: text/html\r\n", "<!DOCTYPE html><html>Log in</html>".getBytes(UTF_8)));

        assertThat(cause(check("bob", LOGIN))).isEqualTo(cause);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        cloud.answer(USER, new Recorded(302, "Location: " + cloud.base() + "index.php/login?x=y\r\n", new byte[0]));

        Answer<Identity> answer = check("bob", LOGIN);
        assertThat(cause(answer)).isEqualTo(Cause.REDIRECT);
        assertThat(answer.toString()).contains("http://localhost").doesNotContain("x=y");
        assertThat(cloud.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"ocs\":{\"meta\":{\"statuscode\":200}}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":[]}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":100},\"data\":{\"id\":\"bob\"}}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":{\"id\":\"bob\"}",
                "{\"ocs\":{\"meta\":{\"statuscode\":429},\"data\":{\"id\":\"bob\"}}}",
                "{\"ocs\":{\"data\":{\"id\":\"bob\"}}}"
            })
    void aTruncatedAnswerIsNoLogin(String body) throws Exception {
        cloud.answer(USER, new Recorded(200, "X-User-Id: bob\r\n", body.getBytes(UTF_8)));

        assertThat(cause(check("bob", LOGIN))).isEqualTo(Cause.NOT_NEXTCLOUD);
    }

    @Test
    void sixteenMegabytesOfGroupsAreNotRead() throws Exception {
        cloud.answer(
                USER,
                Recorded.answer("right password")
                        .with("\"groups\":[", "\"groups\":[" + "\"group\",".repeat(2_000_000)));

        assertThat(cause(check("bob", LOGIN))).isEqualTo(Cause.TOO_LARGE);
    }

    @Test
    void twoThousandGroupsAreRead() throws Exception {
        cloud.answer(
                USER,
                Recorded.answer("right password")
                        .with("\"groups\":[", "\"groups\":[" + "\"a-group-with-quite-a-long-name\",".repeat(2_000)));

        assertThat(check("bob", LOGIN)).isInstanceOf(Answer.Yes.class);
    }

    @Test
    void aDisabledAccountIsANoRegardlessOfTheRestOfTheAnswer() throws Exception {
        cloud.answer(USER, Recorded.answer("right password").with("\"enabled\":true", "\"enabled\":false"));

        assertThat(((No<Identity>) check("bob", LOGIN)).about()).isEqualTo(About.ACCOUNT);
    }

    @ParameterizedTest
    @CsvSource({"'han\u017F',secret", "'a/b',secret", "'..',secret", "'bob ',secret", "bob,''", "bob,0", "'b:ob',x"})
    void impossibleNamesAndPasswordsAreNotSent(String name, String password) throws Exception {
        cloud.says("right password");

        assertThat(check(name, password))
                .isInstanceOfSatisfying(No.class, no -> assertThat(no.asked()).isFalse());
        assertThat(check("bob", "Bob-\0secret-1")).isInstanceOf(No.class);
        assertThat(cloud.requests()).isEmpty();
    }

    @Test
    void ifOnlyAppPasswordsAreAcceptedNoOthersAreSent() throws Exception {
        cloud.says("Bearer app password");

        TestCloud appOnly = TestCloud.of(cloud.base()).appPasswordsOnly();
        assertThat(client.authenticate(appOnly.build(), "bob", LOGIN).get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(No.class, no -> assertThat(no.about()).isEqualTo(About.METHOD));
        assertThat(cloud.requests()).isEmpty();
        assertThat(client.authenticate(appOnly.build(), "bob", APP).get(20, TimeUnit.SECONDS))
                .isInstanceOf(Answer.Yes.class);
    }

    @Test
    void theServiceAccountCannotLogIn() throws Exception {
        cloud.says("who am I, which groups");

        assertThat(check("svc-plain", LOGIN, APP))
                .isInstanceOfSatisfying(No.class, no -> assertThat(no.why()).contains("service account"));
        assertThat(check("svc-plain", LOGIN))
                .as("without a service account it is an account like any other")
                .isInstanceOf(Answer.Yes.class);
    }

    @Test
    void noLoginPasswordIsSentToACloudThatWouldSleepTooLong() throws Exception {
        Recorded asleep = Recorded.answer("not allow-listed, 12 failures").with("\"major\":32", "\"major\":31");
        cloud.says("right password").answer("GET /ocs/v2.php/cloud/capabilities", asleep);

        Answer<Identity> answer = check("bob", LOGIN);
        assertThat(cause(answer)).isEqualTo(Cause.SLOWED_DOWN);
        assertThat(Cause.SLOWED_DOWN.withheld()).isTrue();
        assertThat(answer.toString()).contains("25 s");
        assertThat(cloud.asked()).isEmpty();
        assertThat(check("bob", APP)).as("Bearer is not delayed").isInstanceOf(Answer.Yes.class);
        cloud.answer("GET /ocs/v2.php/cloud/capabilities", asleep.with("\"delay\":25000", "\"delay\":400"));
        clock.advance(Duration.ofSeconds(31));
        assertThat(check("bob", LOGIN)).isInstanceOf(Answer.Yes.class);
    }

    @Test
    void releasesThatDoNotSleepAreQueriedOnce() throws Exception {
        cloud.says("right password")
                .answer("GET /ocs/v2.php/cloud/capabilities", Recorded.answer("not allow-listed, 12 failures"));

        for (int i = 0; i < 5; i++) {
            assertThat(check("bob", LOGIN)).isInstanceOf(Answer.Yes.class);
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(cloud.requests()).hasSize(6);
    }

    @Test
    void aCloudThatIsDownIsNotQueriedTwice() throws Exception {
        cloud.answer("GET /ocs/v2.php/cloud/capabilities", Recorded.answer("maintenance: OCS v2 right"));

        assertThat(cause(check("bob", LOGIN))).isEqualTo(Cause.MAINTENANCE);
        assertThat(cloud.asked()).isEmpty();
        cloud.says("right password")
                .answer("GET /ocs/v2.php/cloud/capabilities", Recorded.answer("database down: OCS user"));
        assertThat(check("bob", LOGIN))
                .as("a query that fails for other reasons decides nothing")
                .isInstanceOf(Answer.Yes.class);
    }

    @Test
    void atMostTwoAppPasswordsOfAUserAreCheckedAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Recorded yes = Recorded.answer("Bearer app password");
        try (RawServer slow = new RawServer(connection -> {
            while (connection.request().isPresent()) {
                try {
                    go.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                connection.answer(yes.status(), yes.headers(), yes.body());
            }
        })) {
            URI base = URI.create("http://localhost:" + slow.port());
            List<CompletableFuture<Answer<Identity>>> two = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                two.add(client.authenticate(TestCloud.of(base).build(), i == 0 ? "bob" : "BOB", APP));
            }
            assertThat(cause(client.authenticate(TestCloud.of(base).build(), "bob", APP)
                            .getNow(null)))
                    .isEqualTo(Cause.OVERLOAD);
            CompletableFuture<Answer<Identity>> other =
                    client.authenticate(TestCloud.of(base).build(), "alice", APP);
            go.countDown();
            for (CompletableFuture<Answer<Identity>> each : two) {
                assertThat(each.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Yes.class);
            }
            assertThat(other.get(20, TimeUnit.SECONDS)).as("bob's, not alice's").isInstanceOf(No.class);
            assertThat(client.authenticate(TestCloud.of(base).build(), "bob", APP)
                            .get(20, TimeUnit.SECONDS))
                    .isInstanceOf(Answer.Yes.class);
        }
    }

    @Test
    void passwordsDoNotLeaveThisMachineUnencrypted() throws Exception {
        for (String host : List.of("cloud.invalid", "192.0.2.1", "localhost.example.org", "127.0.0.1.example.org")) {
            assertThat(cause(client.authenticate(
                                    TestCloud.of(URI.create("http://" + host)).build(), "bob", APP)
                            .get(20, TimeUnit.SECONDS)))
                    .isEqualTo(Cause.PLAIN_HTTP);
        }
        for (String host : List.of("localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "[::1]")) {
            assertThat(TestCloud.of(URI.create("http://" + host)).build().isPlainElsewhere())
                    .as(host)
                    .isFalse();
        }
        assertThat(cause(client.authenticate(
                                TestCloud.of(URI.create("http://cloud.invalid"))
                                        .allowHttp()
                                        .build(),
                                "bob",
                                APP)
                        .get(20, TimeUnit.SECONDS)))
                .as("sent, but the host does not exist")
                .isEqualTo(Cause.CONNECT);
    }

    @Test
    void thePathBelongsToTheAddress() throws Exception {
        cloud.answer("GET /nextcloud/ocs/v2.php/cloud/user?", Recorded.answer("Bearer app password"));

        for (String folder : List.of("nextcloud", "nextcloud/")) {
            assertThat(client.authenticate(
                                    TestCloud.of(cloud.base().resolve(folder)).build(), "bob", APP)
                            .get(20, TimeUnit.SECONDS))
                    .isInstanceOf(Answer.Yes.class);
        }
    }

    @Test
    void anAnswerAfterPhpMessagesIsReportedAndNotUsed() throws Exception {
        Recorded yes = Recorded.answer("Bearer app password");
        byte[] body = ("\nWarning: x in /srv/nextcloud/lib/a.php on line 7\n" + new String(yes.body(), UTF_8))
                .getBytes(UTF_8);
        cloud.answer("GET /ocs/v2.php/cloud/user?", new Recorded(200, yes.headers(), body));

        assertThat(cause(check("bob", APP))).isEqualTo(Cause.PHP_MESSAGES);
    }

    @Test
    void compressedResponsesAreSupported() throws Exception {
        Recorded yes = Recorded.answer("Bearer app password");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("\ufeff".getBytes(UTF_8));
            gzip.write(yes.body());
        }
        cloud.answer(
                "GET /ocs/v2.php/cloud/user?",
                new Recorded(200, yes.headers() + "Content-Encoding: gzip\r\n", packed.toByteArray()));

        assertThat(check("bob", APP)).isInstanceOf(Answer.Yes.class);
    }

    private Answer<Identity> check(String account, String password) throws Exception {
        return client.authenticate(TestCloud.of(cloud.base()).build(), account, password)
                .get(20, TimeUnit.SECONDS);
    }

    private Answer<Identity> check(String account, String password, String service) throws Exception {
        return client.authenticate(TestCloud.of(cloud.base()).service(service).build(), account, password)
                .get(20, TimeUnit.SECONDS);
    }

    private static Cause cause(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        return ((Answer.Unreachable<?>) answer).cause();
    }
}
