package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many users and large groups: the cost depends on what has changed and who is online. */
class ScaleIT {
    private static final int USERS = 1_000;
    private static final int GROUPS = 100;
    private static final int SIZE = 50;
    private static final int ONLINE = 5;
    private static final Pattern STATEMENT =
            Pattern.compile("of(User|UserProp|GroupUser|Roster|RosterGroups|NextcloudRoster|NextcloudGroups)\\b");

    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        Installed.skipUnlessThereIsTime("large numbers of users and groups");
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.roster.refresh", "1s")
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
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aJoinCostsNoMoreInALargeGroup() throws Exception {
        try (Population crowd = new Population()) {
            crowd.awaitAll();
            awaitQuiet();
            // The online users are in both.
            List<String> small = statementsOfJoining("newcomer", "small", crowd);
            List<String> large = statementsOfJoining("pal", "group0", crowd);

            assertThat(rosterLoads(small)).isBetween(1L, (long) ONLINE);
            assertThat(rosterLoads(large)).isBetween(1L, (long) ONLINE);
            assertThat(large.size()).as("statements %s", large).isLessThanOrEqualTo(small.size() + ONLINE);
        }
    }

    @Test
    void allUsersAreKnown() throws Exception {
        try (Population crowd = new Population()) {
            crowd.awaitAll();
            Control control = server.openfire().control();
            // user0 to user4 are in the same groups.
            assertThat(control.groupCount()).isEqualTo(6);
            assertThat(control.group("group0").members()).hasSizeGreaterThanOrEqualTo(SIZE);
            assertThat(control.userCount()).isGreaterThan(SIZE);
            assertThat(server.openfire().problems()).isEmpty();
        }
    }

    /** The users who are online. */
    private static final class Population implements AutoCloseable {
        private final List<XmppUser> users = new ArrayList<>();

        Population() throws Exception {
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
                Eventually.until(
                        jid + " is seen",
                        () -> user.roster().stream().anyMatch(item -> item.jid().equals(jid)));
            }
        }

        @Override
        public void close() {
            users.forEach(XmppUser::close);
        }
    }

    private static List<String> statementsOfJoining(String user, String group, Population crowd) throws Exception {
        int before = statements().size();
        server.join(group, user);
        crowd.awaitContact(user + "@example.org");
        // By then all is stored.
        server.awaitRosterQuestions(3);
        List<String> all = statements();
        return all.subList(before, all.size());
    }

    /** Openfire 5 continues after a login has completed: it loads the rosters of all contacts. */
    private static void awaitQuiet() throws Exception {
        Eventually.until("the database is told no more", () -> {
            int before = statements().size();
            server.awaitRosterQuestions(3);
            return statements().size() == before;
        });
    }

    private static long rosterLoads(List<String> statements) {
        return statements.stream()
                .filter(statement -> statement.contains("FROM ofRoster WHERE username"))
                .count();
    }

    private static String user(int number) {
        return "user" + number;
    }

    /** The number of changes of users, rosters and members in the database so far, without repeated queries. */
    private static List<String> statements() throws IOException {
        Path log = server.openfire().home().resolve("embedded-db/openfire.sql.log");
        return Files.readAllLines(log).stream()
                .filter(line -> STATEMENT.matcher(line).find())
                .toList();
    }
}
