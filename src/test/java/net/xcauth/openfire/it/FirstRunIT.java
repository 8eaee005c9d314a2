package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.openfire.it.support.Browser;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.NextcloudPages;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an Openfire without the plugin to the first login, without leaving the console. */
class FirstRunIT {
    @AutoClose
    private DemoCloud cloud;

    @AutoClose
    private OpenfireServer openfire;

    @AutoClose
    private Browser browser;

    private Console console;
    private NextcloudPages pages;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.start();
        cloud = DemoCloud.start(DemoSettings.defaults().withSecret(CloudServer.SECRET));
        openfire = OpenfireServer.create().start();
        console = Console.of(openfire);
        pages = new NextcloudPages(console, browser);
    }

    @Test
    void theConsoleLeadsToTheFirstLogin() throws Exception {
        console.login(browser);
        console.install(browser, OpenfireServer.PLUGIN_JAR, "nextcloudauth");
        saysWhatToDoFirst();
        takesTheCloud();
        triesIt();
        ticksOffTheFirstLogin();
        Secrecy.assertNothingLogged(openfire, List.of(CloudServer.SECRET, "builder", "wonderland"));
    }

    private void saysWhatToDoFirst() throws Exception {
        pages.open(NextcloudPages.STATUS);
        assertThat(pages.checklist()).hasSizeGreaterThan(2).containsOnly(false);
        assertThat(browser.attribute("#cloud", "data-state")).isEqualTo("unconfigured");
        pages.open(NextcloudPages.TEST);
        assertThat(browser.has("#test-connection")).isFalse();
        assertThat(browser.text(".nextcloud [role=alert]")).isNotEmpty();
        browser.submit(".nextcloud [role=alert] a");
        assertThat(browser.url()).isEqualTo(console.page(NextcloudPages.SETTINGS));
    }

    private void takesTheCloud() throws Exception {
        String state = browser.text("#state-secret");
        pages.save(Map.of("url", cloud.url().toString(), "secret", CloudServer.SECRET));
        assertThat(browser.text("#saved")).isNotEmpty();
        assertThat(browser.value("#field-url")).isEqualTo(cloud.url().toString());
        assertThat(browser.value("#field-secret")).isEmpty();
        assertThat(browser.text("#state-secret")).isNotEqualTo(state);
        assertThat(browser.source()).doesNotContain(CloudServer.SECRET);
        assertThat(openfire.control().isPropertyEncrypted("nextcloudauth.secret"))
                .isTrue();
    }

    private void triesIt() throws Exception {
        browser.submit("#saved a");
        browser.submit("#test-connection button");
        assertThat(pages.levels()).isNotEmpty().contains("ok").doesNotContain("fail");
        pages.testLogin("bob", "builder");
        assertThat(pages.levels()).endsWith("ok").doesNotContain("fail");
    }

    /** Only TLS for clients stays open, which these tests do not use; the demo cloud, on loopback, needs none. */
    private void ticksOffTheFirstLogin() throws Exception {
        pages.open(NextcloudPages.STATUS);
        assertThat(pages.checklist()).contains(true, false);
        assertThat(pages.warnings()).containsExactly("plain");
        int logins = pages.total("logins");
        browser.evaluate("window.notReloaded = true");
        XmppUser.login(openfire, "alice", "wonderland").close();
        browser.await("the login is counted", () -> pages.total("logins") > logins);
        assertThat(pages.checklist()).containsOnlyOnce(false);
        openfire.control().setProperty("xmpp.client.tls.policy", "required");
        browser.await("it says to restart", () -> pages.warnings().equals(List.of("plain-running")));
        assertThat(browser.evaluate("window.notReloaded")).isEqualTo(true);
        openfire.stop();
        openfire.start();
        console.login(browser);
        pages.open(NextcloudPages.STATUS);
        browser.await("all is ticked off", () -> !browser.has("#checklist"));
        assertThat(browser.attribute("#cloud", "data-state")).isEqualTo("up");
        assertThat(browser.has("#checklist")).isFalse();
        assertThat(pages.warnings()).isEmpty();
    }
}
