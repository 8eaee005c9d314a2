package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

/** The visible groups and accounts of the cloud, and their names. */
class FilterIT {
    private static final String INCLUDE = "nextcloudauth.groups.include";
    private static final String EXCLUDE = "nextcloudauth.groups.exclude";
    private static final String LARGEST = "nextcloudauth.groups.largest";

    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create().refreshing());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void noFilter() {
        List.of(INCLUDE, EXCLUDE, LARGEST).forEach(control()::deleteProperty);
    }

    @Test
    void anExcludedGroupDisappearsAndComesBack() throws Exception {
        server.addUsers("anna", "ben", "cleo");
        server.join("project-x", "anna", "ben");
        server.join("Choir", "anna", "cleo");
        try (XmppUser anna = server.login("anna");
                XmppUser ben = server.login("ben")) {
            anna.awaitContacts("ben@example.org", "cleo@example.org");
            control().setProperty(EXCLUDE, "nothing, Project-*");
            anna.awaitContacts("cleo@example.org");
            anna.awaitAbsence("ben@example.org");
            ben.awaitContacts();
            Eventually.until("the group is gone", () -> !control().groups().contains("project-x"));
            control().deleteProperty(EXCLUDE);
            anna.awaitContacts("ben@example.org", "cleo@example.org");
            anna.awaitPresence("ben@example.org");
            ben.awaitContacts("anna@example.org");
        }
    }

    @Test
    void onlyIncludedGroupsAreShown() throws Exception {
        server.addUsers("dora", "emil", "fay");
        server.join("chat-red", "dora", "emil");
        server.join("chat-blue", "dora", "fay");
        server.join("files", "dora", "emil");
        try (XmppUser dora = server.login("dora")) {
            dora.awaitRoster(roster -> roster.equals(List.of(
                    new Item("emil@example.org", "Emil", Set.of("chat-red", "files"), "both"),
                    new Item("fay@example.org", "Fay", Set.of("chat-blue"), "both"))));
            control().setProperty(INCLUDE, "chat-*");
            dora.awaitRoster(roster -> roster.equals(List.of(
                    new Item("emil@example.org", "Emil", Set.of("chat-red"), "both"),
                    new Item("fay@example.org", "Fay", Set.of("chat-blue"), "both"))));
            control().setProperty(EXCLUDE, "*-red");
            dora.awaitContacts("fay@example.org");
        }
    }

    @Test
    void groupsThatAreTooLargeAreNotShown() throws Exception {
        server.addUsers("gus", "hugo", "ida", "jan");
        server.join("Everybody", "gus", "hugo", "ida", "jan");
        server.join("Pair", "gus", "hugo");
        try (XmppUser gus = server.login("gus")) {
            gus.awaitContacts("hugo@example.org", "ida@example.org", "jan@example.org");
            control().setProperty(LARGEST, "3");
            gus.awaitRoster(
                    roster -> roster.equals(List.of(new Item("hugo@example.org", "Hugo", Set.of("Pair"), "both"))));
            server.cloud().accounts().leaveGroup("jan", "Everybody");
            gus.awaitContacts("hugo@example.org", "ida@example.org");
            control().setProperty(LARGEST, "500");
            server.join("Everybody", "jan");
            gus.awaitContacts("hugo@example.org", "ida@example.org", "jan@example.org");
        }
    }

    @Test
    void groupsMayHaveAnyName() throws Exception {
        List<String> plain = List.of(
                "👩‍🔬 Labor 🧪".replace("\u200d", ""),
                "a@b.example",
                "Red, Green, Blue",
                "\"quoted\" 'names'",
                "<script>alert('x')</script>",
                "100% & more",
                "Ωμέγα",
                "back\\slash");
        String lengthy = "The association of those who give long names to groups, founded in 1987";
        server.addUsers("kai", "lea");
        plain.forEach(group -> server.join(group, "kai", "lea"));
        server.join(lengthy, "kai", "lea");
        server.join("left\u202eright", "kai", "lea");
        try (XmppUser kai = server.login("kai")) {
            Set<String> shown = plain.stream().collect(Collectors.toSet());
            shown.add(lengthy);
            shown.add("leftright");
            kai.awaitRoster(roster -> roster.equals(List.of(new Item("lea@example.org", "Lea", shown, "both"))));
            List<String> groups = control().groupsOf("kai");
            assertThat(groups).hasSize(plain.size() + 2).containsAll(plain).allMatch(name -> name.length() <= 50);
            for (String group : groups) {
                assertThat(control().group(group).members())
                        .containsExactlyInAnyOrder("kai@example.org", "lea@example.org");
                String name = control().group(group).properties().get("sharedRoster.displayName");
                assertThat(shown).contains(name);
                assertThat(control().groupsWithProperty("sharedRoster.displayName", name))
                        .containsExactly(group);
                assertThat(control().findGroups(group)).containsExactly(group);
                control().setGroupProperty(group, "sharedRoster.showInRoster", "nobody");
            }
            kai.awaitContacts();
        }
    }

    @Test
    void groupsThatLookAlikeAreDistinct() throws Exception {
        server.addUsers("max", "nina", "otto");
        server.join("Twins", "max", "nina");
        server.join("Twins\u200f", "max", "otto");
        try (XmppUser max = server.login("max")) {
            max.awaitRoster(roster -> roster.equals(List.of(
                    new Item("nina@example.org", "Nina", Set.of("Twins"), "both"),
                    new Item("otto@example.org", "Otto", Set.of("Twins"), "both"))));
            assertThat(control().groupsOf("max")).hasSize(2).contains("Twins");
            try (XmppUser otto = server.login("otto")) {
                assertThat(otto.roster()).extracting(Item::jid).containsExactly("max@example.org");
            }
        }
    }

    @Test
    void groupsThatDifferInCaseAreDistinct() throws Exception {
        server.addUsers("paul", "quinn", "rosa");
        server.join("sales", "paul", "quinn");
        server.join("SALES", "paul", "rosa");
        try (XmppUser paul = server.login("paul")) {
            paul.awaitRoster(roster -> roster.equals(List.of(
                    new Item("quinn@example.org", "Quinn", Set.of("sales"), "both"),
                    new Item("rosa@example.org", "Rosa", Set.of("SALES"), "both"))));
        }
    }

    @Test
    void accountsOfAllKindsAreContacts() throws Exception {
        server.cloud()
                .accounts()
                .joinGroup("carol@example.org", "Mixed")
                .joinGroup("Dave", "Mixed")
                .joinGroup("o'hara smith", "Mixed")
                .joinGroup("jürgen", "Mixed");
        List<Item> all = List.of(
                new Item("carol@example.org", "Carol", Set.of("Mixed"), "both"),
                new Item("dave@example.org", "Dave Upper", Set.of("Mixed"), "both"),
                new Item("jürgen@example.org", "Jürgen Müller", Set.of("Mixed"), "both"),
                new Item("o\\27hara\\20smith@example.org", "O'Hara Smith", Set.of("Mixed"), "both"));
        try (XmppUser carol = XmppUser.login(server.openfire(), "carol", "caramel");
                XmppUser dave = XmppUser.login(server.openfire(), "Dave", "Uppercase");
                XmppUser juergen = XmppUser.login(server.openfire(), "jürgen", "Grüße €uro 🎺");
                XmppUser smith =
                        XmppUser.login(server.openfire(), XmppUser.escaped("o'hara smith"), "it's + 100% mine")) {
            for (XmppUser user : List.of(carol, dave, juergen, smith)) {
                for (Item other : all) {
                    if (!other.jid().equals(user.jid())) {
                        user.awaitRoster(roster -> roster.stream()
                                .filter(item -> item.groups().contains("Mixed"))
                                .anyMatch(item -> item.jid().equals(other.jid())
                                        && item.name().equals(other.name())));
                        user.awaitPresence(other.jid());
                    }
                }
            }
            assertThat(control().group("Mixed").members())
                    .containsExactlyInAnyOrderElementsOf(
                            all.stream().map(Item::jid).toList());
        }
    }

    private static Control control() {
        return server.openfire().control();
    }
}
