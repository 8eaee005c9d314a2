package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.Test;

/** What the other tests stand on: a real Openfire that starts, stops and lets users in. */
class HarnessIT {
    @Test
    void aServerLetsItsAdministratorInAndComesBack() throws Exception {
        try (OpenfireServer server = OpenfireServer.create().property("test.property", "it's here").start()) {
            System.out.println(server.control().version() + server.control().plugins());
            assertThat(server.control().property("test.property")).contains("it's here");
            try (XmppUser admin = login(server)) {
                assertThat(admin.jid()).isEqualTo("admin@example.org");
                assertThat(server.control().sessions()).containsExactly("admin@example.org/test");
            }
            assertThat(server.problems()).isEmpty();
        }
    }

    private static XmppUser login(OpenfireServer server) throws Exception {
        return XmppUser.login(server, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
    }
}
