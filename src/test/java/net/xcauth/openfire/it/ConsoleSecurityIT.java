package net.xcauth.openfire.it;

import static net.xcauth.openfire.it.support.NextcloudPages.SETTINGS;
import static net.xcauth.openfire.it.support.NextcloudPages.STATUS;
import static net.xcauth.openfire.it.support.NextcloudPages.TEST;
import static net.xcauth.openfire.it.support.NextcloudPages.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.Control.AuditEntry;
import net.xcauth.openfire.it.support.HtmlForm;
import net.xcauth.openfire.it.support.NextcloudPages;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the plugin's pages in the console. */
class ConsoleSecurityIT {
    private static final String METRICS = "nextcloud-metrics";
    private static final String DATA = "nextcloud-status-data";
    private static final String SCRIPT = "<script>alert(1)</script>\"'";
    private static final String NEXT_SECRET = "next-s3cret";
    private static final List<String> SECRETS =
            List.of(CloudServer.SECRET, NEXT_SECRET, "wonderland", OpenfireServer.ADMIN_PASSWORD);
    /** All requests that change something. */
    private static final Map<String, Map<String, String>> DEEDS = Map.of(
            SETTINGS,
            Map.of("url", "https://elsewhere.example/", "secret", NEXT_SECRET, "guessLimit", "3"),
            TEST,
            Map.of("test", "login", "user", "bob", "password", "builder"),
            USERS + "?forget",
            Map.of("action", "forget", "user", "alice", "data", "true"),
            USERS + "?refresh",
            Map.of("action", "refresh"),
            USERS + "?clear",
            Map.of("action", "clear"),
            STATUS,
            Map.of("action", "missing"));

    @AutoClose
    private static CloudServer server;

    private static Control control;
    private static Console console;
    private static ConsoleClient admin;
    private static ConsoleClient stranger;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("admin.authorizedJIDs", "admin@example.org,helper@example.org"));
        server.cloud()
                .accounts()
                .setDisplayName("bob", SCRIPT)
                .joinGroup("alice", SCRIPT)
                .joinGroup("bob", SCRIPT);
        control = server.openfire().control();
        console = Console.of(server.openfire());
        admin = ConsoleClient.loggedIn(console);
        stranger = new ConsoleClient(console);
        XmppUser.login(server.openfire(), "alice", "wonderland").close();
    }

    @BeforeEach
    void reset() {
        control.setProperty("nextcloudauth.url", server.cloud().url().toString());
        control.setProperty("nextcloudauth.secret", CloudServer.SECRET);
        control.deleteProperty("nextcloudauth.guessLimit");
        assertThat(control.authenticate("alice", "wonderland")).isEqualTo("ok");
    }

    @AfterAll
    static void logsNothingSecret() throws Exception {
        Secrecy.assertNothingLogged(server.openfire(), SECRETS);
    }

    // Access

    @Test
    void withoutASessionThePagesLeadToTheLogin() throws Exception {
        State before = State.now();
        for (String page : List.of(
                STATUS,
                SETTINGS,
                TEST,
                USERS,
                DATA,
                USERS + "?ask=forget&user=alice",
                "nextcloud.css",
                "nextcloud.js")) {
            assertSentToTheLogin(stranger.get(console.page(page)));
        }
        for (Map.Entry<String, Map<String, String>> deed : DEEDS.entrySet()) {
            assertSentToTheLogin(stranger.post(console.page(path(deed.getKey())), HtmlForm.of(deed.getValue())));
        }
        assertThat(State.now()).isEqualTo(before);
    }

    @Test
    void theMetricsAcceptASessionOrAPassword() throws Exception {
        HttpResponse<String> refused = stranger.get(console.page(METRICS));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic ");
        assertThat(refused.body()).doesNotContain("xcauth_");
        assertThat(withPassword("w-r-o-n-g").statusCode()).isEqualTo(401);
        assertThat(withPassword(OpenfireServer.ADMIN_PASSWORD).body()).contains("xcauth_logins_total");
        HttpResponse<String> shown = admin.get(console.page(METRICS));
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(shown.body()).contains("xcauth_logins_total");
    }

    @Test
    void aFormerAdministratorHasNoAccess() throws Exception {
        control.deleteProperty("nextcloudauth.url");
        control.createUser("helper", "h-e-l-p", "Helper");
        control.setProperty("nextcloudauth.url", server.cloud().url().toString());
        ConsoleClient helper = ConsoleClient.loggedIn(console, "helper", "h-e-l-p");
        assertThat(helper.get(console.page(SETTINGS)).statusCode()).isEqualTo(200);
        control.setProperty("admin.authorizedJIDs", "admin@example.org");
        for (String page : NextcloudPages.ALL) {
            assertThat(helper.get(console.page(page)).statusCode()).isIn(302, 403);
        }
        assertThat(helper.get(console.page(METRICS)).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nextcloud-settings/",
                "nextcloud-settings/x",
                "nextcloud-settings;x",
                "NEXTCLOUD-SETTINGS",
                "nextcloud-metrics/../nextcloud-settings",
                "nextcloud-metrics/..%2fnextcloud-settings",
                "nextcloud-metrics/%2e%2e/nextcloud-settings",
                "nextcloud-metrics;/../nextcloud-settings",
                "nextcloud-metrics;x",
                "nextcloud-metrics/x",
                "nextcloud-metrics%00",
                "/setup/setup-x/../../plugins/nextcloudauth/nextcloud-settings",
                "/setup/setup-x/%2e%2e/%2e%2e/plugins/nextcloudauth/nextcloud-settings",
                // Bypasses the filter of Openfire before 4.7.5.
                "/setup/setup-x/%u002e%u002e/%u002e%u002e/plugins/nextcloudauth/nextcloud-settings"
            })
    void noPathBypassesTheLogin(String path) throws Exception {
        assertThat(stranger.statusOf(path.startsWith("/") ? path : "/plugins/nextcloudauth/" + path))
                .isIn(302, 400, 401, 403, 404);
    }

    // Forgery

    @Test
    void formsFromOtherSitesAreRefused() throws Exception {
        ConsoleClient other = ConsoleClient.loggedIn(console);
        State before = State.now();
        for (String csrf : List.of("", "wrong", csrfOf(other))) {
            for (Map.Entry<String, Map<String, String>> deed : DEEDS.entrySet()) {
                HttpResponse<String> answer = send(deed.getKey(), with(deed.getValue(), csrf));
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(answer.body()).contains("role=\"alert\"");
                assertHardened(answer);
            }
        }
        for (Map.Entry<String, Map<String, String>> deed : DEEDS.entrySet()) {
            assertThat(send(deed.getKey(), HtmlForm.of(deed.getValue())).statusCode())
                    .isEqualTo(403);
        }
        assertThat(State.now()).isEqualTo(before);
    }

    @Test
    void aGetRequestChangesNothing() throws Exception {
        State before = State.now();
        for (Map.Entry<String, Map<String, String>> deed : DEEDS.entrySet()) {
            String query = with(deed.getValue(), csrfOf(admin)).encoded();
            assertThat(admin.get(console.page(path(deed.getKey()) + "?" + query))
                            .statusCode())
                    .isEqualTo(200);
            admin.send(HttpRequest.newBuilder(console.page(path(deed.getKey()) + "?" + query))
                    .method("HEAD", BodyPublishers.noBody()));
            admin.send(HttpRequest.newBuilder(console.page(path(deed.getKey()) + "?" + query))
                    .method("PUT", BodyPublishers.noBody()));
        }
        assertThat(State.now()).isEqualTo(before);
    }

    @Test
    void pagesWithoutFormsRefusePosts() throws Exception {
        for (String page : List.of(DATA, METRICS)) {
            HttpResponse<String> answer = admin.post(console.page(page), with(Map.of(), csrfOf(admin)));
            assertThat(answer.statusCode()).isEqualTo(405);
        }
    }

    // Injection

    @Test
    void settingsAreShownAsText() throws Exception {
        Map<String, String> typed = settings().fields().keySet().stream()
                .filter(name -> !name.equals("csrf"))
                .collect(Collectors.toMap(name -> name, name -> SCRIPT));
        HttpResponse<String> answer = admin.submit(console.page(SETTINGS), "settings", typed);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertHarmless(answer);
        HtmlForm shown = HtmlForm.in(answer.body(), "settings");
        for (String name : List.of("url", "authDomain", "caFile", "proxy", "groups.include", "guessLimit")) {
            assertThat(shown.value(name)).as(name).isEqualTo(SCRIPT);
        }
        assertThat(control.property("nextcloudauth.authDomain")).isEmpty();
    }

    @Test
    void storedValuesAreShownAsText() throws Exception {
        control.setProperty("nextcloudauth.guessLimit", SCRIPT);
        for (String page : NextcloudPages.ALL) {
            assertHarmless(admin.get(console.page(page)));
        }
        assertThat(settings().value("guessLimit")).isEqualTo(SCRIPT);
    }

    @Test
    void parametersAreShownAsText() throws Exception {
        Map<String, String> script = Stream.of("user", "q", "done", "saved", "from", "groups", "action")
                .collect(Collectors.toMap(name -> name, name -> SCRIPT));
        for (String page : NextcloudPages.ALL) {
            assertHarmless(
                    admin.get(console.page(page + "?" + HtmlForm.of(script).encoded())));
        }
        for (String ask : List.of("forget", "refresh", "clear", SCRIPT)) {
            String query = HtmlForm.of(script).with(Map.of("ask", ask)).encoded();
            assertHarmless(admin.get(console.page(USERS + "?" + query)));
        }
        assertHarmless(admin.submit(console.page(TEST), "test-login", Map.of("user", SCRIPT, "password", SCRIPT)));
        assertHarmless(admin.submit(console.page(TEST), "test-roster", Map.of("user", SCRIPT)));
        assertHarmless(admin.submit(console.page(TEST), "test-connection", Map.of("test", SCRIPT)));
    }

    @Test
    void textsFromTheCloudAreShownAsText() throws Exception {
        HttpResponse<String> users = admin.get(console.page(USERS));
        assertHarmless(users);
        assertThat(users.body()).contains("&lt;script&gt;");
        HttpResponse<String> roster = admin.submit(console.page(TEST), "test-roster", Map.of("user", "alice"));
        assertHarmless(roster);
        assertThat(roster.body()).contains("class=\"group-name\">&lt;script&gt;");
        for (String page : List.of(DATA, METRICS)) {
            assertHarmless(admin.get(console.page(page)));
        }
    }

    @Test
    void headersCannotBeInjected() throws Exception {
        HttpResponse<String> answer =
                admin.get(console.page(USERS + "?done=clear%0d%0aSet-Cookie:%20x=y&q=%0d%0aSet-Cookie:%20x=y"));
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.contains("x=y"));
    }

    // Limits

    @Test
    void aLargeFormIsRefused() throws Exception {
        State before = State.now();
        HtmlForm form = with(Map.of("groups.include", "x".repeat(3_000_000)), csrfOf(admin));
        for (String page : List.of(SETTINGS, TEST, USERS)) {
            assertRefused(admin.post(console.page(page), form));
        }
        byte[] body = form.encoded().getBytes(StandardCharsets.UTF_8);
        assertRefused(admin.send(HttpRequest.newBuilder(console.page(SETTINGS))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))));
        assertThat(State.now()).isEqualTo(before);
    }

    @Test
    void aFormWithManyFieldsIsRefused() throws Exception {
        StringBuilder many = new StringBuilder("csrf=" + csrfOf(admin));
        for (int i = 0; i < 5_000; i++) {
            many.append("&a").append(i).append("=");
        }
        HttpResponse<String> answer = admin.send(HttpRequest.newBuilder(console.page(SETTINGS))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(many.toString())));
        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("Exception", "at net.xcauth", "at org.");
    }

    // Responses

    @Test
    void everyResponseIsHardenedAndWithoutSecrets() throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (String page : List.of(STATUS, SETTINGS, TEST, USERS, DATA, METRICS, USERS + "?ask=forget&user=alice")) {
            answers.add(admin.get(console.page(page)));
        }
        answers.add(admin.submit(console.page(SETTINGS), "settings", Map.of("secret", NEXT_SECRET, "guessLimit", "x")));
        answers.add(admin.submit(console.page(SETTINGS), "settings", Map.of("secret", NEXT_SECRET)));
        answers.add(admin.get(console.page(SETTINGS)));
        answers.add(admin.submit(console.page(TEST), "test-connection", Map.of()));
        answers.add(admin.submit(console.page(TEST), "test-login", Map.of("user", "alice", "password", "wonderland")));
        assertThat(control.property("nextcloudauth.secret")).contains(NEXT_SECRET);
        answers.forEach(ConsoleSecurityIT::assertHardened);
    }

    @Test
    void everyChangeIsInTheSecurityAuditLog() throws Exception {
        int before = control.auditLog().size();
        admin.submit(console.page(SETTINGS), "settings", Map.of("secret", NEXT_SECRET, "guessLimit", "7"));
        admin.submit(console.page(TEST), "test-login", Map.of("user", "alice", "password", "wonderland"));
        for (Map<String, String> deed : List.of(
                Map.of("action", "refresh"), Map.of("action", "clear"), Map.of("action", "forget", "user", "bob"))) {
            HttpResponse<String> answer = admin.post(console.page(USERS), with(deed, csrfOf(admin)));
            assertThat(answer.statusCode()).isEqualTo(302);
        }
        List<AuditEntry> log = control.auditLog();
        List<AuditEntry> entries = log.subList(before, log.size());
        assertThat(entries).hasSize(5).allSatisfy(entry -> {
            assertThat(entry.username()).isEqualTo("admin");
            assertThat(entry.summary()).contains("Nextcloud");
            assertThat(SECRETS).noneMatch(secret -> (entry.summary() + entry.details()).contains(secret));
        });
        assertThat(entries.get(0).details()).contains("nextcloudauth.guessLimit = 7", "nextcloudauth.secret");
        assertThat(entries.get(1).details()).contains("alice");
        assertThat(entries.get(4).details()).contains("bob");
        admin.submit(console.page(SETTINGS), "settings", Map.of());
        assertThat(control.auditLog()).hasSize(log.size());
    }

    /** The state that unauthorized requests must not change. */
    private record State(
            List<List<String>> properties, List<String> users, int passwords, long questions, int audited) {

        static State now() {
            return new State(
                    control.sql("SELECT name, propValue FROM ofProperty "
                            + "WHERE name LIKE 'nextcloudauth.%' ORDER BY name"),
                    control.usernames(),
                    control.sql("SELECT jid FROM ofNextcloudPasswords").size(),
                    server.cloud().requestCount("auth"),
                    control.auditLog().size());
        }
    }

    private static HttpResponse<String> withPassword(String password) throws Exception {
        String credentials = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        return new ConsoleClient(console)
                .send(HttpRequest.newBuilder(console.page(METRICS)).header("Authorization", "Basic " + credentials));
    }

    private static HtmlForm settings() throws Exception {
        return HtmlForm.in(admin.get(console.page(SETTINGS)).body(), "settings");
    }

    private static String csrfOf(ConsoleClient client) throws Exception {
        return HtmlForm.in(client.get(console.page(SETTINGS)).body(), "settings")
                .value("csrf");
    }

    private static HtmlForm with(Map<String, String> form, String csrf) {
        return HtmlForm.of(form).with(Map.of("csrf", csrf));
    }

    private static HttpResponse<String> send(String deed, HtmlForm form) throws Exception {
        return admin.post(console.page(path(deed)), form);
    }

    /** The page's name, without the parameter that distinguishes its actions. */
    private static String path(String deed) {
        return deed.replaceFirst("\\?.*", "");
    }

    private static void assertSentToTheLogin(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("/login.jsp");
    }

    private static void assertHarmless(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(200);
        assertThat(answer.body())
                .as(answer.uri().toString())
                .doesNotContain("<script>alert", "</script>\"")
                .doesNotContain(SCRIPT.substring(SCRIPT.length() - 10));
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("KiB").doesNotContain("Exception", "at net.xcauth", "xxxxxxxx");
    }

    private static void assertHardened(HttpResponse<String> answer) {
        String uri = answer.uri().toString();
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertThat(policy).as(uri).contains("script-src 'self';").doesNotContain("unsafe-eval");
        // Openfire's frame around the pages has inline handlers and styles.
        assertThat(policy.replaceAll("(style-src|script-src-attr) [^;]*;", ""))
                .as(uri)
                .doesNotContain("unsafe-inline");
        assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                .as(uri)
                .contains("nosniff");
        assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
                .as(uri)
                .contains("no-store");
        assertThat(SECRETS)
                .as(uri)
                .noneMatch(secret -> answer.body().contains(secret)
                        || answer.headers().toString().contains(secret));
    }
}
