package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.Eventually;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many users and large groups: what is done depends on what has changed and on who is online. */
class ScaleIT {
    private static final int USERS = 1_000;
    private static final int GROUPS = 100;
    private static final int SIZE = 50;
    private static final int ONLINE = 5;

    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create().property("nextcloudauth.roster.refresh", "1s")
                .property("nextcloudauth.roster.everyUser", "1h"));
        server.addUsers(IntStream.range(0, USERS).mapToObj(ScaleIT::user).toArray(String[]::new));
        for (int group = 0; group < GROUPS; group++) {
            for (int member = 0; member < SIZE; member++) {
                server.join("group" + group, user((group * 10 + member) % USERS));
            }
        }
        server.addUsers("newcomer", "pal");
        server.join("small", user(0), user(1), user(2), user(3), user(4));
        server.openfire().control().sql("SET DATABASE EVENT LOG SQL LEVEL 2");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aJoinCostsTheSameInALargeGroup() throws Exception {
        try (Crowd crowd = new Crowd()) {
            crowd.awaitAll();
            long before = statements("").size();
            server.join("small", "newcomer");
            crowd.awaitContact("newcomer@example.org");
            server.awaitRosterQuestions(2 * ONLINE);
            List<String> small = statements("").subList((int) before, statements("").size());

            before = statements("").size();
            // Of which all who are online are members, too.
            server.join("group0", "pal");
            crowd.awaitContact("pal@example.org");
            server.awaitRosterQuestions(2 * ONLINE);
            List<String> large = statements("").subList((int) before, statements("").size());

            assertThat(rosterLoads(small)).isLessThanOrEqualTo(ONLINE);
            assertThat(rosterLoads(large)).isLessThanOrEqualTo(ONLINE);
            assertThat(large.size()).as("statements %s", large).isLessThanOrEqualTo(small.size() + 10);
        }
    }

    @Test
    void allAreKnown() throws Exception {
        try (Crowd crowd = new Crowd()) {
            crowd.awaitAll();
            Control control = server.openfire().control();
            // user0 to user4 are in the same groups.
            assertThat(control.groupCount()).isEqualTo(6);
            assertThat(control.group("group0").members()).hasSizeGreaterThanOrEqualTo(SIZE);
            assertThat(control.userCount()).isGreaterThan(SIZE);
            assertThat(server.openfire().problems()).isEmpty();
        }
    }

    /** Some users who are online. */
    private static final class Crowd implements AutoCloseable {
        private final List<XmppUser> users = new ArrayList<>();

        Crowd() throws Exception {
            for (int i = 0; i < ONLINE; i++) {
                users.add(server.login(user(i)));
            }
        }

        void awaitAll() throws Exception {
            for (XmppUser user : users) {
                user.awaitRoster(roster -> roster.size() >= SIZE);
                for (XmppUser other : users) {
                    if (other != user) {
                        user.awaitPresence(other.jid());
                    }
                }
            }
        }

        void awaitContact(String jid) throws Exception {
            for (XmppUser user : users) {
                Eventually.until(jid + " is seen", () -> user.roster().stream()
                        .anyMatch(item -> item.jid().equals(jid)));
            }
        }

        @Override
        public void close() {
            users.forEach(XmppUser::close);
        }
    }

    private static long rosterLoads(List<String> statements) {
        return statements.stream().filter(statement -> statement.contains("FROM ofRoster WHERE username")).count();
    }

    private static String user(int number) {
        return "user" + number;
    }

    private static List<String> statements(String containing) throws IOException {
        Path log = server.openfire().home().resolve("embedded-db/openfire.sql.log");
        return Files.exists(log) ? Files.readAllLines(log).stream().filter(line -> line.contains(containing)).toList()
                : List.of();
    }
}
