package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.xcauth.demo.DemoClient.SAFETY_NET;
import static net.xcauth.demo.DemoClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nextcloud's own API beyond the recorded answers: other releases, sequences of requests, faults, the log. */
class NextcloudTest {

    private static final String USER = "ocs/v2.php/cloud/user?format=json";
    private static final String BOOK = "remote.php/dav/addressbooks/users/svc/z-server-generated--system/";
    private static final Pattern TOKEN = Pattern.compile("<d:sync-token>([^<]*)</d:sync-token>");
    private static final Pattern CARD = Pattern.compile("system/(?:Database|LDAP):([^<]*)\\.vcf");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final DemoAccounts accounts = DemoAccounts.empty()
            .addUser("Ann", "Ann A", "one")
            .addUser("ben", "Ben B", "two")
            .addUser("svc", "Service", "service-password")
            .addGroup("red", "Red Team")
            .joinGroup("Ann", "red")
            .joinGroup("ben", "red")
            .joinGroup("svc", "red")
            .addGroup("blue", "Red Team")
            .joinGroup("ben", "blue");
    private final String service = accounts.createAppPassword("svc");
    private final DemoCloud cloud =
            DemoCloud.start(DemoSettings.defaults().withAccounts(accounts).withClock(clock));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void bothApisServeTheSameUsersAtOneAddress() throws Exception {
        DemoClient jsxc = new DemoClient(cloud.url(), DemoSettings.DEMO_SECRET);

        assertThat(cloud.url()).isEqualTo(cloud.baseUrl().resolve("index.php/apps/ojsxc/ajax/externalApi.php"));
        assertThat(json(jsxc.auth("ann", "one", "")).at("/data/uid").asText()).isEqualTo("Ann");
        assertThat(json(basic("ann", "one")).at("/ocs/data/id").asText()).isEqualTo("Ann");
        accounts.setPassword("Ann", "new");
        assertThat(basic("ann", "one").statusCode()).isEqualTo(401);
        assertThat(basic("ann", "new").statusCode()).isEqualTo(200);
    }

    @Test
    void theCloudCanBeInAFolder() throws Exception {
        URI before = cloud.baseUrl();
        cloud.nextcloud().folder("/files/nextcloud");

        assertThat(cloud.baseUrl()).isEqualTo(before.resolve("/files/nextcloud/"));
        assertThat(basic("ann", "one").statusCode()).isEqualTo(200);
        assertThat(report("")).contains("<d:href>/files/nextcloud/remote.php/dav/addressbooks/users/svc/");
        assertThat(json(new DemoClient(cloud.url(), DemoSettings.DEMO_SECRET).isUser("ann", ""))
                        .at("/data/isUser")
                        .asBoolean())
                .isTrue();
        assertThat(http.send(HttpRequest.newBuilder(before.resolve(USER)).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void createdAppPasswordsHaveNextcloudsFormat() throws Exception {
        assertThat(service).matches("[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){4}");
        assertThat(json(bearer(USER, service)).at("/ocs/data/id").asText()).isEqualTo("svc");

        accounts.revokeAppPassword("svc", service);
        assertThat(bearer(USER, service).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"28, application/xml", "30, application/xml", "31, application/json", "34, application/json"})
    void refusalsAreXmlUpToRelease30(int release, String type) throws Exception {
        cloud.nextcloud().release(release);

        HttpResponse<String> refusal = basic("ann", "wrong");

        assertThat(refusal.statusCode()).isEqualTo(401);
        assertThat(refusal.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"Authorisation Required\"");
        assertThat(refusal.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(refusal.body()).contains("Unauthorised");
        assertThat(anonymous(USER).headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/json");
    }

    @ParameterizedTest
    @CsvSource({"28, 403", "31, 403", "32, 200", "34, 200"})
    void plainMembersMayReadTheirGroupsSinceRelease32(int release, int status) throws Exception {
        cloud.nextcloud().release(release);

        assertThat(bearer("ocs/v2.php/cloud/groups/red/users?format=json", service)
                        .statusCode())
                .isEqualTo(status);
        accounts.addGroupAdmin("svc", "red");
        assertThat(json(bearer("ocs/v2.php/cloud/groups/red/users?format=json", service))
                        .at("/ocs/data/users"))
                .extracting(JsonNode::asText)
                .containsExactly("Ann", "ben", "svc");
    }

    @ParameterizedTest
    @CsvSource({"28, 401, 401", "32, 200, 200"})
    void newerReleasesIgnoreCaseAndAcceptSharedAddresses(int release, int spelling, int address) throws Exception {
        cloud.nextcloud().release(release);
        String appPassword = accounts.createAppPassword("Ann");
        accounts.setEmail("Ann", "both@example.org").setEmail("ben", "both@example.org");

        assertThat(basic("Ann", appPassword).statusCode()).isEqualTo(200);
        assertThat(basic("ann", appPassword).statusCode()).isEqualTo(spelling);
        assertThat(basic("both@example.org", "one").statusCode()).isEqualTo(address);
        assertThat(basic("both@example.org", "two").statusCode()).isEqualTo(401);
    }

    @Test
    void anAddressIdentifiesItsAccountInLookUpsCompletionAndAvatars() throws Exception {
        accounts.setEmail("ben", "ben@example.org");
        cloud.nextcloud().enumeration(false);

        assertThat(json(bearer("ocs/v2.php/cloud/users/ben@example.org?format=json", service))
                        .at("/ocs/meta/statuscode")
                        .asInt())
                .isEqualTo(998);
        assertThat(json(bearer(
                                "ocs/v2.php/core/autocomplete/get?format=json&search=ben@example.org&shareTypes[]=0",
                                service))
                        .at("/ocs/data")
                        .findValuesAsText("id"))
                .containsExactly("ben");
        assertThat(anonymous("avatar/ben@example.org/64").headers().firstValue("ETag"))
                .isPresent()
                .isEqualTo(anonymous("avatar/ben/64").headers().firstValue("ETag"));
    }

    @Test
    void displayNamesHaveAnotherKeyBeforeRelease28() throws Exception {
        cloud.nextcloud().release(26);

        JsonNode data = json(basic("ann", "one")).at("/ocs/data");

        assertThat(data.has("displayname")).isFalse();
        assertThat(data.get("display-name").asText()).isEqualTo("Ann A");
        assertThat(json(anonymous("ocs/v2.php/cloud/capabilities?format=json"))
                        .at("/ocs/data/capabilities/bruteforce")
                        .has("allow-listed"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"32, 1000, 200", "34, 500, 200", "34, 501, 500"})
    void release34CompletesAtMost500(int release, int limit, int status) throws Exception {
        cloud.nextcloud().release(release);

        assertThat(bearer(
                                "ocs/v2.php/core/autocomplete/get?format=json&search=&itemType=%20&itemId=%20&shareTypes[]=1"
                                        + "&limit=" + limit,
                                service)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void anAddressMayBelongToAnotherUser() throws Exception {
        accounts.setEmail("ben", "ann@example.org");

        assertThat(json(basic("ann@example.org", "two")).at("/ocs/data/id").asText())
                .isEqualTo("ben");
        assertThat(basic("ann@example.org", "one").statusCode()).isEqualTo(401);
    }

    @Test
    void anLdapLoginNameMayAlsoBeALocalAccount() throws Exception {
        accounts.addLdapUser("0b5c", "ben", "Ben from LDAP", "ldap");

        assertThat(json(basic("ben", "two")).at("/ocs/data/id").asText()).isEqualTo("ben");
        JsonNode fromLdap = json(basic("ＢＥＮ ", "ldap")).at("/ocs/data");
        assertThat(fromLdap.get("id").asText()).isEqualTo("0b5c");
        assertThat(fromLdap.get("backend").asText()).isEqualTo("LDAP");
        accounts.setTwoFactor("0b5c", true);
        assertThat(basic("ben", "ldap").body()).contains("Current user is not logged in");
    }

    @Test
    void elevenFailuresBlockForHalfAnHour() throws Exception {
        for (int i = 0; i < 11; i++) {
            assertThat(basic("ann", "wrong" + i).statusCode()).isEqualTo(401);
        }
        assertThat(basic("ben", "two").statusCode()).isEqualTo(429);
        assertThat(bearer(USER, service).statusCode()).isEqualTo(200);
        assertThat(delay()).isEqualTo(25_000);

        now.updateAndGet(before -> before.plus(Duration.ofMinutes(31)));
        assertThat(basic("ben", "two").statusCode()).isEqualTo(200);
        assertThat(delay()).isEqualTo(25_000);
        cloud.nextcloud().forgetFailedLogins();
        assertThat(delay()).isZero();
    }

    @Test
    void exemptClientsAreNeverBlocked() throws Exception {
        cloud.nextcloud().exempt(true);
        for (int i = 0; i < 12; i++) {
            assertThat(basic("ann", "wrong").statusCode()).isEqualTo(401);
        }

        assertThat(basic("ben", "two").statusCode()).isEqualTo(200);
        assertThat(json(anonymous("ocs/v2.php/cloud/capabilities?format=json"))
                        .at("/ocs/data/capabilities/bruteforce")
                        .toString())
                .isEqualTo("{\"delay\":0,\"allow-listed\":true}");
    }

    @Test
    void clientsThatReturnCookiesGetAnotherUsersAnswers() throws Exception {
        List<String> cookies = bearer(USER, service).headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .toList();

        HttpResponse<String> wrong = http.send(
                get(USER)
                        .header("Authorization", header("ann", "wrong"))
                        .header("Cookie", String.join("; ", cookies))
                        .build(),
                BodyHandlers.ofString());

        assertThat(wrong.statusCode()).isEqualTo(200);
        assertThat(json(wrong).at("/ocs/data/id").asText()).isEqualTo("svc");
    }

    @Test
    void droppedCredentialsLookLikeMissingOnes() throws Exception {
        cloud.nextcloud().authorizationDropped(true);

        assertThat(basic("ann", "one").body())
                .isEqualTo(anonymous(USER).body())
                .contains("Current user is not logged in");
        assertThat(bearer(USER, service).statusCode()).isEqualTo(401);
    }

    @Test
    void existenceCanBeHidden() throws Exception {
        assertThat(json(bearer("ocs/v2.php/cloud/users/ann?format=json", service))
                        .at("/ocs/meta/statuscode")
                        .asInt())
                .isEqualTo(998);
        assertThat(anonymous("avatar/ann/64").statusCode()).isEqualTo(200);
        assertThat(anonymous("avatar/zoe/64").statusCode()).isEqualTo(404);

        cloud.nextcloud().existenceHidden(true);
        assertThat(bearer("ocs/v2.php/cloud/users/ann?format=json", service).body())
                .isEqualTo(bearer("ocs/v2.php/cloud/users/zoe?format=json", service)
                        .body());
        assertThat(anonymous("avatar/zoe/64").statusCode()).isEqualTo(200);
    }

    @Test
    void aGroupNamedDotDotMustBeEncodedTwice() throws Exception {
        accounts.addUser("42", "Number", "x")
                .addGroup("..", "Dots")
                .joinGroup("svc", "..")
                .addGroup("admin", "admin")
                .joinGroup("svc", "admin");

        assertThat(bearer("ocs/v2.php/cloud/groups/%252E%252E/users?format=json", service)
                        .body())
                .contains("{\"users\":[\"svc\"]}");
        HttpRequest once = HttpRequest.newBuilder(
                        URI.create(cloud.baseUrl() + "ocs/v2.php/cloud/groups/../users?format=json"))
                .header("OCS-APIRequest", "true")
                .header("Authorization", "Bearer " + service)
                .build();
        assertThat(http.send(once, BodyHandlers.ofString()).body())
                .contains("{\"users\":[42,\"Ann\",\"ben\",\"svc\"]}");
    }

    @Test
    void theAddressBookHasPages() throws Exception {
        for (int i = 0; i < 5; i++) {
            accounts.addUser("user" + i, "User " + i, "x");
        }
        cloud.nextcloud().pageSize(3);

        String first = report("");
        assertThat(cards(first)).containsExactly("Ann", "ben", "svc");
        assertThat(first).contains("HTTP/1.1 507 Insufficient Storage", "<d:number-of-matches-within-limits/>");
        accounts.deleteUser("ben").setDisplayName("Ann", "Ann\nUID:ben, Esq.");
        String second = report(token(first));
        assertThat(cards(second)).containsExactly("user0", "user1", "user2");
        String third = report(token(second));
        assertThat(cards(third)).containsExactly("user3", "user4");
        assertThat(third).doesNotContain("507");

        String changes = report(token(third));
        assertThat(cards(changes)).containsExactly("Ann", "ben");
        assertThat(changes).contains("FN;X-NC-SCOPE=v2-federated:Ann\\nUID:ben\\, Esq.", "HTTP/1.1 404 Not Found");
        assertThat(cards(report(token(changes)))).isEmpty();
    }

    @Test
    void olderReleasesSendOnePage() throws Exception {
        cloud.nextcloud().release(31).pageSize(1);

        assertThat(cards(report(""))).containsExactly("Ann", "ben", "svc");
    }

    @Test
    void forgottenDeletionsAreMissingFromChanges() throws Exception {
        String before = token(report(""));
        accounts.disableUser("ben").forgetDeletedCards();

        String changes = report(before);

        assertThat(cards(changes)).isEmpty();
        assertThat(token(changes)).isNotEqualTo(before);
        accounts.enableUser("ben");
        assertThat(cards(report(before))).containsExactly("ben");
    }

    @Test
    void withoutEnumerationUsersSeeOnlyThemselves() throws Exception {
        cloud.nextcloud().enumeration(false);

        assertThat(cards(report(""))).containsExactly("svc");
        assertThat(bearer("ocs/v2.php/core/autocomplete/get?format=json&search=&shareTypes[]=1", service)
                        .body())
                .contains("\"data\":[]");
    }

    @Test
    void aDisabledOrForeignAddressBookIsNotFound() throws Exception {
        cloud.nextcloud().addressBook(false);
        assertThat(dav("REPORT", BOOK, sync("")).statusCode()).isEqualTo(404);

        cloud.nextcloud().addressBook(true);
        assertThat(dav("REPORT", BOOK.replace("svc", "Ann"), sync("")).statusCode())
                .isEqualTo(404);
        assertThat(dav("REPORT", BOOK, sync("nonsense")).statusCode()).isEqualTo(403);
        assertThat(dav("REPORT", BOOK, "<!DOCTYPE x><x/>").statusCode()).isEqualTo(400);
    }

    @Test
    void longNamesAreFoldedBetweenCharacters() throws Exception {
        accounts.setDisplayName("Ann", "Ä".repeat(60));

        String body = report("");

        assertThat(body.replace("&#13;\n ", "")).contains("federated:" + "Ä".repeat(60));
        assertThat(body.lines().filter(line -> line.contains("Ä")))
                .allSatisfy(line -> assertThat(line.replace("&#13;", "").getBytes(UTF_8).length)
                        .isLessThanOrEqualTo(75));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maintenance | 503 | Service unavailable",
                "too-many-requests | 429 | Reached maximum delay",
                "database-locked | 500 | Internal Server Error",
                "database-down | 500 | ''",
                "server-error | 500 | <h2>Internal Server Error</h2>",
                "garbage | 200 | <form>",
                "wrong-json | 200 | \"result\":\"success\"",
                "without-data | 200 | \"message\":\"OK\"}}}",
                "account-disabled | 401 | Unauthorised",
                "other-account | 200 | \"id\":\"somebody.else\"",
                "signature-rejected | 200 | \"id\":\"Ann\"",
                "bad-gateway | 502 | 502",
            })
    void faultsHaveNextcloudsFormat(String fault, int status, String content) throws Exception {
        cloud.fault(Fault.named(fault, Duration.ZERO).orElseThrow(), "auth", "ann");

        HttpResponse<String> answer = basic("ann", "one");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(content);
        assertThat(basic("ben", "two").body()).as("others").contains("\"id\":\"ben\"");
        assertThat(bearer(USER, service).body()).as("others").contains("\"id\":\"svc\"");
    }

    @Test
    void aTruncatedAnswerIsInvalidJson() throws Exception {
        cloud.fault(Fault.TRUNCATED_JSON);

        HttpResponse<String> half = basic("ann", "one");

        assertThat(half.statusCode()).isEqualTo(200);
        assertThat(half.body())
                .startsWith("{\"ocs\":{\"meta\":{\"status\":\"ok\"")
                .doesNotEndWith("}");
    }

    @Test
    void faultsCanBeLimitedToOneOperationAndOneGroup() throws Exception {
        cloud.fault(Fault.DATABASE_LOCKED, "members", "blue");

        assertThat(bearer("ocs/v2.php/cloud/groups/blue/users?format=json", service)
                        .statusCode())
                .isEqualTo(500);
        assertThat(bearer("ocs/v2.php/cloud/groups/red/users?format=json", service)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"index.php/apps/ojsxc/ajax/externalApi.php", USER, "remote.php/dav/", "index.php/avatar/ann/64"})
    void maintenanceClosesEverythingButTheStatusPage(String path) throws Exception {
        cloud.nextcloud().maintenance(true);

        HttpRequest post = HttpRequest.newBuilder(cloud.baseUrl().resolve(path))
                .POST(BodyPublishers.noBody())
                .build();
        assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
        assertThat(json(anonymous("status.php")).get("maintenance").asBoolean()).isTrue();
    }

    @Test
    void requestsAreCountedByOperationAndLoggedWithoutPasswords() throws Exception {
        basic("ann", "one");
        bearer("ocs/v2.php/cloud/users/ben?format=json", service);
        bearer("ocs/v2.php/cloud/groups/a%252Fb/users?format=json", service);
        report("");
        anonymous("status.php");

        assertThat(cloud.awaitRequests(5, SAFETY_NET))
                .extracting(
                        LoggedRequest::operation,
                        LoggedRequest::username,
                        LoggedRequest::authorization,
                        LoggedRequest::status)
                .containsExactly(
                        tuple("auth", "ann", "Basic", 200),
                        tuple("isuser", "ben", "Bearer", 404),
                        tuple("members", "a/b", "Bearer", 404),
                        tuple("address-book", "", "Bearer", 207),
                        tuple("status", "", "", 200));
        assertThat(cloud.requestCount("auth")).isEqualTo(1);
        assertThat(cloud.requestCount("members")).isEqualTo(1);
        assertThat(cloud.requests().get(0).path()).isEqualTo("/" + USER);
        assertThat(cloud.requests().toString()).doesNotContain(service).doesNotContain("=one");
    }

    private int delay() throws Exception {
        return json(anonymous("ocs/v2.php/cloud/capabilities?format=json"))
                .at("/ocs/data/capabilities/bruteforce/delay")
                .asInt();
    }

    private String report(String token) throws Exception {
        HttpResponse<String> report = dav("REPORT", BOOK, sync(token));
        assertThat(report.statusCode()).isEqualTo(207);
        return report.body();
    }

    private static String sync(String token) {
        return "<?xml version=\"1.0\"?><d:sync-collection xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:carddav\">"
                + "<d:sync-token>" + token + "</d:sync-token><d:sync-level>1</d:sync-level>"
                + "<d:prop><d:getetag/><c:address-data/></d:prop></d:sync-collection>";
    }

    private static String token(String report) {
        Matcher token = TOKEN.matcher(report);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static List<String> cards(String report) {
        List<String> cards = new ArrayList<>();
        Matcher card = CARD.matcher(report);
        while (card.find()) {
            cards.add(card.group(1));
        }
        return cards;
    }

    private HttpResponse<String> dav(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(cloud.baseUrl().resolve(path))
                        .header("Authorization", "Bearer " + service)
                        .method(method, BodyPublishers.ofString(body))
                        .timeout(SAFETY_NET)
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> basic(String user, String password) throws Exception {
        return http.send(
                get(USER).header("Authorization", header(user, password)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> bearer(String path, String token) throws Exception {
        return http.send(get(path).header("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> anonymous(String path) throws Exception {
        return http.send(get(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(cloud.baseUrl().resolve(path))
                .header("OCS-APIRequest", "true")
                .timeout(SAFETY_NET);
    }

    private static String header(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }
}
