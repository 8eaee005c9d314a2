package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.Control.Event;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.Sightings.Item;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The events that Openfire and its plugins get, once for each change. */
class EventsIT {
    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create()
                .refreshing()
                .property("nextcloudauth.deletedUsers.confirmAfter", "0s")
                .property("nextcloudauth.deletedUsers.keepData", "0s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void areDispatchedForGroupsAndMembers() throws Exception {
        server.addUsers("anna", "ben", "cleo");
        server.join("Team", "anna", "ben");
        try (XmppUser anna = server.login("anna");
                XmppUser ben = server.login("ben")) {
            anna.awaitContacts("ben@example.org");
            ben.awaitContacts("anna@example.org");
            awaitEvents("Team", "groupCreated {}");
            server.join("Team", "cleo");
            awaitEvents("Team", "groupCreated {}", "memberAdded {member=cleo@example.org}");
            server.cloud().accounts().leaveGroup("ben", "Team");
            awaitEvents(
                    "Team",
                    "groupCreated {}",
                    "memberAdded {member=cleo@example.org}",
                    "memberRemoved {member=ben@example.org}");
            server.cloud().accounts().renameGroup("Team", "Crew");
            awaitEvents("Crew", "groupCreated {}");
            awaitEvents(
                    "Team",
                    "groupCreated {}",
                    "memberAdded {member=cleo@example.org}",
                    "memberRemoved {member=ben@example.org}",
                    "groupDeleting {}");
        }
    }

    @Test
    void areDispatchedForNewNames() throws Exception {
        server.addUsers("dora", "emil");
        server.join("Names", "dora", "emil");
        try (XmppUser dora = server.login("dora")) {
            dora.awaitContacts("emil@example.org");
            assertThat(events("emil")).isEmpty();
            server.cloud().accounts().setDisplayName("emil", "Emil Tischbein");
            awaitEvents("emil", "userModified {originalValue=, type=nameModified}");
            dora.awaitRoster(roster -> roster.get(0).name().equals("Emil Tischbein"));
        }
    }

    @Test
    void areDispatchedForDeletedUsers() throws Exception {
        server.addUsers("fay", "gus", "hugo");
        server.join("Club", "fay", "gus", "hugo");
        server.login("gus").close();
        try (XmppUser fay = server.login("fay")) {
            fay.awaitContacts("gus@example.org", "hugo@example.org");
            server.cloud().accounts().deleteUser("gus");
            fay.awaitContacts("hugo@example.org");
            awaitEvents("Club", "groupCreated {}", "memberRemoved {member=gus@example.org}");
            awaitEvents("gus", "userDeleting {}");
            assertThat(fay.roster()).extracting(Item::jid).containsExactly("hugo@example.org");
        }
    }

    /** Waits for these events about a user or a group, and checks that another refresh causes no others. */
    private static void awaitEvents(String subject, String... wanted) throws Exception {
        Eventually.until("events about " + subject, () -> events(subject).size() >= wanted.length);
        server.awaitRosterQuestions(3);
        assertThat(events(subject)).containsExactly(wanted);
    }

    private static List<String> events(String subject) {
        return control().events().stream()
                .filter(event -> event.subject().equals(subject))
                .map(EventsIT::text)
                .toList();
    }

    private static String text(Event event) {
        return event.what() + " " + event.parameters();
    }

    private static Control control() {
        return server.openfire().control();
    }
}
