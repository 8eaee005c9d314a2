package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import net.xcauth.openfire.it.support.Browser;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.OpenfireServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The basis for tests of console pages: a console that logs administrators in, and a browser that shows it. */
class BrowserIT {
    @AutoClose
    private static OpenfireServer openfire;

    @AutoClose
    private static Browser browser;

    private static Console console;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        openfire = OpenfireServer.create().start();
        console = Console.of(openfire);
        console.login(browser);
        console.install(browser, OpenfireServer.PLUGIN_JAR, "nextcloudauth");
    }

    @Test
    void showsAPageOfThePlugin(@TempDir Path folder) throws Exception {
        console.login(browser);
        assertThat(console.asksToLogIn(browser)).isFalse();
        browser.open(console.page("nextcloud-status"));
        assertThat(browser.title()).contains("Nextcloud");
        assertThat(browser.text(".nextcloud p")).isNotEmpty();
        browser.screenshot(folder.resolve("page.png"));
        assertThat(Files.readAllBytes(folder.resolve("page.png")))
                .hasSizeGreaterThan(1000)
                .startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void asksToLogInFirst() throws Exception {
        browser.deleteCookies();
        browser.open(console.page("nextcloud-status"));
        assertThat(console.asksToLogIn(browser)).isTrue();
        console.login(browser, "wrong");
        assertThat(console.asksToLogIn(browser)).isTrue();
    }

    @Test
    void returnsToTheRequestedPageAfterTheLogin() throws Exception {
        browser.deleteCookies();
        browser.open(console.page("nextcloud-status"));
        browser.type("[name=username]", OpenfireServer.ADMIN);
        browser.type("[name=password]", OpenfireServer.ADMIN_PASSWORD);
        browser.submit("[type=submit]");
        assertThat(browser.url()).isEqualTo(console.page("nextcloud-status"));
    }

    @Test
    void reportsScriptsThatFail() {
        browser.open(console.url("/login.jsp"));
        browser.complaints();
        browser.evaluate("setTimeout(() => { throw new Error('on purpose') })");
        assertThat(browser.complaints()).anyMatch(complaint -> complaint.contains("on purpose"));
    }

    @Test
    void worksWithoutABrowser() throws Exception {
        ConsoleClient stranger = new ConsoleClient(console);
        assertThat(stranger.get(console.page("nextcloud-status")).statusCode()).isEqualTo(302);
        assertThat(stranger.get(console.page("nextcloud-status"))
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .contains("/login.jsp?url=");
        ConsoleClient admin = ConsoleClient.loggedIn(console);
        assertThat(admin.get(console.page("nextcloud-status")).statusCode()).isEqualTo(200);
        assertThat(admin.get(console.page("nextcloud-status")).body()).contains("class=\"nextcloud\"");
    }
}
