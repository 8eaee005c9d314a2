package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logins of cloud users and local users in a real Openfire. */
class LoginIT {
    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPasswordLetsIn() throws Exception {
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            assertThat(alice.jid()).isEqualTo("alice@example.org");
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        assertThat(XmppUser.refusal(server.openfire(), "alice", "wrong")).isEqualTo("not-authorized");
    }
}
