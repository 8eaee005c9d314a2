package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rosters that are refreshed again and again, and do not change. */
class UnchangedRostersIT {
    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create().refreshing());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void unchangedRostersAreNeitherStoredNorPushed() throws Exception {
        server.addUsers("still", "calm", "quiet");
        server.join("Library", "still", "calm");
        try (XmppUser still = server.login("still");
                XmppUser calm = server.login("calm")) {
            still.awaitPresence("calm@example.org");
            loginUntilAskedAgain("calm");
            List<List<String>> stored = stored();
            int pushes = still.pushes().size() + calm.pushes().size();
            server.openfire().control().clearEvents();

            loginUntilAskedAgain("still");
            loginUntilAskedAgain("calm");

            assertThat(stored()).isEqualTo(stored);
            assertThat(server.openfire().control().events()).isEmpty();
            still.roundTrip();
            calm.roundTrip();
            assertThat(still.pushes().size() + calm.pushes().size()).isEqualTo(pushes);
        }
    }

    /** Requests follow each other: when this returns, all answers but the last have been processed. */
    private static void loginUntilAskedAgain(String user) throws Exception {
        XmppUser.to(server.openfire()).resource("other").as(user, user + "'s").close();
        server.awaitRosterQuestions(4);
    }

    /** The rows, with the times of the last changes. */
    private static List<List<String>> stored() {
        return server.openfire()
                .control()
                .sql("SELECT jid, fullname, grouplist, responsehash, last_update FROM ofNextcloudRoster ORDER BY jid");
    }
}
