package net.xcauth.bridge.it;

import static net.xcauth.bridge.it.support.RosterContact.member;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.ProsodyServer;
import net.xcauth.bridge.it.support.RosterClient;
import net.xcauth.bridge.it.support.RosterContact;
import net.xcauth.bridge.it.support.ScriptedBridge;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code mod_roster_xcauth} with unusual answers: late ones, long ones, and invalid ones. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ProsodyRosterAnswersIT {
    private static final String BOB = ok("01", "{\"user\":\"bob\",\"name\":\"Bob\",\"groups\":[\"Staff\"]}");
    private static final RosterContact BOB_IN_ROSTER = member("bob", "Bob", "Staff");

    private final Resources resources = new Resources();
    private ScriptedBridge bridge;
    private ProsodyServer server;

    @BeforeEach
    void start() throws Exception {
        ProsodyServer.require();
        bridge = resources.add(ScriptedBridge.start(always(BOB)));
        server = startProsody("0.2");
    }

    /** @param refresh seconds between queries; the contacts of at most one offline user are kept */
    private ProsodyServer startProsody(String refresh) throws Exception {
        TempFolder folder = resources.add(new TempFolder("prosody"));
        return resources.add(ProsodyServer.start(
                folder, List.of(Xcauth.prosodyModulesFor(ProsodyServer.USER, folder)), """
                authentication = "xcauth"
                xcauth_socket = "%s"
                xcauth_roster_refresh = %s
                xcauth_roster_cache = 1
                modules_enabled = { "roster_xcauth", "bosh" }
                """.formatted(
                                bridge.address(), refresh)));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void aSlowBridgeDoesNotDelayLogins() throws Exception {
        CountDownLatch thought = new CountDownLatch(1);
        bridge.contacts(question -> {
            await(thought);
            return BOB;
        });

        RosterClient alice = login("alice");
        assertThat(alice.contacts()).isEmpty();
        RosterClient carol = login("carol");
        carol.roundTrip();
        thought.countDown();

        Eventually.until("Bob is pushed", () -> alice.pushes().contains(BOB_IN_ROSTER));
        assertThat(alice.contacts()).containsExactly(BOB_IN_ROSTER);
    }

    @Test
    void anUnchangedRosterIsNotSentAgain() throws Exception {
        bridge.contacts(question -> question.endsWith(":01") ? "{\"status\":\"unchanged\",\"version\":\"01\"}" : BOB);

        RosterClient alice = login("alice");
        Eventually.until("Prosody asked again", () -> bridge.questions().size() >= 3);

        assertThat(bridge.questions().get(0)).isEqualTo("contacts:alice:example.org");
        assertThat(bridge.questions().subList(1, 3)).containsOnly("contacts:alice:example.org:01");
        alice.roundTrip();
        assertThat(alice.pushes()).isEmpty();
        assertThat(alice.contacts()).containsExactly(BOB_IN_ROSTER);
    }

    @Test
    void usersWhoseContactsHadToBeForgottenCanLogInAgain() throws Exception {
        for (String user : List.of("alice", "carol", "alice", "alice", "carol", "dave", "alice")) {
            try (RosterClient client = RosterClient.login(server, user, "any password")) {
                Eventually.until(user + " sees Bob", () -> client.contacts().equals(List.of(BOB_IN_ROSTER)));
            }
        }
    }

    @Test
    void aNewUserMakesTheRostersOfMembersBeQueriedAgain() throws Exception {
        server = startProsody("3600");
        bridge.contacts(always(ok("01", "")));
        RosterClient bob = login("bob");
        assertThat(bob.contacts()).isEmpty();

        bridge.contacts(question -> question.startsWith("contacts:alice:")
                ? BOB
                : ok("02", "{\"user\":\"alice\",\"name\":\"Alice\",\"groups\":[\"Staff\"]}"));
        RosterClient alice = login("alice");

        Eventually.until("Alice is pushed", () -> bob.pushes().equals(List.of(member("alice", "Alice", "Staff"))));
        Eventually.until("both see each other", () -> alice.sees("bob") && bob.sees("alice"));
    }

    @Test
    void contactsStayWhileTheCloudIsUnreachable() throws Exception {
        RosterClient alice = login("alice");
        for (String answer : List.of(
                "{\"status\":\"unreachable\"}",
                "{\"status\":\"other\"}",
                "{\"sta",
                "{}",
                "1",
                "0",
                "{\"status\":\"ok\",\"version\":\"02\"}",
                "{\"status\":\"ok\",\"version\":\"02\",\"contacts\":[{}]}",
                "nonsense",
                "")) {
            int before = bridge.questions().size();
            bridge.contacts(always(answer));
            Eventually.until(
                    "Prosody was told " + answer, () -> bridge.questions().size() >= before + 3);
        }

        alice.roundTrip();
        assertThat(alice.pushes()).isEmpty();
        alice.fetch();
        assertThat(alice.contacts()).containsExactly(BOB_IN_ROSTER);

        bridge.contacts(always("{\"status\":\"unknown\"}"));
        Eventually.until("Bob is gone", () -> alice.contacts().isEmpty());
    }

    @Test
    void anOldBridgeIsReportedOnce() throws Exception {
        bridge.contacts(always("0"));

        RosterClient alice = login("alice");
        login("bob");
        int before = bridge.questions().size();
        Eventually.until("Prosody has asked often", () -> bridge.questions().size() > before + 5);

        assertThat(server.log())
                .filteredOn(line -> line.contains("too old for mod_roster_xcauth"))
                .hasSize(1);
        assertThat(server.log())
                .filteredOn(line -> line.contains("older than these modules"))
                .hasSize(1);
        assertThat(bridge.logins()).contains("auth:alice:example.org:any password");
        assertThat(alice.contacts()).isEmpty();

        bridge.contacts(always(BOB));
        Eventually.until(
                "the contacts of a newer bridge arrive", () -> alice.contacts().contains(BOB_IN_ROSTER));
    }

    @Test
    void anAnswerOfSeveralMegabytesIsAccepted() throws Exception {
        String long80 = "x".repeat(80);
        int count = 5_000;
        String contacts = IntStream.range(0, count)
                .mapToObj(n -> """
                {"user":"user%1$d","name":"%2$s %1$d","groups":["%2$s A","%2$s B","%2$s C","%2$s D"]}""".formatted(n, long80))
                .collect(Collectors.joining(","));
        assertThat(contacts.length()).isGreaterThan(2_000_000);
        RosterClient alice = login("alice");
        assertThat(alice.contacts()).containsExactly(BOB_IN_ROSTER);

        bridge.contacts(question ->
                question.endsWith(":02") ? "{\"status\":\"unchanged\",\"version\":\"02\"}" : ok("02", contacts));

        Eventually.until(
                "all are there",
                () -> alice.contacts().size() == count && alice.contact("bob").isEmpty());
        assertThat(alice.contact("user7"))
                .contains(member("user7", long80 + " 7", long80 + " A", long80 + " B", long80 + " C", long80 + " D"));
        assertThat(login("alice2").contacts()).hasSize(count);
    }

    @Test
    void charactersThatXmlForbidsDoNotEndTheConnection() throws Exception {
        bridge.contacts(always(ok("01", """
                {"user":"bob","name":"B\\u0001o\\u0000b\\uffff","groups":["St\\u0008aff"]},\
                {"user":"alice","name":"Herself","groups":["Staff"]}""")));

        RosterClient alice = login("alice");

        assertThat(alice.contacts()).containsExactly(member("bob", "B o b", "St aff"));
    }

    @Test
    void aBridgeThatSupportsItReceivesTheClientsAddress() throws Exception {
        bridge.understand("{\"status\":\"ok\",\"features\":[\"cannot-tell\",\"login\",\"news\"]}");
        server = startProsody("3600");

        login("alice");
        assertThat(loginByBosh("192.0.2.7", "bob", "a:b")).contains("<success");
        assertThat(loginByBosh("2001:db8::7", "carol", "[x]:y")).contains("<success");

        assertThat(bridge.logins())
                .containsExactly(
                        "auth:alice:example.org:any password",
                        "login:bob:example.org:192.0.2.7:a:b",
                        "login:carol:example.org:[2001:db8::7]:[x]:y");
    }

    /** Connects as a reverse proxy on the same machine does. */
    private String loginByBosh(String client, String user, String password) throws Exception {
        String opened = post(
                client,
                "rid='1' to='example.org' wait='5' hold='1' ver='1.6' xmpp:version='1.0' "
                        + "xmlns:xmpp='urn:xmpp:xbosh'",
                "");
        Matcher session = Pattern.compile("\\bsid=['\"]([^'\"]+)").matcher(opened);
        assertThat(session.find()).as(opened).isTrue();
        return post(
                client,
                "rid='2' sid='" + session.group(1) + "'",
                "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                        + Base64.getEncoder()
                                .encodeToString(('\0' + user + '\0' + password).getBytes(StandardCharsets.UTF_8))
                        + "</auth>");
    }

    private String post(String client, String attributes, String stanza) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/http-bind"))
                                .header("X-Forwarded-For", client)
                                .header("Content-Type", "text/xml")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "<body xmlns='http://jabber.org/protocol/httpbind' " + attributes + ">" + stanza
                                                + "</body>"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private RosterClient login(String user) throws Exception {
        return resources.add(RosterClient.login(server, user, "any password"));
    }

    private static Function<String, String> always(String answer) {
        return question -> answer;
    }

    private static String ok(String version, String contacts) {
        return "{\"status\":\"ok\",\"version\":\"" + version + "\",\"contacts\":[" + contacts + "]}";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
