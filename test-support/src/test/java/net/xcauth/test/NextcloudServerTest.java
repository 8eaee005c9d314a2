package net.xcauth.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests the answers of a real Nextcloud that this product relies on, and {@link NextcloudServer}. Run it with each new release. */
class NextcloudServerTest {
    private static final String ME = "ocs/v2.php/cloud/user?format=json";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private static NextcloudServer nextcloud;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void launch() throws Exception {
        nextcloud = NextcloudServer.launchOwn();
        nextcloud.exemptThisMachine(true);
    }

    @AfterAll
    static void close() throws Exception {
        if (nextcloud != null) {
            nextcloud.close();
        }
    }

    @Test
    void aLoginPasswordReturnsItsAccount() throws Exception {
        for (String account :
                new String[] {"alice", "bob", "o'hara smith", "carol@example.org", "1001", "spacey", "lines"}) {
            assertThat(idOf(login(account, NextcloudServer.password(account)))).isEqualTo(account);
        }
        assertThat(idOf(login("dave", NextcloudServer.password("Dave")))).isEqualTo("Dave");
        assertThat(idOf(login("carol@example.org", NextcloudServer.password("zed"))))
                .isEqualTo("zed");
    }

    @Test
    void wrongPasswordsUnknownAndDisabledAccountsHaveTheSameAnswer() throws Exception {
        assertRefused(login("bob", "wrong"));
        assertRefused(login("nobody-here", "wrong"));
        assertRefused(login("dora", NextcloudServer.password("dora")));
    }

    @Test
    void anAppPasswordWorksWithoutNameAndSecondFactor() throws Exception {
        assertThat(idOf(bearer(nextcloud.appPassword("bob")))).isEqualTo("bob");
        assertThat(idOf(bearer(nextcloud.newAppPasswordOfTheSettings("o'hara smith"))))
                .isEqualTo("o'hara smith");
        assertThat(idOf(bearer(nextcloud.appPassword("erin")))).isEqualTo("erin");
        assertThat(idOf(login("erin", nextcloud.appPassword("erin")))).isEqualTo("erin");
        assertRefused(login("Dave", nextcloud.appPassword("bob")));
        assertThat(message(login("erin", NextcloudServer.password("erin")))).isEqualTo("Current user is not logged in");
        assertThat(message(bearer("x".repeat(72)))).isEqualTo("Current user is not logged in");
    }

    @Test
    void appPasswordsOfDisabledAccountsAndRevokedOnesAreRefused() throws Exception {
        String revoked = nextcloud.newAppPassword("tina");
        assertThat(idOf(bearer(revoked))).isEqualTo("tina");
        nextcloud.revokeAppPasswords("tina");
        assertThat(message(bearer(revoked))).isEqualTo("Current user is not logged in");
        assertRefused(bearer(nextcloud.newAppPassword("dora")));
    }

    @Test
    void aDroppedAuthorizationHeaderLooksMissing() throws Exception {
        nextcloud.dropAuthorization(true);
        try {
            HttpResponse<String> answer = login("bob", NextcloudServer.password("bob"));
            assertThat(message(answer)).isEqualTo("Current user is not logged in");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
        } finally {
            nextcloud.dropAuthorization(false);
        }
        assertThat(idOf(login("bob", NextcloudServer.password("bob")))).isEqualTo("bob");
    }

    @Test
    void aPlainAccountCanCheckWhoExists() throws Exception {
        String service = nextcloud.appPassword("svc-plain");
        assertThat(code(get("ocs/v2.php/cloud/users/bob?format=json", "Bearer " + service)))
                .isEqualTo("404/998");
        assertThat(code(get("ocs/v2.php/cloud/users/dora?format=json", "Bearer " + service)))
                .isEqualTo("404/998");
        assertThat(code(get("ocs/v2.php/cloud/users/nobody-here?format=json", "Bearer " + service)))
                .isEqualTo("404/404");
        assertThat(get("index.php/avatar/bob/64", "").statusCode()).isEqualTo(200);
        assertThat(get("index.php/avatar/nobody-here/64", "").statusCode()).isEqualTo(404);
    }

    @Test
    void groupIdsMustBeEncodedTwice() throws Exception {
        String service = nextcloud.appPassword("svc-admin");
        assertThat(members("it%2527s%2520100%2525%253F%2520%25231%252B2", service))
                .contains("\"alice\"");
        assertThat(members("a%252Fb%2520c", service)).contains("\"zed\"");
        assertThat(members("%252E%252E", service)).contains("[\"bob\",\"svc-plain\"]");
    }

    @Test
    void twelveWrongPasswordsBlockBasicButNotBearer() throws Exception {
        nextcloud.exemptThisMachine(false);
        try {
            for (int i = 1; i <= 12; i++) {
                login("bob", "wrong" + i);
            }
            assertThat(login("alice", NextcloudServer.password("alice")).statusCode())
                    .isEqualTo(429);
            assertThat(idOf(bearer(nextcloud.appPassword("bob")))).isEqualTo("bob");
        } finally {
            nextcloud.forgetFailures();
            nextcloud.exemptThisMachine(true);
        }
        assertThat(idOf(login("alice", NextcloudServer.password("alice")))).isEqualTo("alice");
    }

    @Test
    void duringMaintenanceLoginsAreAnsweredWith503() throws Exception {
        nextcloud.maintenance(true);
        try {
            assertThat(login("bob", NextcloudServer.password("bob")).statusCode())
                    .isEqualTo(503);
            assertThat(get("status.php", "").body()).contains("\"maintenance\":true");
        } finally {
            nextcloud.maintenance(false);
        }
    }

    @Test
    void theStatusPageWorksWithALockedDatabase() throws Exception {
        try (AutoCloseable lock = nextcloud.lockDatabase()) {
            assertThat(get("status.php", "").statusCode()).as("while %s", lock).isEqualTo(200);
        }
        assertThat(idOf(login("bob", NextcloudServer.password("bob")))).isEqualTo("bob");
    }

    @Test
    void ldapUsersDifferFromLocalUsersOfTheSameName() throws Exception {
        try (LdapServer ldap = LdapServer.launch(
                        Map.of("lena", "Lena-secret-1", "bob", "Ldap-bob-secret-1", "admin", "Ldap-admin-secret-1"));
                NextcloudServer another = NextcloudServer.launchOwn()) {
            another.connect(ldap);
            HttpResponse<String> lena = get(another, ME, basic("lena", "Lena-secret-1"));
            assertThat(idOf(lena)).hasSize("4aa68a4c-7eaf-1041-89dd-397863e836b6".length());
            assertThat(lena.body()).contains("\"backend\":\"LDAP\"");
            assertThat(idOf(get(another, ME, basic("bob", "Ldap-bob-secret-1"))))
                    .isNotEqualTo("bob");
            assertThat(idOf(get(another, ME, basic("admin", "Ldap-admin-secret-1"))))
                    .isNotEqualTo("admin");
            assertThat(idOf(get(another, ME, basic("bob", NextcloudServer.password("bob")))))
                    .isEqualTo("bob");
            assertThat(idOf(get(another, ME, "Bearer " + another.appPassword(idOf(lena)))))
                    .isEqualTo(idOf(lena));
            ldap.stop();
            assertThat(get(another, ME, basic("lena", "Lena-secret-1")).statusCode())
                    .isEqualTo(500);
            assertThat(get(another, "status.php", "").statusCode()).isEqualTo(200);
            ldap.start();
            assertThat(idOf(get(another, ME, basic("lena", "Lena-secret-1")))).isEqualTo(idOf(lena));
        }
    }

    private String members(String group, String service) throws Exception {
        return get("ocs/v2.php/cloud/groups/" + group + "/users?format=json", "Bearer " + service)
                .body();
    }

    private HttpResponse<String> login(String name, String password) throws Exception {
        return get(ME, basic(name, password));
    }

    private HttpResponse<String> bearer(String appPassword) throws Exception {
        return get(ME, "Bearer " + appPassword);
    }

    private HttpResponse<String> get(String path, String authorization) throws Exception {
        return get(nextcloud, path, authorization);
    }

    private HttpResponse<String> get(NextcloudServer at, String path, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at.url() + path))
                .timeout(PATIENCE)
                .header("OCS-APIRequest", "true")
                .header("Accept", "application/json");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Basic "));
    }

    private static String idOf(HttpResponse<String> answer) {
        Matcher id = ID.matcher(answer.body());
        assertThat(id.find()).as(answer.statusCode() + " " + answer.body()).isTrue();
        return id.group(1);
    }

    private static String message(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        return answer.body().replaceAll("(?s).*\"message\":\"([^\"]*)\".*", "$1");
    }

    /** HTTP status and OCS status. */
    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + "/" + answer.body().replaceAll("(?s).*\"statuscode\":(\\d+).*", "$1");
    }
}
