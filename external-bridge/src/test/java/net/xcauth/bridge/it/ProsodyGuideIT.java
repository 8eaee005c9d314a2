package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.Guide;
import net.xcauth.bridge.it.support.Guide.Outcome;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.RosterClient;
import net.xcauth.bridge.it.support.RosterContact;
import net.xcauth.bridge.it.support.TokenClient;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The commands of {@code docs/prosody.md}, pasted into a terminal, produce what the guide promises. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProsodyGuideIT {
    private static final String TOKENS = "SASL2 and FAST (Prosody 13.0)";
    private static final String REFUSED = "credentials-expired";
    private static final Resources RESOURCES = new Resources();
    private static Machine machine;
    private static Guide guide;
    private static List<Outcome> installation;
    private static Outcome prosody;
    private static Outcome login;
    private static Outcome browsers;
    private static XmppServer server;

    @BeforeAll
    static void followTheGuide() throws Exception {
        guide = Guide.open("prosody.md", RESOURCES, "prosody");
        machine = guide.machine();
        installation = guide.follow("1. Install the bridge", "wonderland");
        prosody = guide.follow("2. Prosody").requireSuccess();
        server = machine.xmppServer();
        RosterClient.login(server, "alice", "wonderland").close();
        login = guide.follow("3. Log in").requireSuccess();
        machine.require("sed -i -e 's|^ *modules_enabled = .*|%s|' /etc/prosody/conf.avail/example.org.cfg.lua"
                .formatted(
                        guide.block("4. Web clients, and JSXC", "lua").strip().replace("\n", "\\n")));
        machine.require("systemctl restart prosody");
        machine.awaitPort(5281);
        browsers = guide.follow("4. Web clients, and JSXC");
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    @Test
    void theBridgeAnswersBeforeProsodyIsConfigured() {
        installation.forEach(Outcome::requireSuccess);
        assertThat(installation.get(1).output()).contains("OK ").doesNotContain("FAIL");
        assertThat(installation.get(2).output())
                .contains("OK    login of alice@example.org: yes")
                .contains("Bob Builder");
    }

    @Test
    void prosodyFindsTheModulesAndReportsNoProblem() {
        assertThat(prosody.output())
                .contains("Imported certificate and key for hosts example.org")
                .contains("All checks passed")
                .doesNotContain("Unable to load");
    }

    @Test
    void theLogHasALineForTheLogin() {
        assertThat(login.output()).contains("INFO: auth alice@example.org: yes");
    }

    @Test
    void browsersCanConnect() {
        assertThat(browsers.requireSuccess().output()).contains("It works!");
    }

    @Test
    void membersOfAGroupSeeEachOthersPresenceWithoutSubscriptions() throws Exception {
        try (RosterClient alice = RosterClient.login(server, "alice", "wonderland");
                RosterClient bob = RosterClient.login(server, "bob", "builder")) {
            Eventually.until("both see each other online", () -> alice.sees("bob") && bob.sees("alice"));
            assertThat(alice.contact("dave")).contains(RosterContact.member("dave", "Dave Upper", "Science & Fun"));
            assertThat(bob.contact("alice")).contains(RosterContact.member("alice", "Alice Ångström", "Staff"));
        }
    }

    @Test
    void wrongPasswordIsRefused() {
        assertRefused("alice", "looking-glass");
    }

    @Test
    void theStoredRosterIsTheClouds() throws Exception {
        assertThat(machine.require("xcauth roster diff alice@example.org"))
                .contains("the cloud's roster of alice@example.org is the same in the database");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void tokensEndWithThePasswordOrTheAccount() throws Exception {
        Installed.skipUnless(Machine.debian() >= 13, "Prosody 0.12, of Debian 12, has no SASL2");
        guide.follow(TOKENS).requireSuccess();
        machine.require("printf '%s\\n' roster-refresh=1s isuser-ttl=1s missing-confirmation=1s "
                + "cache-query-ttl=0 refused-ttl=0 >> /etc/xcauth.conf && systemctl restart xcauth");
        machine.awaitPort(5222);
        DemoAccounts accounts = guide.cloud().accounts();
        String erins = TokenClient.tokenFor(server, "erin", "a:b:c");
        String franks = TokenClient.tokenFor(server, "frank", "solitude");
        String daves = TokenClient.tokenFor(server, "dave", "Uppercase");
        String bobs = TokenClient.tokenFor(server, "bob", "builder");
        assertThat(TokenClient.login(server, "erin", erins)).startsWith("erin@example.org/test");
        assertThat(TokenClient.login(server, "frank", "secret-token:fast-invented"))
                .isEqualTo("not-authorized");

        accounts.setPassword("erin", "colon");
        String newToken = TokenClient.tokenFor(server, "erin", "colon");
        assertThat(TokenClient.login(server, "erin", erins))
                .as("token of the former password")
                .isEqualTo(REFUSED);
        assertThat(TokenClient.login(server, "erin", newToken)).startsWith("erin@example.org/");

        accounts.disableUser("frank");
        assertRefused("frank", "solitude");
        assertThat(TokenClient.login(server, "frank", franks))
                .as("a disabled user's token")
                .isEqualTo(REFUSED);

        accounts.disableUser("dave");
        assertRefused("dave", "Uppercase");
        accounts.enableUser("dave");
        RosterClient.login(server, "dave", "Uppercase").close();
        assertThat(TokenClient.login(server, "dave", daves))
                .as("token from before the account was disabled")
                .isEqualTo(REFUSED);

        accounts.deleteUser("bob");
        Eventually.until(
                "a deleted user's token is refused",
                () -> TokenClient.login(server, "bob", bobs).equals(REFUSED));
    }

    /** Runs last, since it removes what the other tests need. */
    @Test
    @Order(Integer.MAX_VALUE)
    void goingBackRemovesTheContactsAndNothingElse() throws Exception {
        machine.require("sed -i 's|\"roster_xcauth\", *||' /etc/prosody/conf.avail/example.org.cfg.lua && "
                + "systemctl restart prosody");
        machine.awaitPort(5222);

        try (RosterClient alice = RosterClient.login(server, "alice", "wonderland")) {
            assertThat(alice.contacts()).isEmpty();
        }
        assertThat(guide.left()).as("untested commands").isEmpty();
    }

    private static void assertRefused(String user, String password) {
        assertThatThrownBy(() -> RosterClient.login(server, user, password).close())
                .isInstanceOf(SASLErrorException.class);
    }
}
