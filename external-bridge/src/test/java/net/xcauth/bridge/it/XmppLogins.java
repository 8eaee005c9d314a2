package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.XmppClient;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.DemoToken;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Logins and messages at an XMPP server, whichever way it is connected to the bridge. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class XmppLogins {
    private final Resources resources = new Resources();
    private DemoCloud cloud;
    private XmppServer server;

    /** Starts bridge and server, and adds them to the resources. */
    abstract XmppServer start(DemoCloud cloud, Resources resources) throws Exception;

    /** Kills the bridge. It is restarted without any change to the server. */
    abstract void killTheBridge() throws Exception;

    final DemoCloud cloud() {
        return cloud;
    }

    final XmppServer server() {
        return server;
    }

    @BeforeAll
    void start() throws Exception {
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        server = start(cloud, resources);
    }

    @AfterAll
    void stop() {
        resources.close();
    }

    @Test
    void aRightPasswordIsAccepted() throws Exception {
        assertLogsIn("alice", "wonderland");
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertRefused("alice", "wonderlust");
    }

    @Test
    void anotherUsersPasswordIsRefused() {
        assertRefused("bob", "wonderland");
    }

    @Test
    void aMissingUserIsRefused() {
        assertRefused("nobody", "wonderland");
    }

    @Test
    void aNonAsciiUserAndPasswordAreAccepted() throws Exception {
        assertLogsIn("jürgen", "Grüße €uro 🎺");
    }

    @Test
    void aPasswordWithColonsIsAccepted() throws Exception {
        assertLogsIn("erin", "a:b:c");
        assertRefused("erin", "a");
    }

    @Test
    void anAppPasswordIsAcceptedNextToTheMainPassword() throws Exception {
        assertLogsIn("alice", "aaaaa-bbbbb-ccccc-ddddd-eeeee");
        assertLogsIn("alice", "wonderland");
    }

    @Test
    void aTokenIsAcceptedWithoutAQueryToTheCloud() throws Exception {
        String token = DemoToken.create(
                "frank",
                XmppServer.DOMAIN,
                DemoSettings.DEMO_SECRET,
                Instant.now().plus(Duration.ofHours(1)));

        assertLogsIn("frank", token);

        assertThat(cloud.requests())
                .noneMatch(request ->
                        request.operation().equals("auth") && request.username().equals("frank"));
    }

    @Test
    void anExpiredTokenIsRefused() {
        String token = DemoToken.create(
                "bob",
                XmppServer.DOMAIN,
                DemoSettings.DEMO_SECRET,
                Instant.now().minus(Duration.ofHours(1)));

        assertRefused("bob", token);
    }

    @Test
    void anotherUsersTokenIsRefused() {
        String token = DemoToken.create(
                "frank",
                XmppServer.DOMAIN,
                DemoSettings.DEMO_SECRET,
                Instant.now().plus(Duration.ofHours(1)));

        assertRefused("bob", token);
    }

    @Test
    void noChallengeResponseMechanismIsOffered() throws Exception {
        try (XmppClient client = XmppClient.connect(server)) {
            assertThat(client.mechanisms())
                    .contains("PLAIN")
                    .noneMatch(mechanism -> mechanism.startsWith("SCRAM") || mechanism.startsWith("DIGEST"));
        }
    }

    @Test
    void aMessageToAnExistingUserWhoHasNeverLoggedInIsStored() throws Exception {
        try (XmppClient bob = XmppClient.login(server, "bob", "builder")) {
            bob.send("dave", "Welcome, Dave");
            assertThat(bob.messagesAfterRoundTrip()).as("nothing bounced").isZero();
        }
        try (XmppClient dave = XmppClient.login(server, "dave", "Uppercase")) {
            assertThat(dave.nextMessage().getBody()).isEqualTo("Welcome, Dave");
        }
    }

    @Test
    void aMessageToAMissingUserBounces() throws Exception {
        try (XmppClient bob = XmppClient.login(server, "bob", "builder")) {
            bob.send("nobody", "Hello?");

            Message bounced = bob.nextMessage();

            assertThat(bounced.getType()).isEqualTo(Message.Type.error);
            assertThat(bounced.getError().getCondition()).isIn(Condition.service_unavailable, Condition.item_not_found);
        }
    }

    @Test
    void loginsWorkAgainAfterTheBridgeWasKilled() throws Exception {
        assertLogsIn("alice", "wonderland");

        killTheBridge();

        Eventually.until("alice logs in again", () -> canLogIn("alice", "wonderland"));
        assertLogsIn("bob", "builder");
        assertRefused("bob", "wonderland");
    }

    private void assertLogsIn(String user, String password) throws Exception {
        try (XmppClient client = XmppClient.login(server, user, password)) {
            assertThat(client.jid()).isEqualTo(user + "@" + XmppServer.DOMAIN);
        }
    }

    private void assertRefused(String user, String password) {
        assertRefused(user, password, "not-authorized");
    }

    /** @param condition the SASL error condition of RFC 6120 that the client receives */
    final void assertRefused(String user, String password, String condition) {
        assertThatThrownBy(() -> XmppClient.login(server, user, password).close())
                .isInstanceOfSatisfying(
                        SASLErrorException.class,
                        refusal -> assertThat(refusal.getSASLFailure().getSASLErrorString())
                                .isEqualTo(condition));
    }

    private boolean canLogIn(String user, String password) throws Exception {
        try (XmppClient client = XmppClient.login(server, user, password)) {
            return client.jid().startsWith(user);
        } catch (SmackException | XMPPException e) {
            return false;
        }
    }
}
