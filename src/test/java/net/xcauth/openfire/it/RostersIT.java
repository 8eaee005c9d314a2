package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.xcauth.demo.Fault;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.Sightings.Item;
import net.xcauth.openfire.it.support.Sightings.Presence;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rosters with cloud groups, while nothing changes in the cloud. */
class RostersIT {
    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.roster.refresh", "1h")
                .property("nextcloudauth.timeout.request", "60s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void membersOfAGroupSeeEachOther() throws Exception {
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            assertThat(alice.roster())
                    .containsExactly(
                            new Item("bob@example.org", "Bob Builder", Set.of("Staff"), "both"),
                            new Item("carol@example.org", "Carol", Set.of("Staff"), "both"),
                            new Item("dave@example.org", "Dave Upper", Set.of("Science & Fun"), "both"),
                            new Item(
                                    "o\\27hara\\20smith@example.org", "O'Hara Smith", Set.of("Science & Fun"), "both"));
            try (XmppUser bob = XmppUser.login(server.openfire(), "bob", "builder")) {
                assertThat(bob.roster())
                        .containsExactly(
                                new Item("alice@example.org", "Alice Ångström", Set.of("Staff"), "both"),
                                new Item("carol@example.org", "Carol", Set.of("Staff"), "both"));
                alice.awaitPresence("bob@example.org");
                bob.awaitPresence("alice@example.org");
                assertThat(alice.presences()).extracting(Presence::type).containsOnly("available");
            }
            alice.awaitAbsence("bob@example.org");
        }
        assertThat(server.openfire().control().storedRoster("alice")).isEmpty();
    }

    @Test
    void aContactInTwoCommonGroupsAppearsInBoth() throws Exception {
        server.addUsers("tick", "trick", "track");
        server.join("Ducks", "tick", "trick", "track");
        server.join("Scouts", "tick", "trick");
        try (XmppUser tick = server.login("tick")) {
            assertThat(tick.roster())
                    .containsExactly(
                            new Item("track@example.org", "Track", Set.of("Ducks"), "both"),
                            new Item("trick@example.org", "Trick", Set.of("Ducks", "Scouts"), "both"));
        }
    }

    @Test
    void aUserWithoutGroupsSeesNobody() throws Exception {
        try (XmppUser frank = XmppUser.login(server.openfire(), "frank", "solitude")) {
            assertThat(frank.roster()).isEmpty();
        }
    }

    @Test
    void aSubscriptionToAContactOfAGroupCannotBeCancelled() throws Exception {
        server.addUsers("rosalind", "celia");
        server.join("Arden", "rosalind", "celia");
        try (XmppUser rosalind = server.login("rosalind");
                XmppUser celia = server.login("celia")) {
            rosalind.awaitPresence("celia@example.org");
            celia.awaitPresence("rosalind@example.org");
            rosalind.unsubscribe("celia@example.org");
            rosalind.revoke("celia@example.org");
            rosalind.roundTrip();
            celia.roundTrip();
            assertThat(rosalind.presences())
                    .extracting(Presence::type)
                    .filteredOn("error"::equals)
                    .hasSize(2);
            assertThat(rosalind.pushes()).noneMatch(push -> !push.subscription().equals("both"));
            assertThat(celia.pushes()).noneMatch(push -> !push.subscription().equals("both"));
            // A user who logs in again gets the roster that the server has in memory.
            try (XmppUser again = server.login("rosalind");
                    XmppUser other = server.login("celia")) {
                assertThat(again.roster())
                        .containsExactly(new Item("celia@example.org", "Celia", Set.of("Arden"), "both"));
                assertThat(other.roster())
                        .containsExactly(new Item("rosalind@example.org", "Rosalind", Set.of("Arden"), "both"));
                again.awaitPresence("celia@example.org");
            }
            assertThat(server.openfire().control().storedRoster("rosalind")).isEmpty();
        }
    }

    @Test
    void aLateAnswerIsPushed() throws Exception {
        server.addUsers("early", "late");
        server.join("Timely", "early", "late");
        server.cloud().fault(Fault.HANG_BEFORE_HEADER, "sharedroster");
        try (XmppUser late = server.login("late")) {
            assertThat(late.roster()).isEmpty();
            server.cloud().fault(Fault.NONE);
            late.awaitContacts("early@example.org");
            assertThat(late.pushes()).containsExactly(new Item("early@example.org", "Early", Set.of("Timely"), "both"));
            assertThat(server.openfire().control().user("late").name())
                    .as("known since this answer")
                    .isEqualTo("Late");
        } finally {
            server.cloud().fault(Fault.NONE);
        }
    }
}
