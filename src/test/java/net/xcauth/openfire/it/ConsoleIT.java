package net.xcauth.openfire.it;

import static net.xcauth.openfire.it.support.NextcloudPages.SETTINGS;
import static net.xcauth.openfire.it.support.NextcloudPages.STATUS;
import static net.xcauth.openfire.it.support.NextcloudPages.USERS;
import static net.xcauth.openfire.it.support.NextcloudPages.error;
import static net.xcauth.openfire.it.support.NextcloudPages.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.Fault;
import net.xcauth.openfire.it.support.Browser;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.NextcloudPages;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WebElement;

/** The plugin's pages in the console, in a browser. */
class ConsoleIT {
    private static final String NEXT_SECRET = "next-s3cret";
    private static final List<String> SET = List.of(
            "nextcloudauth.url",
            "nextcloudauth.secret",
            "nextcloudauth.cache.bcryptRounds",
            "nextcloudauth.breaker.failures");
    /** All visible controls of the page. */
    private static final String CONTROLS =
            "'.nextcloud input:not([type=hidden]), .nextcloud select, " + ".nextcloud textarea, .nextcloud button'";

    @AutoClose
    private static CloudServer server;

    @AutoClose
    private static Browser browser;

    private static Control control;
    private static NextcloudPages pages;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.breaker.failures", "1000")
                // The pages use the console's language, not the machine's.
                .java("-Duser.language=de"));
        control = server.openfire().control();
        Console console = Console.of(server.openfire());
        console.login(browser);
        pages = new NextcloudPages(console, browser);
    }

    @BeforeEach
    void reset() throws Exception {
        control.sql("SELECT name FROM ofProperty WHERE name LIKE 'nextcloudauth.%'").stream()
                .map(row -> row.get(0))
                .filter(name -> !SET.contains(name))
                .forEach(control::deleteProperty);
        server.cloud().fault(Fault.NONE);
        server.cloud().startListening();
        server.cloud().nextcloud().exempt(false);
        server.cloud().secret(CloudServer.SECRET);
        control.setProperty("nextcloudauth.breaker.failures", "1000");
        control.setProperty("nextcloudauth.secret", CloudServer.SECRET);
        control.setProperty("nextcloudauth.url", server.cloud().url().toString());
        control.setLanguage("en");
        browser.restoreSize();
    }

    @AfterAll
    static void logsNothingSecret() throws Exception {
        if (server == null) {
            // Without a browser, all tests were skipped.
            return;
        }
        Secrecy.assertNothingLogged(
                server.openfire(),
                List.of(
                        CloudServer.SECRET,
                        NEXT_SECRET,
                        DemoAccounts.DEMO_SERVICE_PASSWORD,
                        "wonderland",
                        "builder",
                        "w-r-o-n-g",
                        OpenfireServer.ADMIN_PASSWORD));
    }

    // Settings

    @Test
    void errorsAreShownNextToEachFieldAndNothingIsStored() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>(Map.of(
                "url",
                "ftp://cloud/externalApi.php",
                "guessLimit",
                "none",
                "timeout.connect",
                "soon",
                "caFile",
                "/nowhere/ca.pem",
                "groups.largest",
                "-1"));
        Map<String, String> typed = new LinkedHashMap<>(wrong);
        typed.put("authDomain", "good.example");
        pages.save(typed);
        assertThat(browser.attribute("#errors", "role")).isEqualTo("alert");
        assertThat(browser.all("#errors li")).hasSameSizeAs(wrong.keySet());
        assertThat(browser.focus()).isEqualTo("errors");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            assertThat(browser.text(error(each.getKey()))).isNotEmpty();
            assertThat(browser.attribute(field(each.getKey()), "aria-invalid")).isEqualTo("true");
        }
        for (Map.Entry<String, String> each : typed.entrySet()) {
            assertThat(browser.value(field(each.getKey()))).isEqualTo(each.getValue());
        }
        assertThat(browser.has(error("authDomain"))).isFalse();
        assertThat(browser.has("#saved")).isFalse();
        assertThat(control.property("nextcloudauth.url"))
                .contains(server.cloud().url().toString());
        assertThat(control.property("nextcloudauth.authDomain")).isEmpty();
        assertThat(control.property("nextcloudauth.guessLimit")).isEmpty();
    }

    @Test
    void aNewSecretIsNeverShownButKeptUntilTheFormIsCorrect() throws Exception {
        pages.save(Map.of("secret", NEXT_SECRET, "guessLimit", "none"));
        assertThat(browser.text(error("guessLimit"))).isNotEmpty();
        assertThat(browser.value("#field-secret")).isEmpty();
        assertThat(browser.source()).doesNotContain(NEXT_SECRET, CloudServer.SECRET);
        assertThat(control.property("nextcloudauth.secret")).contains(CloudServer.SECRET);
        browser.type("#field-guessLimit", "9");
        pages.save();
        assertThat(browser.has("#saved")).isTrue();
        assertThat(browser.source()).doesNotContain(NEXT_SECRET);
        assertThat(control.property("nextcloudauth.secret")).contains(NEXT_SECRET);
        assertThat(control.isPropertyEncrypted("nextcloudauth.secret")).isTrue();
    }

    @Test
    void anEmptySecretKeepsTheStoredOne() throws Exception {
        pages.save(Map.of("guessLimit", "9"));
        assertThat(browser.has("#saved")).isTrue();
        assertThat(control.property("nextcloudauth.guessLimit")).contains("9");
        assertThat(control.property("nextcloudauth.secret")).contains(CloudServer.SECRET);
    }

    @Test
    void everyKindOfFieldIsStoredAndShownAgain() throws Exception {
        pages.open(SETTINGS);
        browser.find("#field-signature option[value=sha256]").click();
        browser.tick("[name=providers][value=group]", false);
        browser.tick("#field-cache-passwords", false);
        browser.type("#field-groups-exclude", "Größe „XL“ & more, <b>*");
        pages.save();
        assertThat(control.property("nextcloudauth.signature")).contains("sha256");
        assertThat(control.property("nextcloudauth.providers")).contains("auth,user");
        assertThat(control.property("nextcloudauth.cache.passwords")).contains("false");
        assertThat(control.property("nextcloudauth.groups.exclude")).contains("Größe „XL“ & more, <b>*");
        assertThat(control.providers().group().owner()).isEqualTo("server");
        pages.open(SETTINGS);
        assertThat(browser.value("#field-signature")).isEqualTo("sha256");
        assertThat(browser.find("[name=providers][value=group]").isSelected()).isFalse();
        assertThat(browser.find("[name=providers][value=auth]").isSelected()).isTrue();
        assertThat(browser.find("#field-cache-passwords").isSelected()).isFalse();
        assertThat(browser.value("#field-groups-exclude")).isEqualTo("Größe „XL“ & more, <b>*");
        browser.tick("[name=providers][value=group]", true);
        browser.tick("#field-cache-passwords", true);
        browser.type("#field-groups-exclude", "");
        pages.save();
        assertThat(control.providers().group().owner()).isEqualTo("nextcloudauth");
        assertThat(control.property("nextcloudauth.cache.passwords").orElse("true"))
                .isEqualTo("true");
        assertThat(control.property("nextcloudauth.groups.exclude").orElse("")).isEmpty();
    }

    @Test
    void theAddressDecidesWhichSettingsAreShown() throws Exception {
        pages.open(SETTINGS);
        assertThat(browser.find("#field-secret").isDisplayed()).isTrue();
        assertThat(browser.find("#field-servicePassword").isDisplayed()).isFalse();
        browser.type("#field-url", "https://cloud.example.org/");
        assertThat(browser.find("#field-servicePassword").isDisplayed()).isTrue();
        assertThat(browser.find("#field-signature").isDisplayed()).isFalse();
        browser.find("#field-api option[value=jsxc]").click();
        assertThat(browser.find("#field-servicePassword").isDisplayed()).isFalse();
        browser.type("#field-url", "");
        assertThat(browser.find("#field-servicePassword").isDisplayed()).isFalse();
        assertThat(browser.find("#field-providers").isDisplayed()).isTrue();
    }

    @Test
    void theAddressComesFirstAndExpertSettingsWithDefaultsAreFolded() throws Exception {
        URI page = Console.of(server.openfire()).page(SETTINGS);
        browser.open(page);
        assertThat(browser.all("#settings input:not([type=hidden])").get(0).getDomProperty("id"))
                .isEqualTo("field-url");
        assertThat(browser.find(field("roster.refresh")).isDisplayed()).isFalse();
        control.setProperty("nextcloudauth.roster.refresh", "1h");
        browser.open(page);
        assertThat(browser.find(field("roster.refresh")).isDisplayed()).isTrue();
    }

    @Test
    void aJsxcConfigurationIsKept() throws Exception {
        Map<String, String> before = properties();
        pages.open(SETTINGS);
        pages.save();
        assertThat(browser.has("#saved")).isTrue();
        assertThat(properties()).isEqualTo(before);
        assertThat(control.authenticate("frank", "solitude")).isEqualTo("ok");
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        control.sql("SELECT name, propValue FROM ofProperty WHERE name LIKE 'nextcloudauth.%' ORDER BY name")
                .forEach(row -> properties.put(row.get(0), row.get(1)));
        return properties;
    }

    @Test
    void aServiceAccountsPasswordMustBeEnteredAgainForAnotherAddress() throws Exception {
        pages.save(Map.of(
                "url", server.cloud().baseUrl().toString(), "servicePassword", DemoAccounts.DEMO_SERVICE_PASSWORD));
        assertThat(browser.has("#saved")).isTrue();
        assertThat(browser.source()).doesNotContain(DemoAccounts.DEMO_SERVICE_PASSWORD);
        assertThat(control.isPropertyEncrypted("nextcloudauth.servicePassword")).isTrue();
        pages.open(STATUS);
        assertThat(browser.text("#service-account")).contains("configured");
        assertThat(pages.warnings()).containsExactly("plain");

        pages.save(Map.of("url", "http://elsewhere.example.org/"));
        assertThat(browser.text(error("servicePassword"))).contains("http://elsewhere.example.org:80");
        browser.tick("#remove-servicePassword", true);
        browser.type("#field-url", server.cloud().baseUrl().toString());
        pages.unfold();
        browser.tick("#field-serviceAccount", true);
        pages.save();
        assertThat(browser.has("#saved")).isTrue();
        assertThat(control.property("nextcloudauth.servicePassword")).isEmpty();
        pages.open(STATUS);
        assertThat(browser.text("#service-account")).contains("none");
        pages.save(Map.of("servicePassword", DemoAccounts.DEMO_SERVICE_PASSWORD));
        assertThat(pages.warnings()).contains("service-admin");
    }

    /** Works although nobody is online. */
    @Test
    void aRejectedServiceAccountIsAWarning() throws Exception {
        control.setProperty("nextcloudauth.url", server.cloud().baseUrl().toString());
        pages.open(STATUS);
        control.setProperty(
                "nextcloudauth.servicePassword",
                new StringBuilder(DemoAccounts.DEMO_SERVICE_PASSWORD).reverse().toString());
        browser.find("#warnings li:first-child[data-warning=rejected]");
        assertThat(browser.text("#service-account"))
                .startsWith("configured, but")
                .contains("app password");
        assertThat(browser.text("#cloud")).startsWith("answers");
        control.setProperty("nextcloudauth.servicePassword", DemoAccounts.DEMO_SERVICE_PASSWORD);
        browser.await("it is accepted", () -> !browser.has("#warnings [data-warning=rejected]"));
        assertThat(browser.text("#service-account")).startsWith("configured. ");
    }

    @Test
    void invalidStoredValuesAreShown() throws Exception {
        control.setProperty("nextcloudauth.guessLimit", "none");
        pages.open(STATUS);
        assertThat(pages.warnings()).contains("refused");
        pages.open(SETTINGS);
        assertThat(browser.text(error("guessLimit"))).isNotEmpty();
        assertThat(browser.value("#field-guessLimit")).isEqualTo("none");
    }

    // Test

    @Test
    void aWorkingConnectionPassesAllSteps() throws Exception {
        pages.testConnection();
        assertThat(pages.levels()).hasSizeGreaterThan(3).containsOnly("ok");
    }

    @Test
    void aNextcloudIsTestedThroughItsOwnApi() throws Exception {
        control.setProperty("nextcloudauth.url", server.cloud().baseUrl().toString());
        control.setProperty("nextcloudauth.servicePassword", DemoAccounts.DEMO_SERVICE_PASSWORD);
        pages.testConnection();
        assertThat(pages.levels()).contains("ok", "fail");
        assertThat(browser.texts(".finding[data-level=fail] em"))
                .singleElement()
                .asString()
                .contains("occ config:app:set bruteForce whitelist_xcauth --value 127.0.0.1/32");
        server.cloud().nextcloud().exempt(true);
        pages.testConnection();
        assertThat(pages.levels()).contains("ok").doesNotContain("fail");
        pages.testLogin("alice", "wonderland");
        assertThat(pages.levels()).containsOnly("ok");
        pages.testLogin("alice", "w-r-o-n-g");
        assertThat(pages.levels()).endsWith("fail");
        pages.testRoster("alice");
        assertThat(browser.texts("#roster .group-name")).contains("Science & Fun", "Staff");
        assertThat(pages.membersOf("Staff"))
                .anyMatch(member -> member.contains("Bob Builder"))
                .noneMatch(member -> member.contains("Chat Service"));
        server.addUsers("huey", "dewey", "louie");
        server.cloud().accounts().addGroup("twin-a", "Twins").addGroup("twin-b", "Twins");
        server.join("twin-a", "huey", "dewey", DemoAccounts.DEMO_SERVICE_ACCOUNT);
        server.join("twin-b", "huey", "louie", DemoAccounts.DEMO_SERVICE_ACCOUNT);
        pages.testRoster("huey");
        assertThat(browser.texts("#roster .group-name")).containsExactly("Twins", "Twins");
        pages.testRoster("nobody");
        assertThat(pages.levels()).endsWith("warn");
    }

    @Test
    void aWrongSecretIsFoundAndARemedyShown() throws Exception {
        server.cloud().secret(NEXT_SECRET);
        pages.testConnection();
        assertThat(pages.levels()).contains("ok", "fail");
        assertThat(browser.text(".finding[data-level=fail] em")).containsIgnoringCase("secret");
    }

    @Test
    void aCloudThatIsDownIsFoundAndTheOtherStepsAreSkipped() throws Exception {
        server.cloud().stopListening();
        pages.testConnection();
        assertThat(pages.levels()).contains("fail", "skip");
        assertThat(browser.text(".finding[data-level=fail] em")).isNotEmpty();
    }

    @Test
    void testedLoginsAreNotRemembered() throws Exception {
        pages.testLogin("frank", "w-r-o-n-g");
        assertThat(pages.levels()).endsWith("fail");
        assertThat(browser.value("#login-user")).isEqualTo("frank");
        assertThat(browser.value("#login-password")).isEmpty();
        assertThat(browser.source()).doesNotContain("w-r-o-n-g");
        pages.testLogin("frank", "solitude");
        assertThat(pages.levels()).containsOnly("ok");
        long asked = server.cloud().requestCount("auth");
        assertThat(control.authenticate("frank", "solitude")).isEqualTo("ok");
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked + 1);
    }

    @Test
    void unusualNamesAndPasswordsAreTestedAsTyped() throws Exception {
        pages.testLogin("jürgen", "Grüße €uro");
        assertThat(pages.levels()).endsWith("fail");
        pages.testLogin("o'hara smith", "it's + 100% mine");
        assertThat(pages.levels()).endsWith("ok");
        server.cloud().accounts().addUser("spacey", "Spacey", " in space ");
        pages.testLogin("spacey", " in space ");
        assertThat(pages.levels()).endsWith("ok");
    }

    @Test
    void aUsersGroupsAreShownWithTheirMembers() throws Exception {
        pages.testRoster("alice");
        assertThat(browser.texts("#roster .group-name")).containsExactly("Science & Fun", "Staff");
        assertThat(pages.membersOf("Staff"))
                .anyMatch(member -> member.contains("Bob Builder"))
                .anyMatch(member -> member.contains("Carol"));
        assertThat(pages.membersOf("Science & Fun")).anyMatch(member -> member.contains("O'Hara Smith"));
        assertThat(browser.texts("#left-out li")).anyMatch(group -> group.startsWith("Everyone"));
        pages.testRoster("nobody");
        assertThat(pages.levels()).endsWith("warn");
        assertThat(browser.has("#roster")).isFalse();
    }

    // Status

    @Test
    void theStatusPageUpdatesItself() throws Exception {
        pages.open(STATUS);
        int logins = pages.total("logins");
        int requests = pages.total("requests");
        browser.evaluate("window.notReloaded = true");
        XmppUser.login(server.openfire(), "alice", "wonderland").close();
        browser.await("the login is counted", () -> pages.total("logins") > logins);
        browser.await("requests are counted", () -> pages.total("requests") > requests);
        assertThat(pages.total("memory")).isEqualTo(pages.total("logins"));
        assertThat(browser.all("figure.chart svg rect")).isNotEmpty();
        assertThat(browser.evaluate("window.notReloaded")).isEqualTo(true);
    }

    @Test
    void theStatusPageShowsAnOutageAndItsEnd() throws Exception {
        control.setProperty("nextcloudauth.breaker.failures", "2");
        pages.open(STATUS);
        server.cloud().stopListening();
        for (int i = 0; i < 2; i++) {
            assertThat(control.authenticate("erin", "w-r-o-n-g")).isEqualTo("ConnectionException");
        }
        browser.find("#cloud[data-state=down]");
        browser.find("#breaker[data-state=open]");
        assertThat(browser.text("#last-error")).isNotEmpty();
        server.cloud().startListening();
        browser.await(
                "the cloud answers again",
                () -> control.authenticate("erin", "a:b:c").equals("ok") && browser.has("#cloud[data-state=up]"));
        browser.find("#breaker[data-state=closed]");
    }

    @Test
    void exemptingTheServerStaysOnTheChecklistUntilItIsDone() throws Exception {
        server.cloud().nextcloud().exempt(false);
        control.setProperty("nextcloudauth.url", server.cloud().baseUrl().toString());
        pages.open(STATUS);
        assertThat(browser.text("#checklist [data-item=exempt][data-done=false]"))
                .contains("occ config:app:set bruteForce whitelist_xcauth --value 127.0.0.1/32");
        assertThat(browser.text("#service-account")).contains("none");
    }

    @Test
    void theStatusPageWarnsOfAReplacedProvider() throws Exception {
        pages.open(STATUS);
        assertThat(pages.warnings()).containsExactly("plain");
        control.setProperty("provider.auth.className", "org.jivesoftware.openfire.auth.DefaultAuthProvider");
        try {
            pages.open(STATUS);
            assertThat(pages.warnings()).contains("providers");
        } finally {
            control.reloadPlugin("nextcloudauth");
        }
        pages.open(STATUS);
        assertThat(pages.warnings()).containsExactly("plain");
    }

    /** Everything changes while the page is open. */
    @Test
    void theStatusPageTellsTheTruth() throws Exception {
        control.setProperty("nextcloudauth.breaker.failures", "2");
        control.setProperty("nextcloudauth.roster.refresh", "1s");
        pages.open(STATUS);
        browser.evaluate("window.notReloaded = true");
        control.setProperty("sasl.mechs", "SCRAM-SHA-1");
        browser.find("#warnings li:first-child[data-warning=mechanism]");
        control.deleteProperty("sasl.mechs");
        browser.await("PLAIN is offered again", () -> !browser.has("#warnings [data-warning=mechanism]"));

        server.cloud().secret(NEXT_SECRET);
        assertThat(control.authenticate("erin", "a:b:c")).isEqualTo("ConnectionException");
        browser.find("#cloud[data-state=refusing]");
        assertThat(browser.text("#cloud"))
                .startsWith("answers")
                .contains("signature")
                .doesNotContain("does not answer");
        assertThat(browser.text("#warnings li:first-child[data-warning=rejected]"))
                .contains("API secret");
        try (XmppUser local = XmppUser.login(server.openfire(), OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)) {
            server.cloud().secret(CloudServer.SECRET);
            browser.await(
                    "the cloud accepts it",
                    () -> control.authenticate("erin", "a:b:c").equals("ok")
                            && !browser.has("#warnings [data-warning=rejected]"));
            local.roundTrip();
        }
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            alice.awaitContacts(
                    "bob@example.org",
                    "carol@example.org",
                    "dave@example.org",
                    XmppUser.escaped("o'hara smith") + "@example.org");
            server.cloud().stopListening();
            browser.find("#last-refresh[data-state=failed]");
            assertThat(browser.text("#last-refresh")).startsWith("failed").contains("last success");
            browser.await(
                    "the circuit breaker opens",
                    () -> control.authenticate("erin", "w-r-o-n-g").equals("ConnectionException")
                            && browser.has("#breaker[data-state=open]"));
            assertThat(browser.text("#breaker")).startsWith("open");
            assertThat(browser.text("#cloud")).startsWith("no connection");
            server.cloud().startListening();
            browser.await("the cloud answers again", () -> browser.has("#cloud[data-state=up]"));
            browser.find("#last-refresh[data-state=none]");
        }
        assertThat(browser.text("#breaker")).startsWith("closed");
        assertThat(browser.evaluate("window.notReloaded")).isEqualTo(true);
        control.deleteProperty("nextcloudauth.url");
        browser.find("#breaker[data-state=none]");
        assertThat(browser.text("#cloud")).isEqualTo("not configured");
    }

    /** The servers of other tests accept clients without TLS on the loopback interface only. */
    @Test
    void passwordsInTheClearAreAWarning() throws Exception {
        pages.open(STATUS);
        assertThat(pages.warnings()).containsExactly("plain");
        control.setXmlProperty("network.interface", "0.0.0.0");
        control.setProperty("xmpp.client.tls.policy", "required");
        try {
            browser.await(
                    "both ports are named", () -> pages.warnings().equals(List.of("plain-running", "plain-http")));
            assertThat(browser.text("#warnings [data-warning=plain-http]"))
                    .contains(Integer.toString(server.openfire().httpPort()));
            control.setProperty("httpbind.enabled", "false");
            browser.await("it is closed", () -> pages.warnings().equals(List.of("plain-running")));
        } finally {
            control.setXmlProperty("network.interface", "127.0.0.1");
            control.setProperty("httpbind.enabled", "true");
            control.setProperty("xmpp.client.tls.policy", "disabled");
        }
    }

    @Test
    void aLoggedOutAdministratorSeesThatTheNumbersAreOutOfDate() throws Exception {
        pages.open(STATUS);
        pages.total("logins");
        assertThat(browser.find("#out-of-date").isDisplayed()).isFalse();
        browser.deleteCookies();
        try {
            browser.await("it is said", () -> browser.find("#out-of-date").isDisplayed());
        } finally {
            Console.of(server.openfire()).login(browser);
        }
    }

    // Users and groups

    @Test
    void usersAreFoundByNameAndAccount() throws Exception {
        XmppUser.login(server.openfire(), "alice", "wonderland").close();
        pages.open(USERS);
        assertThat(pages.users()).contains("alice", "bob", "carol");
        assertThat(pages.groups()).contains("Science & Fun", "Staff");
        pages.search("bUILD");
        assertThat(pages.users()).containsExactly("bob");
        assertThat(browser.value("#search [name=q]")).isEqualTo("bUILD");
        pages.search("o'hara s");
        assertThat(pages.users()).containsExactly("o\\27hara\\20smith");
        pages.search("nobody at all");
        assertThat(pages.users()).isEmpty();
        pages.search("science &");
        assertThat(pages.groups()).hasSize(1);
    }

    @Test
    void forgettingAUserAsksForConfirmation() throws Exception {
        assertThat(control.authenticate("o\\27hara\\20smith", "it's + 100% mine"))
                .isEqualTo("ok");
        pages.search("o'hara");
        pages.ask("#users a.forget");
        assertThat(browser.text("#confirm legend")).contains("o'hara smith");
        browser.submit("#confirm-no");
        pages.search("o'hara");
        assertThat(pages.users()).hasSize(1);
        pages.ask("#users a.forget");
        pages.confirm();
        pages.search("o'hara");
        assertThat(pages.users()).isEmpty();
        assertThat(control.usernames()).doesNotContain("o\\27hara\\20smith");
        assertThat(control.authenticate("o\\27hara\\20smith", "it's + 100% mine"))
                .isEqualTo("ok");
        pages.search("o'hara");
        assertThat(pages.users()).hasSize(1);
    }

    @Test
    void openfiresDataIsDeletedOnlyIfRequested() throws Exception {
        String vcard = "INSERT INTO ofVCard (username, vcard) VALUES (?, '<vCard xmlns=\"vcard-temp\"/>')";
        for (String user : List.of("erin", "frank")) {
            control.authenticate(user, user.equals("erin") ? "a:b:c" : "solitude");
            control.sql("DELETE FROM ofVCard WHERE username = ?", user);
            control.sql(vcard, user);
        }
        pages.search("erin");
        pages.ask("#users a.forget");
        pages.confirm();
        pages.search("frank");
        pages.ask("#users a.forget");
        browser.tick("#confirm [name=data]", true);
        pages.confirm();
        assertThat(control.sql("SELECT username FROM ofVCard WHERE username IN ('erin', 'frank')"))
                .containsExactly(List.of("erin"));
    }

    @Test
    void groupsAreRefreshedAtOnce() throws Exception {
        server.addUsers("tick", "trick", "track");
        server.join("Ducks", "tick", "trick");
        try (XmppUser tick = server.login("tick")) {
            tick.awaitContacts("trick@example.org");
            server.join("Ducks", "track");
            pages.open(USERS);
            pages.ask("#refresh-now");
            pages.confirm();
            tick.awaitContacts("track@example.org", "trick@example.org");
        }
        pages.search("Ducks");
        assertThat(pages.groups()).hasSize(1);
    }

    @Test
    void passwordsAreForgottenWhenTheCacheIsCleared() throws Exception {
        assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
        long asked = server.cloud().requestCount("auth");
        assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked);
        pages.open(USERS);
        pages.ask("#clear-cache");
        pages.confirm();
        assertThat(control.authenticate("bob", "builder")).isEqualTo("ok");
        assertThat(server.cloud().requestCount("auth")).isEqualTo(asked + 1);
        pages.search("bob");
        assertThat(pages.users()).containsExactly("bob");
    }

    // Accessibility

    @ParameterizedTest
    @CsvSource({
        "de, de, Nextcloud: Einstellungen, Speichern",
        "en, en, Nextcloud: settings, Save",
        "fr, en, Nextcloud: settings, Save"
    })
    void thePagesUseTheConsolesLanguage(String console, String language, String title, String save) throws Exception {
        control.setLanguage(console);
        pages.open(SETTINGS);
        assertThat(browser.title()).contains(title);
        assertThat(browser.attribute(".nextcloud", "lang")).isEqualTo(language);
        assertThat(browser.text("#save")).isEqualTo(save);
        pages.save(Map.of("guessLimit", "none"));
        assertThat(browser.text(error("guessLimit"))).contains(language.equals("de") ? "ganze Zahl" : "whole number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nextcloud-status",
                "nextcloud-settings",
                "nextcloud-test",
                "nextcloud-users",
                "nextcloud-users?ask=forget&user=bob"
            })
    void everyControlHasALabel(String page) throws Exception {
        pages.open(page);
        assertThat(browser.evaluate("Array.from(document.querySelectorAll(" + CONTROLS + ")).filter(e => "
                        + "!(e.labels && e.labels.length && e.labels[0].textContent.trim()) && !e.getAttribute('aria-label') "
                        + "&& !(e.tagName === 'BUTTON' && e.textContent.trim())).map(e => e.outerHTML)"))
                .isEqualTo(List.of());
        assertThat(browser.evaluate("Array.from(document.querySelectorAll('.nextcloud [id]')).map(e => e.id)"
                        + ".filter((id, i, all) => all.indexOf(id) !== i)"))
                .isEqualTo(List.of());
        assertThat(browser.evaluate("Array.from(document.querySelectorAll('.nextcloud [aria-describedby]'))"
                        + ".flatMap(e => e.getAttribute('aria-describedby').split(' '))"
                        + ".filter(id => !document.getElementById(id))"))
                .isEqualTo(List.of());
    }

    @Test
    void theKeyboardReachesEveryFieldAndSaves() throws Exception {
        pages.open(SETTINGS);
        List<String> all =
                browser.all("#settings input:not([type=hidden]), #settings select, #settings button").stream()
                        .filter(WebElement::isDisplayed)
                        .map(element -> element.getDomProperty("id"))
                        .filter(id -> !id.isEmpty())
                        .toList();
        browser.find("#" + all.get(0)).click();
        List<String> reached = new ArrayList<>(List.of(browser.focus()));
        while (!reached.contains("save") && reached.size() <= 2 * all.size()) {
            reached.add(browser.tab());
        }
        assertThat(reached).filteredOn(id -> !id.isEmpty()).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nextcloud-status",
                "nextcloud-settings",
                "nextcloud-test",
                "nextcloud-users",
                "nextcloud-users?ask=forget&user=bob"
            })
    void thePagesFitANarrowScreen(String page) throws Exception {
        control.authenticate("alice", "wonderland");
        browser.resize(400, 800);
        pages.open(page);
        if (page.equals(STATUS)) {
            pages.total("times");
        }
        assertThat(browser.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"))
                .isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nextcloud-status", "nextcloud-settings", "nextcloud-test", "nextcloud-users"})
    void theBrowserReportsNoErrors(String page) throws Exception {
        browser.complaints();
        pages.open(page);
        if (page.equals(STATUS)) {
            pages.total("times");
        }
        assertThat(browser.complaints())
                .filteredOn(complaint -> !complaint.contains("favicon.ico"))
                .isEmpty();
        assertThat(browser.evaluate("document.querySelectorAll('.nextcloud script, .nextcloud style, "
                        + ".nextcloud [style], .nextcloud [onclick], .nextcloud [onchange], .nextcloud [onsubmit], "
                        + ".nextcloud [onload]').length"))
                .isEqualTo(0L);
    }

    @Test
    void chartsAreDrawnInPixelsOfTheScreen() throws Exception {
        control.authenticate("alice", "wonderland");
        for (int width : new int[] {400, 800, 1280}) {
            browser.resize(width, 800);
            pages.open(STATUS);
            pages.total("logins");
            assertThat(browser.evaluate("Array.from(document.querySelectorAll('.chart-drawing text')).every(text => "
                            + "text.getBoundingClientRect().height >= 12)"))
                    .as("letters at %d", width)
                    .isEqualTo(true);
            assertThat(
                            browser.evaluate(
                                    "Array.from(document.querySelectorAll('.chart-drawing')).every(drawing => { "
                                            + "const box = drawing.getBoundingClientRect(); return Array.from(drawing.querySelectorAll('text, rect')).every("
                                            + "each => { const own = each.getBoundingClientRect(); return own.left >= box.left - 1 "
                                            + "&& own.right <= box.right + 1 && own.top >= box.top - 1 && own.bottom <= box.bottom + 1; }); })"))
                    .as("nothing is cut off at %d", width)
                    .isEqualTo(true);
        }
    }

    @Test
    void thePageSystemPropertiesDescribesThePropertiesAndShowsTheProviders() throws Exception {
        if (!OpenfireServer.isInstalled()) {
            // Maven Central's Openfire has no such page.
            return;
        }
        int before = server.openfire().problems().size();
        browser.open(
                Console.of(server.openfire()).url("/server-properties.jsp?searchName=provider.&listPagerPageSize=100"));
        assertThat(browser.source())
                .contains(
                        "net.xcauth.openfire.provider.CloudAuthProvider",
                        "net.xcauth.openfire.provider.CloudUserProvider",
                        "net.xcauth.openfire.provider.CloudGroupProvider",
                        "net.xcauth.openfire.provider.CloudVCardProvider");
        browser.open(Console.of(server.openfire())
                .url("/server-properties.jsp?searchName=nextcloudauth.&listPagerPageSize=100"));
        assertThat(browser.source())
                .contains(
                        "Nextcloud Authentication",
                        "nextcloudauth.guessLimit",
                        "Your Nextcloud's address as in the browser")
                .doesNotContain(CloudServer.SECRET);
        assertThat(server.openfire().problems()).hasSize(before);
    }

    @Test
    void theConsoleLeadsToEveryPage() throws Exception {
        if (!OpenfireServer.isInstalled()) {
            // Maven Central's Openfire has no navigation.
            return;
        }
        for (String page : NextcloudPages.ALL) {
            pages.open(STATUS);
            browser.submit("#jive-sidebar a[href$='" + page + "']");
            assertThat(browser.find(".nextcloud").isDisplayed()).isTrue();
            WebElement current = browser.find("#jive-sidebar .currentlink a");
            assertThat(current.getDomAttribute("href")).endsWith(page);
        }
    }
}
