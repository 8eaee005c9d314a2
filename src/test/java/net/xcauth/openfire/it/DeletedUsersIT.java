package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.xcauth.demo.Fault;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.HtmlForm;
import net.xcauth.openfire.it.support.NextcloudPages;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.roster.packet.RosterPacket;
import org.jivesoftware.smackx.vcardtemp.VCardManager;
import org.jivesoftware.smackx.vcardtemp.packet.VCard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;

/** Users who are deleted in the cloud, and Openfire's data about them. */
class DeletedUsersIT {
    private static final String PASSWORD = "passw0rd-of-all";
    private static final String KEEP_DATA = "nextcloudauth.deletedUsers.keepData";
    private static final String CONFIRM_AFTER = "nextcloudauth.deletedUsers.confirmAfter";

    private static CloudServer server;
    private static Control control;

    @BeforeAll
    static void start() throws Exception {
        Installed.skipUnlessThereIsTime("deletions of users");
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.breaker.failures", "1000")
                .property("nextcloudauth.cache.isuserNegativeTtl", "0s")
                .property(CONFIRM_AFTER, "0s")
                .refreshing());
        control = server.openfire().control();
    }

    @AfterEach
    void keepDataAgain() {
        server.cloud().startListening();
        server.cloud().fault(Fault.NONE);
        control.deleteProperty(KEEP_DATA);
        control.setProperty(CONFIRM_AFTER, "0s");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server == null) {
            return;
        }
        try (CloudServer closing = server) {
            Secrecy.assertNothingLogged(closing.openfire(), List.of(CloudServer.SECRET, PASSWORD, "wonderland"));
        }
    }

    @Test
    void disappearAndAreLoggedOut() throws Exception {
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland");
                XmppUser dora = appear("dora")) {
            alice.awaitRoster(
                    roster -> roster.stream().anyMatch(item -> item.jid().equals("dora@example.org")));
            server.cloud().accounts().deleteUser("dora");
            Eventually.until("dora is logged out", () -> !dora.isConnected());
            alice.awaitRoster(
                    roster -> roster.stream().noneMatch(item -> item.jid().equals("dora@example.org")));
        }
        Eventually.until("dora is not listed", () -> !control.usernames().contains("dora"));
        assertThat(control.findUsers("dora", "Username")).isEmpty();
        assertThat(control.isRegistered("dora")).isFalse();
        assertThat(control.group("Staff").members())
                .contains("alice@example.org")
                .doesNotContain("dora@example.org");
        assertThat(control.groupsOf("dora")).isEmpty();
        assertThat(XmppUser.refusal(server.openfire(), "dora", PASSWORD)).isEqualTo("not-authorized");
        server.openfire().awaitLog("Logged out dora, who was deleted in the cloud");
    }

    @Test
    void keepTheirDataUntilTheDelayHasPassed() throws Exception {
        vanish("edna");
        awaitNote("edna");
        assertThat(control.storedRoster("edna")).containsExactly("friend@elsewhere.org");
        assertThat(vcards("edna")).isEqualTo(1);
        control.setProperty(KEEP_DATA, "0");
        Eventually.until(
                "the data are deleted", () -> control.storedRoster("edna").isEmpty() && vcards("edna") == 0);
        Eventually.until("the note is deleted", () -> !isNoted("edna"));
    }

    @Test
    void loseTheirDataAtOnceWithoutADelay() throws Exception {
        control.setProperty(KEEP_DATA, "0s");
        vanish("fred");
        Eventually.until(
                "the data are deleted", () -> control.storedRoster("fred").isEmpty() && vcards("fred") == 0);
    }

    @Test
    void keepTheirDataIfTheyComeBackInTime() throws Exception {
        vanish("gina");
        awaitNote("gina");
        addAccount("gina");
        assertThat(control.isRegistered("gina")).isTrue();
        server.openfire().awaitLog("gina exists in the cloud again");
        control.setProperty(KEEP_DATA, "0");
        try (XmppUser gina = XmppUser.login(server.openfire(), "gina", PASSWORD)) {
            assertThat(gina.vcard("gina@example.org").getNickName()).isEqualTo("gina's own");
        }
        // Openfire 4.2 sends no contacts without a subscription, but it has them.
        assertThat(control.storedRoster("gina")).containsExactly("friend@elsewhere.org");
        assertThat(control.usernames()).contains("gina");
    }

    @Test
    void areStillDeletedAfterARestart() throws Exception {
        vanish("hugo");
        awaitNote("hugo");
        // So that no request follows before the delay has passed.
        server.openfire().stop();
        server.openfire().start();
        assertThat(control.usernames()).doesNotContain("hugo");
        assertThat(control.storedRoster("hugo")).isNotEmpty();
        control.setProperty(KEEP_DATA, "0");
        Eventually.until(
                "the data are deleted", () -> control.storedRoster("hugo").isEmpty());
    }

    @Test
    void loseNothingWhileTheCloudCannotConfirmIt() throws Exception {
        vanish("ines");
        awaitNote("ines");
        server.cloud().stopListening();
        // Due deletions are checked again and again; another user's data is deleted once the cloud is back.
        control.setProperty(KEEP_DATA, "0");
        server.openfire().awaitLog("Nextcloud Authentication serves");
        assertThat(control.storedRoster("ines")).isNotEmpty();
        addAccount("ines");
        server.cloud().startListening();
        // A request sent before the cloud listened gets no answer, and is not sent twice at the same time.
        Eventually.until("ines exists again", () -> control.isRegistered("ines"));
        assertThat(control.storedRoster("ines")).isNotEmpty();
    }

    /** The cloud's earlier answer, that the user does not exist, is not its answer now. */
    @Test
    void loseNothingWhileTheCloudIsInMaintenance() throws Exception {
        vanish("jane");
        awaitNote("jane");
        Eventually.until(
                "it is stored that jane does not exist",
                () -> control.sql("SELECT present FROM ofNextcloudUsers WHERE jid = ?", "jane@example.org")
                        .equals(List.of(List.of("0"))));
        server.cloud().fault(Fault.MAINTENANCE);
        control.setProperty(KEEP_DATA, "0");

        long asked = server.cloud().requestCount("isuser");
        Eventually.until(
                "the plugin asks the cloud again and again",
                () -> server.cloud().requestCount("isuser") >= asked + 3);

        assertThat(control.storedRoster("jane")).containsExactly("friend@elsewhere.org");
        assertThat(vcards("jane")).isEqualTo(1);
        server.cloud().fault(Fault.NONE);
        Eventually.until(
                "the data are deleted", () -> control.storedRoster("jane").isEmpty() && vcards("jane") == 0);
    }

    /** If a directory behind the cloud loses its users, nobody's data is deleted until an administrator confirms it. */
    @Test
    void areNotDeletedWhenTooManyOfThemDisappearAtOnce() throws Exception {
        List<String> many =
                IntStream.rangeClosed(1, 8).mapToObj(n -> "many" + n).toList();
        many.forEach(DeletedUsersIT::addAccount);
        ConsoleClient admin = ConsoleClient.loggedIn(Console.of(server.openfire()));
        URI status = Console.of(server.openfire()).page(NextcloudPages.STATUS);
        try (XmppUser first = XmppUser.login(server.openfire(), "many1", PASSWORD);
                XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            Eventually.until("all are known", () -> control.usernames().containsAll(many));
            // A few are treated as deleted at once, so all must be missing before the first one is due.
            control.setProperty(CONFIRM_AFTER, "1h");
            many.forEach(server.cloud().accounts()::deleteUser);
            Eventually.until("all are missing", () -> many.stream().allMatch(DeletedUsersIT::isMissing));
            control.setProperty(CONFIRM_AFTER, "0s");
            Eventually.until(
                    "the Status page asks", () -> admin.get(status).body().contains("id=\"confirm-missing\""));
            server.openfire().awaitLog("None of them is treated as deleted");
            assertThat(control.usernames()).containsAll(many);
            assertThat(first.isConnected()).isTrue();
            alice.awaitRoster(
                    roster -> roster.stream().noneMatch(item -> item.jid().startsWith("many")));

            addAccount("many8");
            admin.submit(URI.create(status + "?ask=missing"), "confirm", Map.of());
            Eventually.until(
                    "those who are still missing are deleted",
                    () -> many.subList(0, 7).stream().noneMatch(control.usernames()::contains));
            assertThat(control.usernames()).contains("many8");
            Eventually.until("the first one is logged out", () -> !first.isConnected());
        }
        assertThat(admin.get(status).body()).doesNotContain("id=\"confirm-missing\"");
        assertThat(admin.post(status, new HtmlForm(Map.of("action", List.of("missing"))))
                        .statusCode())
                .as("without a token")
                .isEqualTo(403);
    }

    /** A cloud user who logs in, has a contact and a vCard, and is deleted in the cloud. */
    private static void vanish(String user) throws Exception {
        try (XmppUser client = appear(user)) {
            RosterPacket contact = new RosterPacket();
            contact.setType(IQ.Type.set);
            contact.addRosterItem(new RosterPacket.Item(JidCreate.bareFrom("friend@elsewhere.org"), "Friend"));
            client.connection().createStanzaCollectorAndSend(contact).nextResultOrThrow();
            VCard own = new VCard();
            own.setNickName(user + "'s own");
            VCardManager.getInstanceFor(client.connection()).saveVCard(own);
            server.cloud().accounts().deleteUser(user);
            Eventually.until(user + " is logged out", () -> !client.isConnected());
        }
        assertThat(control.usernames()).doesNotContain(user);
    }

    private static void awaitNote(String user) throws Exception {
        Eventually.until("it is noted that " + user + " is gone", () -> isNoted(user));
    }

    private static boolean isNoted(String user) {
        return !control.sql("SELECT username FROM ofNextcloudGone WHERE username = ?", user)
                .isEmpty();
    }

    private static boolean isMissing(String user) {
        return !control.sql(
                        "SELECT jid FROM ofNextcloudUsers WHERE jid = ? AND missingSince IS NOT NULL",
                        user + "@example.org")
                .isEmpty();
    }

    private static XmppUser appear(String user) throws Exception {
        addAccount(user);
        return XmppUser.login(server.openfire(), user, PASSWORD);
    }

    private static void addAccount(String user) {
        server.cloud().accounts().addUser(user, "Some " + user, PASSWORD).joinGroup(user, "Staff");
    }

    private static int vcards(String user) {
        return control.sql("SELECT username FROM ofVCard WHERE username = ?", user)
                .size();
    }
}
