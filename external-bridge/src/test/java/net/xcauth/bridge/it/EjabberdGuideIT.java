package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.Guide;
import net.xcauth.bridge.it.support.Guide.Outcome;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.RosterClient;
import net.xcauth.bridge.it.support.RosterContact;
import net.xcauth.bridge.it.support.XmppServer;
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

/** The commands of {@code docs/ejabberd.md}, pasted into a terminal, produce what the guide promises. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EjabberdGuideIT {
    private static final Resources RESOURCES = new Resources();
    private static Machine machine;
    private static Guide guide;
    private static List<Outcome> installation;
    private static Outcome ejabberd;
    private static Outcome login;
    private static XmppServer server;

    @BeforeAll
    static void followTheGuide() throws Exception {
        guide = Guide.open("ejabberd.md", RESOURCES, "ejabberd");
        machine = guide.machine();
        installation = guide.follow("1. Install the bridge", "");
        ejabberd = guide.follow("2. ejabberd").requireSuccess();
        server = machine.xmppServer();
        try (RosterClient alice = RosterClient.login(server, "alice", "wonderland")) {
            Eventually.until(
                    "her contacts come",
                    () -> Stream.of("bob", "dave")
                            .allMatch(contact -> alice.contact(contact).isPresent()));
        }
        login = guide.follow("3. Log in").requireSuccess();
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    @Test
    void doctorReportsNoProblemBeforeEjabberdIsConfigured() {
        installation.forEach(Outcome::requireSuccess);
        assertThat(installation.get(installation.size() - 1).output())
                .contains("OK ")
                .doesNotContain("FAIL");
    }

    @Test
    void ejabberdServesTheDomainAndAcceptsTheBridge() {
        assertThat(ejabberd.output())
                .contains("hosts:\n  - example.org\n")
                .contains("OK ")
                .doesNotContain("FAIL");
    }

    @Test
    void theFirstUserSeesTheMembersOfHerGroups() {
        assertThat(login.output())
                .contains("auth alice@example.org: yes, the cloud said so")
                .contains("example.org in ejabberd: 2 groups created")
                .containsPattern("Staff \\(staff\\) +bob +Bob Builder")
                .contains("the cloud's roster of alice@example.org is the same in the database");
    }

    @Test
    void membersOfAGroupSeeEachOthersPresenceWithoutSubscriptions() throws Exception {
        try (RosterClient alice = RosterClient.login(server, "alice", "wonderland");
                RosterClient bob = RosterClient.login(server, "bob", "builder")) {
            Eventually.until("both see each other online", () -> alice.sees("bob") && bob.sees("alice"));
            assertThat(bob.contact("alice")).contains(RosterContact.member("alice", "Alice Ångström", "Staff"));
        }
    }

    @Test
    void wrongPasswordIsRefused() {
        assertThatThrownBy(() ->
                        RosterClient.login(server, "alice", "looking-glass").close())
                .isInstanceOf(SASLErrorException.class);
    }

    @Test
    void clientsReceiveTheCertificate() throws Exception {
        machine.require(
                "cd /etc/letsencrypt/live/example.org && cat privkey.pem fullchain.pem > /etc/ejabberd/ejabberd.pem && "
                        + "ejabberdctl reload_config");

        Eventually.until(
                "it is shown",
                () -> machine.run("openssl s_client -connect 127.0.0.1:5222 -starttls xmpp "
                                + "-xmpphost example.org -verify_hostname example.org < /dev/null")
                        .out()
                        .contains("Verify return code: 0 (ok)"));
    }

    @Test
    @Order(Integer.MAX_VALUE - 3)
    void aTokenKeepsOtherLocalUsersOut() throws Exception {
        Outcome token = guide.follow("Token").requireSuccess();

        assertThat(token.output()).contains("OK ").doesNotContain("FAIL");
        assertThat(machine.require("xcauth roster diff alice@example.org"))
                .contains("and in ejabberd at http://127.0.0.1:5281/api");
        assertThat(machine.run("curl -s -d '{\"host\": \"example.org\"}' http://127.0.0.1:5281/api/srg_list")
                        .out())
                .contains("AccessRules");
        machine.require("sed -i.bak 's|^ejabberd-token=.*|ejabberd-token=wrong|' /etc/xcauth.conf");
        assertThat(machine.run("xcauth doctor").out()).contains("refuses the token", "401", "oauth_issue_token");
        machine.require("mv /etc/xcauth.conf.bak /etc/xcauth.conf");
    }

    @Test
    @Order(Integer.MAX_VALUE - 2)
    void aUnixSocketReplacesThePort() throws Exception {
        Installed.skipUnless(Machine.debian() == 12, "only Debian 12's ejabberd can be relied on for a Unix socket");
        machine.require(
                "sed -i -e '/^      oauth:$/,/access: {allow/d' -e 's|^    who:$|&\\n      access:\\n        allow:\\n          "
                        + "- acl: loopback|' /etc/ejabberd/xcauth.yml && sed -i 's|^ejabberd-token=.*|#&|' /etc/xcauth.conf");

        Outcome socket = guide.follow("Unix socket (ejabberd 23.01)").requireSuccess();

        assertThat(socket.output())
                .containsPattern("srwxrwx---.* ejabberd xcauth .*api\\.sock")
                .contains("OK ")
                .doesNotContain("FAIL");
        assertThat(machine.require("xcauth roster diff alice@example.org")).contains("in ejabberd at unix:");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void ejabberdctlReplacesTheListener() throws Exception {
        machine.require("sed -i 's|^ejabberd-api=.*|ejabberdctl=/usr/sbin/ejabberdctl|' /etc/xcauth.conf");

        Outcome controlProgram = guide.follow("Control program").requireSuccess();

        assertThat(controlProgram.output()).contains("OK ").doesNotContain("FAIL");
        assertThat(machine.require("runuser -u ejabberd -g xcauth -G ejabberd -- xcauth roster diff alice@example.org"))
                .contains("the cloud's roster of alice@example.org is the same in the database")
                .contains("ejabberdctl");
    }

    /** Runs last, since it removes what the other tests need. */
    @Test
    @Order(Integer.MAX_VALUE)
    void goingBackLeavesNothingInEjabberd() throws Exception {
        guide.follow("Uninstall").requireSuccess();

        assertThat(machine.require("ejabberdctl started && ejabberdctl srg_list example.org"))
                .isEmpty();
        assertThat(machine.run("systemctl is-active xcauth xcauth-ejabberd.socket")
                        .out())
                .isEqualTo("inactive\ninactive\n");
        assertThatThrownBy(
                        () -> RosterClient.login(server, "alice", "wonderland").close())
                .isInstanceOf(SASLErrorException.class);
        assertThat(guide.left()).as("untested commands").isEmpty();
    }
}
