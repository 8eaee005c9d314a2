package net.xcauth.core.cloud.jsxc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The interpretation of responses. */
class AnswersTest {

    private static final String PASSWORD = "wonder:land";

    @Test
    void anAcceptedPasswordIsAYesWithTheCloudsSpellingOfTheAccount() throws Exception {
        assertThat(authAs("alice", Vectors.response("auth-success.200.json")))
                .isEqualTo(new Answer.Yes<>(new Identity("alice")));
        assertThat(authAs("carol", Vectors.response("auth-success-qualified.200.json")))
                .isEqualTo(new Answer.Yes<>(new Identity("carol@example.org")));
        assertThat(authAs("ALICE", Vectors.response("auth-success.200.json")))
                .isEqualTo(new Answer.Yes<>(new Identity("alice")));
    }

    /** Nextcloud accepts e-mail addresses as names, and users can set theirs to anything. */
    @ParameterizedTest
    @CsvSource({
        "bob,zed",
        "bob,bob@example.com",
        "bob,BOB2",
        "karl,\u212aarl",
        "stra\u00dfe,strasse",
        "sam,\u017fam",
        "bob,bob@example.org@example.org",
        "bob@example.org,bob",
        "bob,'bob '"
    })
    void anotherAccountIsANoThatNamesBoth(String asked, String answered) throws Exception {
        Answer<Identity> answer =
                authAs(asked, ("{\"result\":\"success\",\"data\":{\"uid\":\"" + answered + "\"}}").getBytes(UTF_8));

        assertThat(answer).isInstanceOfSatisfying(Answer.No.class, no -> {
            assertThat(no.about()).isEqualTo(Answer.No.About.PASSWORD);
            assertThat(no.why())
                    .contains('"' + asked + '"', '"' + answered + '"')
                    .doesNotContain(PASSWORD);
        });
    }

    @Test
    void aNameIsMadeHarmlessBeforeItIsShown() throws Exception {
        Answer<Identity> answer =
                authAs("bob", "{\"result\":\"success\",\"data\":{\"uid\":\"z\\ned\u202e\"}}".getBytes(UTF_8));

        assertThat(((Answer.No<Identity>) answer).why()).contains("\"z?ed?\"").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":\"success\"}",
                "{\"result\":\"success\",\"data\":[]}",
                "{\"result\":\"success\",\"data\":{}}",
                "{\"result\":\"success\",\"data\":{\"uid\":null}}",
                "{\"result\":\"success\",\"data\":{\"uid\":\"\"}}",
                "\ufeff{\"result\":\"success\"}",
                "{\"result\":\"success\",\"data\":{\"uid\":{\"a\":[1]},\"isUser\":[{}],\"msg\":[[]]}}",
                "{\"data\":{\"x\":[[1,{}]],\"sharedRoster\":[1,[2],{\"a\":3}]},\"y\":{},\"result\":\"success\"}\n\n"
            })
    void anAnswerWithoutANameIsNoLogin(String body) throws Exception {
        assertThat(cause(auth(200, body))).isEqualTo(Cause.UNEXPECTED_JSON);
    }

    @Test
    void aNameThatPhpTurnedIntoANumberIsAccepted() throws Exception {
        assertThat(authAs("4711", "{\"result\":\"success\",\"data\":{\"uid\":4711}}".getBytes(UTF_8)))
                .isEqualTo(new Answer.Yes<>(new Identity("4711")));
    }

    @Test
    void noauthIsANo() throws Exception {
        assertThat(auth(200, Vectors.response("auth-noauth.200.json"))).isInstanceOf(Answer.No.class);
    }

    @Test
    void existenceIsAYesOrANo() throws Exception {
        assertThat(exists(200, Vectors.response("isuser-true.200.json"))).isEqualTo(new Answer.Yes<>(true));
        assertThat(exists(200, Vectors.response("isuser-false.200.json"))).isInstanceOf(Answer.No.class);
    }

    @Test
    void rostersComeAsTheyWereSent() throws Exception {
        for (String file : List.of("sharedroster.200.json", "sharedroster-empty.200.json")) {
            byte[] body = Vectors.response(file);
            assertThat(rosterOf("alice", body)).isEqualTo(new Answer.Yes<>(RosterJson.read(new String(body, UTF_8))));
        }
    }

    @Test
    void aRosterThatDoesNotListItsOwnerIsNotAccepted() throws Exception {
        byte[] body = Vectors.response("sharedroster.200.json");
        Answer<CloudRoster> answer = rosterOf("mallory", body);

        assertThat(cause(answer)).isEqualTo(Cause.OTHER_ACCOUNT);
        assertThat(detail(answer)).contains("\"mallory\"");
        assertThat(rosterOf(
                        "carol",
                        "{\"result\":\"success\",\"data\":{\"sharedRoster\":{\"Carol@Example.org\":{}}}}"
                                .getBytes(UTF_8)))
                .isInstanceOf(Answer.Yes.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401,'{\"message\":\"Account disabled\"}'",
        "403,'<html>Konto deaktiviert</html>'",
        "403,''",
        "401,'{\"message\":\"Login canceled by app\"}'"
    })
    void aRefusedUserIsANoIfOthersAreServed(int status, String body) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (RawServer server = new RawServer(connection -> connection.eachRequest(request -> {
                    asked.add(request.body());
                    boolean refused = request.body().startsWith("operation=auth");
                    connection.answer(
                            refused ? status : 200,
                            "",
                            refused ? body.getBytes(UTF_8) : Vectors.response("isuser-false.200.json"));
                }));
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            Answer<Identity> answer =
                    client.authenticate(endpoint(server), "alice", PASSWORD).get(20, TimeUnit.SECONDS);

            assertThat(answer)
                    .isEqualTo(
                            new Answer.No<>(Answer.No.About.ACCOUNT, "account disabled or login refused by the cloud"));
            assertThat(asked).hasSize(2).last().asString().startsWith("operation=isuser&username=xcauth-");
        }
    }

    @Test
    void aRefusalIsWithheldWhileTheCloudDoesNotSayWhetherItRefusesOthers() throws Exception {
        try (RawServer server = new RawServer(connection -> connection.eachRequest(request ->
                        connection.answer(request.body().startsWith("operation=auth") ? 401 : 429, "", new byte[0])));
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            Answer<Identity> answer =
                    client.authenticate(endpoint(server), "alice", PASSWORD).get(20, TimeUnit.SECONDS);

            assertThat(cause(answer)).isEqualTo(Cause.RATE_LIMITED);
            assertThat(detail(answer)).contains("401", "429");
        }
    }

    @Test
    void anUnknownUserIsANoForEveryOperation() throws Exception {
        byte[] body = Vectors.response("sharedroster-nouser.500.json");
        for (int status : List.of(500, 200)) {
            assertThat(roster(status, body)).isInstanceOf(Answer.No.class);
            assertThat(exists(status, body)).isInstanceOf(Answer.No.class);
            assertThat(auth(status, body)).isInstanceOf(Answer.No.class);
        }
    }

    @Test
    void aWrongSignatureIsDistinguishedFromOtherErrors() throws Exception {
        for (int status : List.of(500, 200)) {
            assertThat(cause(auth(status, Vectors.response("bad-signature.500.json"))))
                    .isEqualTo(Cause.SIGNATURE);
            assertThat(cause(auth(status, Vectors.response("unsupported.500.json"))))
                    .isEqualTo(Cause.CLOUD_ERROR);
        }
        assertThat(detail(auth(500, Vectors.response("unsupported.500.json")))).contains("Unsupported operation.");
    }

    @Test
    void anErrorsMessageIsMadeHarmless() throws Exception {
        assertThat(detail(auth(500, "{\"result\":\"error\",\"data\":{\"msg\":\"bad\\nline\\u202e\"}}")))
                .contains("bad?line?")
                .doesNotContain("\n");
        assertThat(detail(auth(500, "{\"result\":\"error\",\"data\":{\"msg\":\"no login for " + PASSWORD + "\"}}")))
                .doesNotContain(PASSWORD);
        assertThat(cause(auth(500, "{\"result\":\"error\",\"data\":[]}"))).isEqualTo(Cause.CLOUD_ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "503,MAINTENANCE",
        "502,GATEWAY",
        "504,GATEWAY",
        "500,HTTP_STATUS",
        "404,HTTP_STATUS",
        "400,HTTP_STATUS",
        "403,REFUSED",
        "204,HTTP_STATUS",
        "201,HTTP_STATUS",
        "401,REFUSED",
        "407,HTTP_STATUS",
        "429,RATE_LIMITED",
        "304,REDIRECT",
        "200,NOT_JSON"
    })
    void aPageSaysNothingAboutTheUser(int status, Cause cause) throws Exception {
        byte[] body = status == 204 || status == 304 ? new byte[0] : "<html>Hello</html>".getBytes(UTF_8);
        Answer<Identity> answer = auth(status, body);
        assertThat(cause(answer)).isEqualTo(cause);
        assertThat(detail(answer)).contains("localhost:").contains(cause == Cause.NOT_JSON ? "JSON" : "" + status);
    }

    @Test
    void aLongErrorPageIsStillAnErrorPage() throws Exception {
        assertThat(cause(auth(404, "x".repeat(300_000)))).isEqualTo(Cause.HTTP_STATUS);
        assertThat(cause(auth(500, "x".repeat(300_000)))).isEqualTo(Cause.HTTP_STATUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<!DOCTYPE html>",
                "{\"result\":\"success\"",
                "{\"result\":\"succ",
                "{\"result\":\"noauth\"}x",
                "{\"result\":\"noauth\"}{}",
                "{\"result\":\"success\"}<br />",
                "{'result':1}"
            })
    void anythingButASingleJsonValueIsNotJson(String body) throws Exception {
        assertThat(cause(auth(200, body))).isEqualTo(Cause.NOT_JSON);
        assertThat(cause(exists(200, body))).isEqualTo(Cause.NOT_JSON);
        assertThat(cause(roster(200, body))).isEqualTo(Cause.NOT_JSON);
    }

    @Test
    void invalidUtf8IsNotJson() throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"result\":\"success\",\"data\":{\"sharedRoster\":{\"a\":{\"name\":\"".getBytes(UTF_8));
        body.write(0xfc);
        body.writeBytes("\"}}}}".getBytes(UTF_8));
        assertThat(cause(roster(200, body.toByteArray()))).isEqualTo(Cause.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "42",
                "\"success\"",
                "[{\"result\":\"success\"}]",
                "{\"result\":null}",
                "{\"result\":[\"success\"]}",
                "{\"result\":\"maybe\"}",
                "{\"Result\":\"success\"}"
            })
    void otherJsonIsUnexpectedForEveryOperation(String body) throws Exception {
        assertThat(cause(auth(200, body))).isEqualTo(Cause.UNEXPECTED_JSON);
        assertThat(cause(exists(200, body))).isEqualTo(Cause.UNEXPECTED_JSON);
        assertThat(cause(roster(200, body))).isEqualTo(Cause.UNEXPECTED_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":\"success\",\"data\":[]}",
                "{\"result\":\"noauth\"}",
                "{\"result\":\"success\",\"data\":{\"isUser\":\"true\"}}",
                "{\"result\":\"success\",\"data\":{\"isUser\":1}}",
                "{\"result\":\"success\",\"data\":{\"sharedRoster\":[\"alice\"]}}",
                "{\"result\":\"success\",\"data\":{\"sharedRoster\":null}}",
                "{\"result\":\"success\",\"data\":{\"sharedRoster\":\"\"}}",
                "{\"result\":\"success\",\"isUser\":true}"
            })
    void neitherExistenceNorRosterIsGuessed(String body) throws Exception {
        assertThat(cause(exists(200, body))).isEqualTo(Cause.UNEXPECTED_JSON);
        assertThat(cause(roster(200, body))).isEqualTo(Cause.UNEXPECTED_JSON);
    }

    @Test
    void repeatedKeysAndDeepNestingDoNoHarm() throws Exception {
        String repeated = "{\"result\":\"noauth\",\"result\":\"success\",\"data\":{\"isUser\":true,\"isUser\":false}}";
        assertThat(exists(200, repeated)).isInstanceOf(Answer.No.class);
        assertThat(cause(auth(200, "{\"x\":" + "[".repeat(60_000)))).isEqualTo(Cause.NOT_JSON);
        assertThat(cause(auth(200, "{\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}")))
                .isEqualTo(Cause.NOT_JSON);
    }

    @Test
    void theRequestIsSignedAndComplete() throws Exception {
        try (RawServer server = RawServer.answering(200, "", Vectors.response("auth-success.200.json"));
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            client.authenticate(endpoint(server), "alice", PASSWORD).get(20, TimeUnit.SECONDS);
            RawServer.Request request = server.requests().get(0);
            assertThat(request.head()).startsWith("POST /apps/ojsxc/ajax/externalApi.php HTTP/1.1\r\n");
            assertThat(request.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
            assertThat(request.header("X-JSXC-SIGNATURE")).isEqualTo("sha1=2d33aa01862357b54cdaffd6280a2b007c1ee1fd");
            assertThat(request.body())
                    .isEqualTo("operation=auth&username=alice&domain=example.org&password=wonder%3Aland");
            assertThat(request.header("Upgrade")).isEmpty();
        }
    }

    @Test
    void sha256IsUsedIfConfigured() throws Exception {
        CloudSettings settings = CloudSettings.defaults().withSignature(SignatureAlgorithm.SHA256);
        try (RawServer server = RawServer.answering(200, "", Vectors.response("isuser-true.200.json"));
                JsxcClient client = new JsxcClient(settings)) {
            client.exists(endpoint(server), "alice").get(20, TimeUnit.SECONDS);
            assertThat(server.requests().get(0).header("X-JSXC-SIGNATURE"))
                    .isEqualTo("sha256=be947f771bc7a398acc64ee8281efdecb459ddb87f2441e9a95409727bed55b9");
        }
    }

    @Test
    void anAnswerAfterPhpMessagesIsReportedAndNotUsed() throws Exception {
        String yes = "{\"result\":\"success\",\"data\":{\"uid\":\"asked\"}}";
        assertThat(auth(200, yes)).isInstanceOf(Answer.Yes.class);
        Answer<Identity> answer =
                auth(200, "<br />\n<b>Warning</b>:  x in <b>/srv/apps/ojsxc/a.php</b> on line <b>7</b><br />\n" + yes);

        assertThat(cause(answer)).isEqualTo(Cause.PHP_MESSAGES);
        assertThat(detail(answer)).contains("/srv/apps/ojsxc/a.php line 7");
        assertThat(auth(200, "\ufeff\ufeff\n" + yes))
                .as("byte order marks are not messages")
                .isInstanceOf(Answer.Yes.class);
    }

    @Test
    void anUntrustedDomainAndARateLimitAreReportedAsForNextcloudsOwnApi() throws Exception {
        Answer<Boolean> untrusted = exists(400, "<html>Access through untrusted domain</html>");

        assertThat(cause(untrusted)).isEqualTo(Cause.UNTRUSTED_DOMAIN);
        assertThat(detail(untrusted)).contains("trusted_domains 90 --value=localhost");
        assertThat(cause(exists(429, ""))).isEqualTo(Cause.RATE_LIMITED);
        assertThat(cause(exists(412, ""))).isEqualTo(Cause.HTTP_STATUS);
    }

    private static Endpoint endpoint(RawServer server) {
        URI url = server.url("http");
        return new Endpoint.Jsxc(url, List.of(ApiSecret.of("0123456789ABCDEF"), ApiSecret.of("older")), "example.org");
    }

    private static Answer<Identity> auth(int status, String body) throws Exception {
        return auth(status, body.getBytes(UTF_8));
    }

    private static Answer<Identity> auth(int status, byte[] body) throws Exception {
        try (RawServer server = RawServer.answering(status, "", body);
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            return client.authenticate(endpoint(server), "asked", PASSWORD).get(20, TimeUnit.SECONDS);
        }
    }

    private static Answer<Identity> authAs(String account, byte[] body) throws Exception {
        try (RawServer server = RawServer.answering(200, "", body);
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            return client.authenticate(endpoint(server), account, PASSWORD).get(20, TimeUnit.SECONDS);
        }
    }

    private static Answer<CloudRoster> rosterOf(String account, byte[] body) throws Exception {
        try (RawServer server = RawServer.answering(200, "", body);
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            return client.sharedRoster(endpoint(server), account).get(20, TimeUnit.SECONDS);
        }
    }

    private static Answer<Boolean> exists(int status, String body) throws Exception {
        return exists(status, body.getBytes(UTF_8));
    }

    private static Answer<Boolean> exists(int status, byte[] body) throws Exception {
        try (RawServer server = RawServer.answering(status, "", body);
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            return client.exists(endpoint(server), "asked").get(20, TimeUnit.SECONDS);
        }
    }

    private static Answer<CloudRoster> roster(int status, String body) throws Exception {
        return roster(status, body.getBytes(UTF_8));
    }

    private static Answer<CloudRoster> roster(int status, byte[] body) throws Exception {
        try (RawServer server = RawServer.answering(status, "", body);
                JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            return client.sharedRoster(endpoint(server), "asked").get(20, TimeUnit.SECONDS);
        }
    }

    private static Cause cause(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        return ((Answer.Unreachable<?>) answer).cause();
    }

    private static String detail(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        return ((Answer.Unreachable<?>) answer).detail();
    }
}
