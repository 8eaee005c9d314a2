package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.Sightings.Item;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sharing of groups: among their members, unless an administrator changes it. */
class SharingIT {
    private static final String SHOW = "sharedRoster.showInRoster";
    private static final String NAME = "sharedRoster.displayName";
    private static final String LIST = "sharedRoster.groupList";

    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create().refreshing());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Local users see such a group as well. */
    @AfterEach
    void noGroupForEverybody() {
        control().publicGroups().forEach(group -> control().deleteGroupProperty(group, SHOW));
    }

    @Test
    void byDefaultAGroupIsSharedAmongItsMembersUnderItsName() throws Exception {
        server.addUsers("anna", "ben", "out");
        server.join("Default", "anna", "ben");
        try (XmppUser anna = server.login("anna");
                XmppUser out = server.login("out")) {
            anna.awaitContacts("ben@example.org");
            assertThat(out.roster()).isEmpty();
            assertThat(control().group("Default").properties())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(SHOW, "onlyGroup", NAME, "Default", LIST, ""));
            assertThat(stored("Default")).isEmpty();
            assertThat(control().groupsWithProperty(NAME, "Default")).containsExactly("Default");
            assertThat(control().groupsWithProperty(SHOW, "onlyGroup")).contains("Default");
            assertThat(control().groupsWithProperty(SHOW, "everybody")).doesNotContain("Default");
            assertThat(control().sharedGroups()).contains("Default");
            assertThat(control().publicGroups()).doesNotContain("Default");
            assertThat(control().groupsSharedWith("anna")).containsExactly("Default");
            assertThat(control().groupsSharedWith("out")).doesNotContain("Default");
        }
    }

    @Test
    void aGroupSharedWithNobodyIsHidden() throws Exception {
        server.addUsers("cleo", "dora", "emil", "away");
        server.join("Secret", "cleo", "dora", "away");
        server.login("away").close();
        try (XmppUser cleo = server.login("cleo");
                XmppUser dora = server.login("dora");
                XmppUser emil = server.login("emil")) {
            cleo.awaitPresence("dora@example.org");
            control().setGroupProperty("Secret", SHOW, "nobody");
            cleo.awaitContacts();
            cleo.awaitAbsence("dora@example.org");
            dora.awaitContacts();
            try (XmppUser away = server.login("away")) {
                assertThat(away.roster()).isEmpty();
            }
            assertThat(control().sharedGroups()).doesNotContain("Secret");
            assertThat(control().groupsWithProperty(SHOW, "nobody")).contains("Secret");

            // Nobody learns of members either.
            int cleoHeard = cleo.pushes().size();
            server.cloud().accounts().leaveGroup("away", "Secret");
            server.join("Secret", "emil");
            Eventually.until(
                    "emil is in",
                    () -> control().group("Secret").members().contains("emil@example.org")
                            && !control().group("Secret").members().contains("away@example.org"));
            server.awaitRosterQuestions(3);
            cleo.roundTrip();
            emil.roundTrip();
            assertThat(cleo.pushes()).hasSize(cleoHeard);
            assertThat(emil.pushes()).isEmpty();
            assertThat(emil.presences()).noneMatch(presence -> !presence.jid().startsWith("emil@"));

            control().setGroupProperty("Secret", SHOW, "onlyGroup");
            cleo.awaitContacts("dora@example.org", "emil@example.org");
            cleo.awaitPresence("dora@example.org");
            emil.awaitContacts("cleo@example.org", "dora@example.org");
        }
    }

    @Test
    void aGroupSharedWithEverybodyIsSeenByEverybody() throws Exception {
        server.addUsers("fay", "gus", "hugo", "ida", "jan");
        server.join("Board", "fay", "gus");
        server.login("jan").close();
        try (XmppUser fay = server.login("fay");
                XmppUser ida = server.login("ida");
                XmppUser admin = XmppUser.login(server.openfire(), "admin", OpenfireServer.ADMIN_PASSWORD)) {
            admin.roundTrip();
            fay.awaitContacts("gus@example.org");
            control().setGroupProperty("Board", SHOW, "everybody");
            ida.awaitRoster(roster -> roster.equals(List.of(
                    new Item("fay@example.org", "Fay", Set.of("Board"), "to"),
                    new Item("gus@example.org", "Gus", Set.of("Board"), "to"))));
            ida.awaitPresence("fay@example.org");
            admin.awaitContacts("fay@example.org", "gus@example.org");
            assertThat(control().publicGroups()).contains("Board");
            assertThat(control().groupsSharedWith("ida")).contains("Board");

            server.join("Board", "hugo");
            ida.awaitContacts("fay@example.org", "gus@example.org", "hugo@example.org");
            admin.awaitContacts("fay@example.org", "gus@example.org", "hugo@example.org");
            fay.awaitContacts("gus@example.org", "hugo@example.org");
            server.cloud().accounts().leaveGroup("gus", "Board").setDisplayName("hugo", "Hugo H.");
            ida.awaitRoster(roster -> roster.equals(List.of(
                    new Item("fay@example.org", "Fay", Set.of("Board"), "to"),
                    new Item("hugo@example.org", "Hugo H.", Set.of("Board"), "to"))));
            try (XmppUser jan = server.login("jan")) {
                jan.awaitContacts("fay@example.org", "hugo@example.org");
            }

            control().setGroupProperty("Board", SHOW, "onlyGroup");
            ida.awaitContacts();
            ida.awaitAbsence("fay@example.org");
            admin.awaitContacts();
            fay.awaitContacts("hugo@example.org");
            try (XmppUser jan = server.login("jan")) {
                assertThat(jan.roster()).isEmpty();
            }
        }
    }

    /** Openfire broadcasts nothing to a client that has the roster but has not sent presence yet. */
    @Test
    void clientsWithoutPresenceSeeTheGroup() throws Exception {
        server.addUsers("uwe", "vera");
        server.join("Lobby", "uwe", "vera");
        try (XmppUser uwe = server.login("uwe");
                XmppUser admin = XmppUser.to(server.openfire()).silent().as("admin", OpenfireServer.ADMIN_PASSWORD)) {
            uwe.awaitContacts("vera@example.org");
            assertThat(admin.roster()).isEmpty();
            control().setGroupProperty("Lobby", SHOW, "everybody");
            admin.awaitRoster(roster -> roster.equals(List.of(
                    new Item("uwe@example.org", "Uwe", Set.of("Lobby"), "to"),
                    new Item("vera@example.org", "Vera", Set.of("Lobby"), "to"))));
            admin.appear();
            admin.awaitPresence("uwe@example.org");
        }
    }

    @Test
    void aGroupCanHaveAnotherName() throws Exception {
        server.addUsers("kai", "lea");
        server.join("abt-4711", "kai", "lea");
        try (XmppUser kai = server.login("kai")) {
            kai.awaitContacts("lea@example.org");
            control().setGroupProperty("abt-4711", NAME, "Bookkeeping");
            kai.awaitRoster(roster ->
                    roster.equals(List.of(new Item("lea@example.org", "Lea", Set.of("Bookkeeping"), "both"))));
            assertThat(control().groupsWithProperty(NAME, "Bookkeeping")).containsExactly("abt-4711");
            assertThat(control().groupsWithProperty(NAME, "abt-4711")).isEmpty();
        }
        try (XmppUser kai = server.login("kai")) {
            assertThat(kai.roster()).flatExtracting(Item::groups).containsExactly("Bookkeeping");
        }
    }

    @Test
    void aGroupCanBeSharedWithOtherGroups() throws Exception {
        server.addUsers("max", "nina", "otto", "paul", "rosa");
        server.join("Sales", "max", "nina");
        server.join("Bosses", "otto");
        try (XmppUser max = server.login("max");
                XmppUser otto = server.login("otto");
                XmppUser paul = server.login("paul");
                XmppUser rosa = server.login("rosa")) {
            max.awaitContacts("nina@example.org");
            control().setGroupProperty("Sales", LIST, "Bosses");
            otto.awaitRoster(roster -> roster.equals(List.of(
                    new Item("max@example.org", "Max", Set.of("Sales"), "to"),
                    new Item("nina@example.org", "Nina", Set.of("Sales"), "to"))));
            otto.awaitPresence("max@example.org");
            assertThat(control().groupsVisibleTo("Bosses")).contains("Sales");
            assertThat(control().groupsSharedWith("otto")).contains("Sales", "Bosses");

            server.join("Sales", "paul");
            otto.awaitContacts("max@example.org", "nina@example.org", "paul@example.org");
            otto.awaitPresence("paul@example.org");
            paul.awaitContacts("max@example.org", "nina@example.org");
            server.join("Bosses", "rosa");
            rosa.awaitContacts("max@example.org", "nina@example.org", "otto@example.org", "paul@example.org");
            rosa.awaitPresence("max@example.org");
            server.cloud().accounts().leaveGroup("otto", "Bosses");
            otto.awaitContacts();
            otto.awaitAbsence("max@example.org");
            control().setGroupProperty("Sales", LIST, "");
            rosa.awaitContacts();
            max.awaitContacts("nina@example.org", "paul@example.org");
            assertThat(max.pushes()).extracting(Item::jid).doesNotContain("otto@example.org", "rosa@example.org");
        }
    }

    @Test
    void anAdministratorsChangeAppliesUntilItIsUndone() throws Exception {
        server.addUsers("sven", "tina");
        server.join("Marketing", "sven", "tina");
        try (XmppUser sven = server.login("sven")) {
            sven.awaitContacts("tina@example.org");
            control().setGroupProperty("Marketing", NAME, "Ads");
            control().setGroupProperty("Marketing", SHOW, "nobody");
            sven.awaitContacts();
            server.awaitRosterQuestions(3);
            assertThat(sven.roster()).isEmpty();
        }
        server.openfire().stop();
        server.openfire().start();
        assertThat(control().group("Marketing").properties())
                .containsEntry(SHOW, "nobody")
                .containsEntry(NAME, "Ads");
        try (XmppUser sven = server.login("sven")) {
            assertThat(sven.roster()).isEmpty();
            server.awaitRosterQuestions(3);
            assertThat(sven.roster()).isEmpty();

            control().deleteGroupProperty("Marketing", SHOW);
            sven.awaitRoster(
                    roster -> roster.equals(List.of(new Item("tina@example.org", "Tina", Set.of("Ads"), "both"))));
            control().deleteGroupProperty("Marketing", NAME);
            sven.awaitRoster(roster ->
                    roster.equals(List.of(new Item("tina@example.org", "Tina", Set.of("Marketing"), "both"))));
            assertThat(stored("Marketing")).isEmpty();
            assertThat(control().group("Marketing").properties())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(SHOW, "onlyGroup", NAME, "Marketing", LIST, ""));
        }
    }

    private static Control control() {
        return server.openfire().control();
    }

    private static List<List<String>> stored(String group) {
        return control().sql("SELECT name, propValue FROM ofGroupProp WHERE groupName = ?", group);
    }
}
