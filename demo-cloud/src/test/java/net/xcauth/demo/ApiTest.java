package net.xcauth.demo;

import static net.xcauth.demo.DemoClient.form;
import static net.xcauth.demo.DemoClient.json;
import static net.xcauth.demo.DemoClient.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {

    private DemoCloud cloud;
    private DemoClient client;

    @BeforeEach
    void startCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
        client = new DemoClient(cloud.url(), DemoSettings.DEMO_SECRET);
    }

    @AfterEach
    void stopCloud() {
        cloud.close();
    }

    @Test
    void theUrlIsThatOfTheApp() {
        assertThat(cloud.url().toString())
                .matches("http://127\\.0\\.0\\.1:[0-9]+/index\\.php/apps/ojsxc/ajax/externalApi\\.php");
    }

    @Test
    void aCorrectPasswordReturnsTheAccountId() throws Exception {
        assertAnswer(client.auth("alice", "wonderland", "example.net"), "auth-success.200.json");
    }

    @Test
    void anAccountWithADomainIsFoundByItsLocalPart() throws Exception {
        assertAnswer(client.auth("carol", "caramel", "example.org"), "auth-success-qualified.200.json");
        assertAnswer(client.isUser("carol", "example.org"), "isuser-true.200.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.net"})
    void anAccountOfAnotherDomainIsNotFound(String domain) throws Exception {
        assertAnswer(client.auth("carol", "caramel", domain), "auth-noauth.200.json");
        assertAnswer(client.isUser("carol", domain), "isuser-false.200.json");
    }

    @Test
    void anAccountWithADomainTakesPrecedence() throws Exception {
        cloud.accounts().addUser("carol", "Other Carol", "other");

        assertThat(uid(client.auth("carol", "caramel", "example.org"))).isEqualTo("carol@example.org");
        assertThat(uid(client.auth("carol", "other", "example.org"))).isEqualTo("carol");
        assertThat(json(client.roster("carol", "example.org"))
                        .at("/data/sharedRoster")
                        .has("alice"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"alice,Wonderland", "alice,''", "nobody,wonderland", "'',wonderland", "bob,wonderland"})
    void aWrongPasswordOrUserIsAnsweredWithNoauth(String user, String password) throws Exception {
        assertAnswer(client.auth(user, password, "example.org"), "auth-noauth.200.json");
    }

    @ParameterizedTest
    @CsvSource({
        "dave,Uppercase,Dave",
        "ALICE,wonderland,alice",
        "alice,aaaaa-bbbbb-ccccc-ddddd-eeeee,alice",
        "o'hara smith,it's + 100% mine,o'hara smith",
        "jürgen,Grüße €uro 🎺,jürgen",
        "JÜRGEN,Grüße €uro 🎺,jürgen",
        "erin,a:b:c,erin",
    })
    void theDemoUsersCanLogIn(String user, String password, String account) throws Exception {
        assertThat(uid(client.auth(user, password, "example.org"))).isEqualTo(account);
    }

    @Test
    void formSeparatorsInAPasswordArePreserved() throws Exception {
        String password = "a&b=c+d %41\u0000\n;ü😀";
        cloud.accounts().setPassword("alice", password);

        assertThat(uid(client.auth("alice", password, ""))).isEqualTo("alice");
    }

    @Test
    void unencodedBytesArePreserved() throws Exception {
        cloud.accounts().setPassword("alice", "ü=ü");

        assertThat(json(client.ask("operation=auth&username=alice&password=ü=ü"))
                        .at("/result")
                        .asText())
                .isEqualTo("success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%4é", "%FF", "%C3%28", "%ED%A0%80"})
    void aMalformedFormIsAnError(String password) throws Exception {
        HttpResponse<String> response = client.ask("operation=auth&username=alice&password=" + password);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response).at("/result").asText()).isEqualTo("error");
        assertThat(json(response).at("/data/msg").asText()).startsWith("The form ");
    }

    @Test
    void aRosterHasAllMembersOfTheUsersGroupsWithTheSharedGroupsOnly() throws Exception {
        assertAnswer(client.roster("alice", "example.org"), "sharedroster.200.json");
    }

    @Test
    void aRosterWithoutGroupsIsAnEmptyList() throws Exception {
        assertAnswer(client.roster("frank", "example.org"), "sharedroster-empty.200.json");
    }

    @Test
    void aRosterOfAnUnknownUserIsAnError() throws Exception {
        assertAnswer(client.roster("nobody", "example.org"), "sharedroster-nouser.500.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation=dance&username=alice", "operation=AUTH", "username=alice", "", "&&=&"})
    void anUnknownOperationIsUnsupported(String body) throws Exception {
        assertAnswer(client.ask(body), "unsupported.500.json");
    }

    @Test
    void aBodyWithAnotherContentTypeHasNoFields() throws Exception {
        String body = "operation=isuser&username=alice";
        HttpRequest.Builder request = HttpRequest.newBuilder(cloud.url())
                .header("Content-Type", "text/plain")
                .header("X-JSXC-SIGNATURE", client.sign("sha1", body))
                .POST(BodyPublishers.ofString(body));

        assertAnswer(client.send(request), "unsupported.500.json");
    }

    static Iterable<JsonNode> recordedSignatures() {
        return recorded("signatures.json");
    }

    @ParameterizedTest
    @MethodSource("recordedSignatures")
    void recordedSignaturesAreAccepted(JsonNode vector) throws Exception {
        cloud.secret(vector.get("secret").asText());
        client.send(
                client.post(vector.get("body").asText(), vector.get("header").asText()));

        assertThat(cloud.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.signatureValid()).isTrue())
                .satisfies(request -> assertThat(request.signatureAlgorithm())
                        .isEqualTo(vector.get("header").asText().split("=")[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512/256", "sha3-256"})
    void everyHashFunctionOfTheJdkIsAccepted(String algorithm) throws Exception {
        String body = form("operation", "isuser", "username", "alice");

        assertAnswer(client.send(client.post(body, client.sign(algorithm, body))), "isuser-true.200.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha1=",
                "=00",
                "sha1",
                "sha1=00",
                "crc32=00000000",
                "pbesha1=00",
                "sha1=zz",
                "sha1=2d33aa01862357b54cdaffd6280a2b007c1ee1fd"
            })
    void aWrongSignatureIsRejected(String signature) throws Exception {
        assertAnswer(client.send(client.post("operation=isuser&username=bob", signature)), "bad-signature.500.json");
    }

    @Test
    void upperCaseDigitsAreRejected() throws Exception {
        String body = "operation=isuser&username=alice";
        String digits = client.sign("sha1", body).substring(5).toUpperCase(Locale.ROOT);

        assertAnswer(client.send(client.post(body, "sha1=" + digits)), "bad-signature.500.json");
    }

    @Test
    void aMissingSignatureIsRejected() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(cloud.url())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("operation=isuser&username=alice"));

        assertAnswer(client.send(request), "bad-signature.500.json");
    }

    @Test
    void aModifiedBodyIsRejected() throws Exception {
        String signature = client.sign("sha1", "operation=isuser&username=alice");

        assertAnswer(client.send(client.post("operation=isuser&username=Alice", signature)), "bad-signature.500.json");
    }

    @Test
    void aNewSecretAppliesToTheNextRequest() throws Exception {
        cloud.secret("rotated");

        assertAnswer(client.isUser("alice", ""), "bad-signature.500.json");
        assertAnswer(new DemoClient(cloud.url(), "rotated").isUser("alice", ""), "isuser-true.200.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "HEAD", "DELETE"})
    void onlyPostIsAllowed(String method) throws Exception {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(cloud.url()).method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("POST");
    }

    @Test
    void bodiesOfMoreThanOneMegabyteAreTooLarge() throws Exception {
        String padded = "operation=isuser&username=alice&padding=";
        String largest = padded + "x".repeat(RequestRouter.BODY_LIMIT - padded.length());

        assertAnswer(client.ask(largest), "isuser-true.200.json");
        assertThat(client.ask(largest + "x").statusCode()).isEqualTo(413);
        assertThat(client.ask(largest.repeat(5)).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.php/apps/ojsxc/ajax/externalApi.php/more", "/demo/fault"})
    void otherPathsAreNotFound(String path) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(cloud.url().resolve(path)).POST(BodyPublishers.ofString("fault=down"));

        assertThat(client.send(request).statusCode()).isEqualTo(404);
    }

    private static String uid(HttpResponse<String> response) throws Exception {
        return json(response).at("/data/uid").asText();
    }

    private static void assertAnswer(HttpResponse<String> response, String recordedAs) throws Exception {
        String[] nameAndStatus = recordedAs.split("\\.");
        assertThat(response.statusCode()).isEqualTo(Integer.parseInt(nameAndStatus[1]));
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        assertThat(json(response)).isEqualTo(recorded("responses/" + recordedAs));
    }
}
