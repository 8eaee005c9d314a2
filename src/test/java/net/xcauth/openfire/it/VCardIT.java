package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.jivesoftware.smackx.pep.PepManager;
import org.jivesoftware.smackx.pubsub.PayloadItem;
import org.jivesoftware.smackx.pubsub.SimplePayload;
import org.jivesoftware.smackx.vcardtemp.VCardManager;
import org.jivesoftware.smackx.vcardtemp.packet.VCard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vCards of cloud users and local users. */
class VCardIT {
    private static CloudServer server;
    private static Control control;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.roster.refresh", "1s"));
        control = server.openfire().control();
    }

    @AfterAll
    static void stop() throws Exception {
        try (CloudServer closing = server) {
            Secrecy.assertNothingLogged(closing.openfire(), List.of(CloudServer.SECRET, "wonderland", "builder"));
        }
    }

    @Test
    void aUserWithoutAVCardHasOneWithTheName() throws Exception {
        try (XmppUser alice = login("alice", "wonderland")) {
            Eventually.until("the roster has come", () -> control.usernames().contains("carol"));
            assertThat(alice.vcard("carol@example.org").getField("FN")).isEqualTo("Carol");
            assertThat(control.vcard("carol")).contains("<vCard xmlns=\"vcard-temp\"><FN>Carol</FN></vCard>");
            assertThat(alice.vcard("o\\27hara\\20smith@example.org").getField("FN"))
                    .isEqualTo("O'Hara Smith");
        }
    }

    @Test
    void anOwnVCardTakesPrecedenceUntilItIsDeleted() throws Exception {
        try (XmppUser alice = login("alice", "wonderland");
                XmppUser bob = login("bob", "builder")) {
            assertThat(alice.vcard("bob@example.org").getField("FN")).isEqualTo("Bob Builder");
            VCard own = new VCard();
            own.setField("FN", "Bob himself");
            own.setNickName("bobby");
            VCardManager.getInstanceFor(bob.connection()).saveVCard(own);
            assertThat(alice.vcard("bob@example.org").getNickName()).isEqualTo("bobby");
            assertThat(alice.vcard("bob@example.org").getField("FN")).isEqualTo("Bob himself");
            own.setNickName("robert");
            VCardManager.getInstanceFor(bob.connection()).saveVCard(own);
            assertThat(alice.vcard("bob@example.org").getNickName()).isEqualTo("robert");
            // Clients cannot delete a vCard.
            control.sql("DELETE FROM ofVCard WHERE username = ?", "bob");
            control.clearCaches();
            assertThat(control.vcard("bob")).contains("<vCard xmlns=\"vcard-temp\"><FN>Bob Builder</FN></vCard>");
        }
    }

    @Test
    void aVCardCreatedForAnAvatarHasTheCloudsName() throws Exception {
        server.addUsers("dora", "swiper");
        server.join("Explorers", "dora", "swiper");
        try (XmppUser dora = server.login("dora");
                XmppUser swiper = server.login("swiper")) {
            Eventually.until("the roster has come", () -> control.vcard("dora").isPresent());
            publishAvatar(dora);
            Eventually.until("there is a vCard", () -> !storedVCard("dora").isEmpty());
            assertThat(storedVCard("dora").get(0).get(0)).contains("<BINVAL>").doesNotContain("Dora");
            assertThat(swiper.vcard("dora@example.org").getField("FN")).isEqualTo("Dora");
            server.cloud().accounts().setDisplayName("dora", "Dora Márquez");
            Eventually.until(
                    "the name is new",
                    () -> "Dora Márquez".equals(swiper.vcard("dora@example.org").getField("FN")));
            assertThat(swiper.vcard("dora@example.org").getAvatar()).isNotEmpty();
        }
    }

    @Test
    void unknownUsersHaveNoVCard() {
        assertThat(control.isRegistered("frank")).isTrue();
        assertThat(control.vcard("frank")).isEmpty();
        assertThat(control.vcard("nobody")).isEmpty();
    }

    @Test
    void localUsersHaveTheirOwnVCardOrNone() {
        assertThat(control.vcard("admin")).isEmpty();
    }

    /** Publishes an avatar by PEP. Openfire 5 copies it to the vCard (XEP-0398); with 4.2, this client does. */
    private static void publishAvatar(XmppUser user) throws Exception {
        if (OpenfireServer.isInstalled()) {
            PepManager pep = PepManager.getInstanceFor(user.connection());
            pep.publish(
                    "urn:xmpp:avatar:data",
                    item("<data xmlns='urn:xmpp:avatar:data'>bm90IHJlYWxseSBhIHBpY3R1cmU=</data>"));
            pep.publish(
                    "urn:xmpp:avatar:metadata",
                    item("<metadata xmlns='urn:xmpp:avatar:metadata'>"
                            + "<info bytes='20' id='picture' type='image/png'/></metadata>"));
        } else {
            VCard seen = user.vcard(user.jid());
            seen.setAvatar("not really a picture".getBytes(StandardCharsets.US_ASCII), "image/png");
            VCardManager.getInstanceFor(user.connection()).saveVCard(seen);
        }
    }

    private static PayloadItem<SimplePayload> item(String xml) throws Exception {
        return new PayloadItem<>("picture", new SimplePayload(xml));
    }

    private static List<List<String>> storedVCard(String user) {
        return control.sql("SELECT vcard FROM ofVCard WHERE username = ?", user);
    }

    private static XmppUser login(String user, String password) throws Exception {
        return XmppUser.login(server.openfire(), user, password);
    }
}
