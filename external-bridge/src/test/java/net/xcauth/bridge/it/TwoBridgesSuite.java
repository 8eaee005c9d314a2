package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * Two bridges with one database, such as two servers of a cluster, or the old and the new version during an upgrade.
 * Each test has its own users, since all tests of a class share cloud, bridges and database.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class TwoBridgesSuite {
    private final Resources resources = new Resources();
    private final DemoAccounts accounts = DemoAccounts.empty();
    private int guests;
    private DemoCloud cloud;
    private Bridge a;
    private Bridge b;

    /** The database of all tests in the class. */
    abstract BridgeDatabase database();

    /** A bridge and a test's connections to it. */
    private final class Bridge {
        private final BridgeProcess process;
        private Wire generic;
        private Wire postfix;
        private boolean runs;

        Bridge(String... options) throws Exception {
            process = resources.add(database()
                    .keptBy(BridgeProcess.forCloud(cloud))
                    .listen("generic")
                    .listen("postfix")
                    .option("--breaker-probe", "1s", "--db-refresh", "1s")
                    .option(options)
                    .start());
            connect();
        }

        private void connect() throws Exception {
            generic = resources.add(process.connect("generic"));
            postfix = resources.add(process.connect("postfix"));
            runs = true;
        }

        boolean letsIn(String user, String password) throws Exception {
            return generic.ask("auth:" + user + ":example.org:" + password).equals("1");
        }

        /** The users who share groups with a user, as {@code user group group}; empty while that is not known. */
        Set<String> contacts(String user) throws Exception {
            Set<String> contacts = new TreeSet<>();
            new ObjectMapper()
                    .readTree(generic.ask("contacts:" + user + ":example.org"))
                    .path("contacts")
                    .forEach(contact -> {
                        List<String> groups = new ArrayList<>();
                        contact.get("groups").forEach(group -> groups.add(group.asText()));
                        contacts.add(contact.get("user").asText() + ' ' + String.join(" ", groups));
                    });
            return contacts;
        }

        boolean knows(String user) throws Exception {
            return postfix.ask("get " + user + "@example.org").startsWith("200 ");
        }

        void kill() {
            runs = false;
            process.kill();
        }

        void killAndRestart() throws Exception {
            kill();
            process.restart();
            connect();
        }
    }

    @BeforeAll
    void startTheCloud() {
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(accounts)));
    }

    /** Makes sure that both bridges run and the cloud answers them, whatever an earlier test has done. */
    @BeforeEach
    void start() throws Exception {
        cloud.startListening();
        a = running(a);
        b = running(b);
        cloud.clearRequests();
    }

    private Bridge running(Bridge former) throws Exception {
        Bridge bridge = former == null || !former.runs ? new Bridge() : former;
        String guest = "guest" + ++guests;
        accounts.addUser(guest, guest, "of " + guest);
        Eventually.until("the cloud answers the bridge", () -> bridge.letsIn(guest, "of " + guest));
        return bridge;
    }

    @AfterAll
    void stop() {
        resources.close();
    }

    @Test
    void aPasswordVerifiedByOneBridgeIsKnownToTheOtherAndAfterARestart() throws Exception {
        accounts.addUser("alice", "Alice", "right");
        assertThat(a.letsIn("alice", "right")).isTrue();
        awaitPasswords("alice", 1);
        // A cloud that answers faster than bcrypt would be queried.
        cloud.stopListening();

        assertThat(b.letsIn("alice", "right")).as("the other").isTrue();
        b.killAndRestart();
        assertThat(b.letsIn("alice", "right")).as("the other, after a restart").isTrue();
        a.killAndRestart();
        assertThat(a.letsIn("alice", "right")).as("the first, after a restart").isTrue();

        assertThat(cloud.requestCount("auth")).as("queries to the cloud").isEqualTo(1);
    }

    @Test
    void aPasswordVerifiedByOneBridgeReachesTheOtherWhereTheUserHasFailedBefore() throws Exception {
        accounts.addUser("bob", "Bob", "right");
        assertThat(b.letsIn("bob", "wrong")).isFalse();
        assertThat(a.letsIn("bob", "right")).isTrue();

        cloud.stopListening();

        Eventually.until("the other lets him in", () -> b.letsIn("bob", "right"));
        assertThat(b.letsIn("bob", "wrong")).isFalse();
    }

    @Test
    void anOldPasswordIsRefusedEverywhereOnceOneBridgeHasSeenTheNewOne() throws Exception {
        changePassword("carol");

        Eventually.until("the other refuses the old password", () -> !b.letsIn("carol", "old"));
        assertThat(a.letsIn("carol", "old"))
                .as("old password, at the bridge that has seen the new one")
                .isFalse();
        long asked = cloud.requestCount("auth");
        assertThat(b.letsIn("carol", "new")).as("new password at the other").isTrue();
        assertThat(cloud.requestCount("auth"))
                .as("queries to the cloud, which has refused the old password")
                .isEqualTo(asked + 1);
    }

    @Test
    void anOldPasswordIsRefusedEverywhereEvenWhileTheCloudIsDown() throws Exception {
        changePassword("dave");

        cloud.stopListening();

        Eventually.until("the other refuses the old password", () -> !b.letsIn("dave", "old"));
        assertThat(a.letsIn("dave", "old"))
                .as("old password, at the bridge that has seen the new one")
                .isFalse();
        Eventually.until("the other has the new password", () -> b.letsIn("dave", "new"));
        b.killAndRestart();
        assertThat(b.letsIn("dave", "old")).as("old password after a restart").isFalse();
        assertThat(b.letsIn("dave", "new")).as("new password after a restart").isTrue();
    }

    /** Both bridges have the old password in memory when one sees the new one. */
    private void changePassword(String user) throws Exception {
        accounts.addUser(user, user, "old");
        assertThat(a.letsIn(user, "old")).isTrue();
        awaitPasswords(user, 1);
        // If the other bridge queried the cloud, too, the order of the two queries would be unknown.
        cloud.stopListening();
        assertThat(b.letsIn(user, "old")).isTrue();
        cloud.startListening();
        accounts.setPassword(user, "new");
        assertThat(a.letsIn(user, "new")).isTrue();
        awaitPasswords(user, 2);
    }

    @Test
    void twoAppPasswordsAreValidSideBySideOnceEachWasAcceptedAfterTheOther() throws Exception {
        accounts.addUser("erin", "Erin", "main").addAppPassword("erin", "phone").addAppPassword("erin", "laptop");
        assertThat(a.letsIn("erin", "phone")).isTrue();
        awaitPasswords("erin", 1);
        assertThat(b.letsIn("erin", "phone")).isTrue();
        assertThat(b.letsIn("erin", "laptop"))
                .as("new app password, at the other")
                .isTrue();
        awaitPasswords("erin", 2);

        cloud.stopListening();
        Eventually.until(
                "the first bridge must verify the earlier app password again", () -> !a.letsIn("erin", "phone"));
        Eventually.until("the first has the new app password", () -> a.letsIn("erin", "laptop"));
        assertThat(b.letsIn("erin", "phone"))
                .as("the earlier app password, at the bridge that has seen the new one")
                .isFalse();

        cloud.startListening();
        Eventually.until("the cloud accepts the earlier app password", () -> a.letsIn("erin", "phone"));
        cloud.stopListening();
        Eventually.until(
                "the other bridge must verify the later app password again", () -> !b.letsIn("erin", "laptop"));
        cloud.startListening();
        Eventually.until("the cloud accepts the later app password", () -> b.letsIn("erin", "laptop"));
        cloud.stopListening();
        Eventually.until("both are valid at the first", () -> a.letsIn("erin", "laptop") && a.letsIn("erin", "phone"));
        Eventually.until("both are valid at the other", () -> b.letsIn("erin", "laptop") && b.letsIn("erin", "phone"));
    }

    @Test
    void aPasswordThatTheCloudRefusesAtOneBridgeIsForgottenByTheOther() throws Exception {
        Bridge wary = new Bridge("--cache-verification-ttl", "1s");
        accounts.addUser("frank", "Frank", "main").addAppPassword("frank", "phone");
        assertThat(b.letsIn("frank", "phone")).isTrue();
        awaitPasswords("frank", 1);
        assertThat(wary.letsIn("frank", "phone")).isTrue();

        accounts.revokeAppPassword("frank", "phone");
        Eventually.until("one bridge verifies it again", () -> !wary.letsIn("frank", "phone"));
        awaitPasswords("frank", 0);
        cloud.stopListening();

        Eventually.until("the other has forgotten it", () -> !b.letsIn("frank", "phone"));
        assertThat(wary.letsIn("frank", "phone"))
                .as("at the bridge where it was refused")
                .isFalse();
    }

    @Test
    void aUserFoundByOneBridgeIsKnownToTheOther() throws Exception {
        accounts.addUser("grace", "Grace", "main");
        assertThat(a.knows("grace")).isTrue();
        awaitRows("SELECT present FROM xcauth_users WHERE jid = 'grace@example.org'", List.of("1"));

        assertThat(b.knows("grace")).as("the other").isTrue();
        assertThat(cloud.requestCount("isuser")).as("queries to the cloud").isEqualTo(1);
        cloud.stopListening();
        b.killAndRestart();
        assertThat(b.knows("grace"))
                .as("the other, after a restart while the cloud is down")
                .isTrue();
    }

    @Test
    void aBridgeThatStartsLaterKnowsWhatOthersHaveLearned() throws Exception {
        List<String> users =
                IntStream.rangeClosed(1, 30).mapToObj(n -> "heir" + n).toList();
        for (String user : users) {
            accounts.addUser(user, user, "of " + user);
            Bridge one = user.endsWith("1") ? a : b;
            assertThat(one.letsIn(user, "of " + user)).as(user).isTrue();
        }
        Eventually.until(
                "all is stored", () -> database().withoutPassword(users).isEmpty());
        cloud.stopListening();

        a.kill();
        b.kill();
        Bridge later = new Bridge();

        for (String user : users) {
            assertThat(later.letsIn(user, "of " + user)).as(user).isTrue();
            assertThat(later.letsIn(user, "of somebody else"))
                    .as(user + " with a wrong password")
                    .isFalse();
            assertThat(later.knows(user)).as(user + " as a recipient").isTrue();
        }
    }

    @Test
    void groupsAndNamesReadByOneBridgeReachTheOtherWithoutAQuery() throws Exception {
        people("rita", "rolf", "ruth");
        accounts.joinGroup("rita", "Readers").joinGroup("rolf", "Readers");
        assertThat(a.contacts("rita")).containsExactly("rolf Readers");
        untilContacts(b, "rita", "rolf Readers");
        accounts.joinGroup("ruth", "Readers").joinGroup("ruth", "Writers").joinGroup("rolf", "Writers");
        assertThat(a.contacts("ruth")).containsExactly("rita Readers", "rolf Readers Writers");
        cloud.stopListening();
        untilContacts(b, "rita", "rolf Readers", "ruth Readers");
        untilContacts(b, "ruth", "rita Readers", "rolf Readers Writers");
    }

    @Test
    void aManualRefreshReachesBothAndADeletedGroupStaysDeleted() throws Exception {
        people("sara", "sven", "suse");
        accounts.joinGroup("sara", "Singers")
                .joinGroup("sven", "Singers")
                .joinGroup("suse", "Dancers")
                .joinGroup("sara", "Dancers");
        assertThat(a.contacts("sara")).containsExactly("suse Dancers", "sven Singers");
        untilContacts(b, "sara", "suse Dancers", "sven Singers");

        accounts.deleteGroup("Dancers").joinGroup("suse", "Singers");
        command("roster", "refresh", "sara@example.org");
        command("roster", "refresh", "suse@example.org");
        for (Bridge bridge : List.of(a, b)) {
            untilContacts(bridge, "sara", "suse Singers", "sven Singers");
        }
        accounts.setDisplayName("sven", "Svenja");
        command("roster", "refresh", "sven@example.org");
        untilContacts(b, "suse", "sara Singers", "sven Singers");
        awaitRows("SELECT groupname FROM rostergroups WHERE groupname LIKE 'Dancers%'", List.of());
    }

    @Test
    void aUserDeletedByCommandDisappearsFromBothAndNeitherStoresTheUserAgain() throws Exception {
        people("tina", "theo", "tara");
        accounts.joinGroup("tina", "Team").joinGroup("theo", "Team").joinGroup("tara", "Team");
        assertThat(a.contacts("tina")).containsExactly("tara Team", "theo Team");
        untilContacts(b, "tina", "tara Team", "theo Team");

        accounts.deleteUser("theo");
        command("user", "delete", "theo@example.org");
        for (Bridge bridge : List.of(a, b)) {
            untilContacts(bridge, "tina", "tara Team");
        }
        accounts.joinGroup("tara", "Club");
        assertThat(b.contacts("tara")).containsExactly("tina Team");
        awaitRows("SELECT jid FROM rosterinfo WHERE jid = 'theo@example.org'", List.of());
        awaitRows("SELECT groupname FROM rostergroups WHERE userlist LIKE '%theo%'", List.of());
    }

    private void people(String... names) {
        for (String name : names) {
            accounts.addUser(name, name, "of " + name);
        }
    }

    private void untilContacts(Bridge bridge, String user, String... contacts) throws Exception {
        Set<String> wanted = new TreeSet<>(List.of(contacts));
        Eventually.until(user + " sees " + wanted, () -> bridge.contacts(user).equals(wanted));
    }

    /** Runs a command of the program with the same cloud and database. */
    private void command(String... words) throws Exception {
        database().usedBy(BridgeProcess.forCloud(cloud)).command(words).requireSuccess();
    }

    private void awaitPasswords(String user, int count) throws Exception {
        awaitRows(
                "SELECT COUNT(*) FROM xcauth_passwords WHERE jid = '" + user + "@example.org'",
                List.of(Integer.toString(count)));
    }

    private void awaitRows(String query, List<String> rows) throws Exception {
        Eventually.until(
                "the database answers " + rows + " to " + query,
                () -> database().rows(query).equals(rows));
    }
}
