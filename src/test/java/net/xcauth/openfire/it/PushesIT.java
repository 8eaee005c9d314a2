package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.xcauth.demo.LoggedRequest;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.Sightings.Item;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.roster.packet.RosterPacket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;

/** Changes in the cloud reach clients that are online. */
class PushesIT {
    private static CloudServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CloudServer.start(OpenfireServer.create()
                .refreshing()
                .property("nextcloudauth.deletedUsers.confirmAfter", "0s")
                .property("nextcloudauth.roster.everyUser", "1h"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aNewMemberSeesTheGroupAndIsSeen() throws Exception {
        server.addUsers("anna", "ben", "cleo");
        server.join("Team", "anna", "ben");
        try (XmppUser anna = server.login("anna");
                XmppUser ben = server.login("ben");
                XmppUser cleo = server.login("cleo")) {
            anna.awaitPresence("ben@example.org");
            server.join("Team", "cleo");

            anna.awaitPresence("cleo@example.org");
            ben.awaitPresence("cleo@example.org");
            cleo.awaitPresence("anna@example.org");
            cleo.awaitPresence("ben@example.org");
            Item cleos = new Item("cleo@example.org", "Cleo", Set.of("Team"), "both");
            assertThat(anna.pushes()).containsOnlyOnce(cleos);
            assertThat(ben.pushes()).containsOnlyOnce(cleos);
            assertThat(cleo.roster())
                    .containsExactly(
                            new Item("anna@example.org", "Anna", Set.of("Team"), "both"),
                            new Item("ben@example.org", "Ben", Set.of("Team"), "both"));
        }
    }

    @Test
    void aFormerMemberSeesNobodyAndIsNotSeen() throws Exception {
        server.addUsers("adam", "bea", "carl");
        server.join("Choir", "adam", "bea", "carl");
        try (XmppUser adam = server.login("adam")) {
            int told;
            try (XmppUser bea = server.login("bea");
                    XmppUser carl = server.login("carl")) {
                adam.awaitPresence("bea@example.org");
                adam.awaitPresence("carl@example.org");
                carl.awaitPresence("adam@example.org");
                carl.awaitPresence("bea@example.org");
                server.cloud().accounts().leaveGroup("carl", "Choir");

                adam.awaitContacts("bea@example.org");
                bea.awaitContacts("adam@example.org");
                carl.awaitContacts();
                adam.awaitAbsence("carl@example.org");
                bea.awaitAbsence("carl@example.org");
                carl.awaitAbsence("adam@example.org");
                carl.awaitAbsence("bea@example.org");
                assertThat(adam.pushes()).last().extracting(Item::subscription).isEqualTo("remove");
                told = adam.presences().size();
            }
            // Carl has left first.
            adam.awaitAbsence("bea@example.org");
            assertThat(adam.presences().subList(told, adam.presences().size()))
                    .noneMatch(presence -> presence.jid().startsWith("carl@"));
        }
    }

    @Test
    void aRenamedGroupIsPushed() throws Exception {
        server.addUsers("ada", "bert");
        server.join("Kitchen", "ada", "bert");
        try (XmppUser ada = server.login("ada");
                XmppUser bert = server.login("bert")) {
            ada.awaitPresence("bert@example.org");
            server.cloud().accounts().renameGroup("Kitchen", "Canteen");

            ada.awaitRoster(
                    roster -> roster.equals(List.of(new Item("bert@example.org", "Bert", Set.of("Canteen"), "both"))));
            bert.awaitRoster(
                    roster -> roster.equals(List.of(new Item("ada@example.org", "Ada", Set.of("Canteen"), "both"))));
            assertThat(ada.pushes()).extracting(Item::subscription).doesNotContain("remove");
            assertThat(ada.presences()).extracting("type").doesNotContain("unavailable");
            assertThat(control().groups()).contains("Canteen").doesNotContain("Kitchen");
        }
    }

    @Test
    void aNewGroupIsPushed() throws Exception {
        server.addUsers("abel", "bess", "clara");
        server.join("House", "abel", "bess");
        try (XmppUser abel = server.login("abel");
                XmppUser bess = server.login("bess");
                XmppUser clara = server.login("clara")) {
            abel.awaitPresence("bess@example.org");
            server.join("Garden", "abel", "bess", "clara");

            abel.awaitRoster(roster -> roster.equals(List.of(
                    new Item("bess@example.org", "Bess", Set.of("House", "Garden"), "both"),
                    new Item("clara@example.org", "Clara", Set.of("Garden"), "both"))));
            bess.awaitContacts("abel@example.org", "clara@example.org");
            clara.awaitContacts("abel@example.org", "bess@example.org");
        }
    }

    @Test
    void anotherUsersLoginPushesANewGroup() throws Exception {
        server.addUsers("lone", "wolf");
        try (XmppUser lone = server.login("lone")) {
            server.join("Pack", "lone", "wolf");
            try (XmppUser wolf = server.login("wolf")) {
                assertThat(wolf.roster()).extracting(Item::jid).containsExactly("lone@example.org");
                lone.awaitContacts("wolf@example.org");
                lone.awaitPresence("wolf@example.org");
                wolf.awaitPresence("lone@example.org");
            }
        }
    }

    /** Openfire broadcasts nothing to a client that has the roster but has not sent presence yet. */
    @Test
    void clientsWithoutPresenceGetPushes() throws Exception {
        server.addUsers("sue", "tom", "una");
        server.join("Silence", "sue", "tom");
        server.login("sue").close();
        try (XmppUser tom = server.login("tom");
                XmppUser sue = XmppUser.to(server.openfire()).silent().as("sue", "sue's")) {
            sue.awaitContacts("tom@example.org");
            server.join("Silence", "una");
            sue.awaitRoster(roster -> roster.equals(List.of(
                    new Item("tom@example.org", "Tom", Set.of("Silence"), "both"),
                    new Item("una@example.org", "Una", Set.of("Silence"), "both"))));
            server.cloud().accounts().leaveGroup("una", "Silence");
            sue.awaitContacts("tom@example.org");
            assertThat(sue.presences()).isEmpty();
            sue.appear();
            sue.awaitPresence("tom@example.org");
            tom.awaitPresence("sue@example.org");
        }
    }

    @Test
    void aDeletedGroupDisappears() throws Exception {
        server.addUsers("arno", "britta");
        server.join("Quartet", "arno", "britta");
        server.join("Office", "arno", "britta");
        try (XmppUser arno = server.login("arno");
                XmppUser britta = server.login("britta")) {
            britta.awaitPresence("arno@example.org");
            server.cloud().accounts().leaveGroup("arno", "Quartet").leaveGroup("britta", "Quartet");

            arno.awaitRoster(roster ->
                    roster.equals(List.of(new Item("britta@example.org", "Britta", Set.of("Office"), "both"))));
            britta.awaitRoster(
                    roster -> roster.equals(List.of(new Item("arno@example.org", "Arno", Set.of("Office"), "both"))));
            Eventually.until("the group is gone", () -> !control().groups().contains("Quartet"));
            assertThat(arno.presences()).extracting("type").doesNotContain("unavailable");
        }
    }

    @Test
    void aHiddenGroupDisappears() throws Exception {
        server.addUsers("amy", "bill");
        server.join("Surprise", "amy", "bill");
        try (XmppUser amy = server.login("amy");
                XmppUser bill = server.login("bill")) {
            amy.awaitPresence("bill@example.org");
            server.cloud().accounts().renameGroup("Surprise", "Surprise\u200b");

            amy.awaitContacts();
            bill.awaitContacts();
            Eventually.until(
                    "the group is gone",
                    () -> control().groups().stream().noneMatch(group -> group.startsWith("Surprise")));
        }
    }

    @Test
    void aNewDisplayNameIsPushed() throws Exception {
        server.addUsers("agnes", "bruno");
        server.join("Wedding", "agnes", "bruno");
        try (XmppUser agnes = server.login("agnes");
                XmppUser bruno = server.login("bruno")) {
            agnes.awaitPresence("bruno@example.org");
            int before = agnes.pushes().size();
            server.cloud().accounts().setDisplayName("bruno", "Bruno von & zu <Agnes>");

            Item renamed = new Item("bruno@example.org", "Bruno von & zu <Agnes>", Set.of("Wedding"), "both");
            agnes.awaitRoster(roster -> roster.equals(List.of(renamed)));
            server.awaitRosterQuestions(3);
            agnes.roundTrip();
            assertThat(agnes.pushes().subList(before, agnes.pushes().size())).containsExactly(renamed);
            assertThat(control().user("bruno").name()).isEqualTo("Bruno von & zu <Agnes>");
            assertThat(bruno.roster()).extracting(Item::name).containsExactly("Agnes");
        }
    }

    @Test
    void aDeletedUserDisappears() throws Exception {
        server.addUsers("alan", "betty", "chuck");
        server.join("Firm", "alan", "betty", "chuck");
        try (XmppUser alan = server.login("alan");
                XmppUser betty = server.login("betty");
                XmppUser chuck = server.login("chuck")) {
            alan.awaitPresence("chuck@example.org");
            betty.awaitPresence("chuck@example.org");
            server.cloud().accounts().deleteUser("chuck");

            alan.awaitContacts("betty@example.org");
            alan.awaitAbsence("chuck@example.org");
            betty.awaitContacts("alan@example.org");
            betty.awaitAbsence("chuck@example.org");
            Eventually.until("chuck is logged out", () -> !chuck.isConnected());
            assertThat(control().usernames()).contains("alan", "betty").doesNotContain("chuck");
            assertThat(XmppUser.refusal(server.openfire(), "chuck", "chuck's"))
                    .isIn("not-authorized", "invalid-authzid");
        }
    }

    @Test
    void ownContactsAreNotChanged() throws Exception {
        server.addUsers("art", "bob2", "friend");
        server.join("Band", "art");
        try (XmppUser art = server.login("art");
                XmppUser friend = server.login("friend")) {
            edit(art, "friend@example.org", "My friend", "Private");
            edit(art, "stranger@elsewhere.example", "Stranger", "Private");
            List<List<String>> own = ownContacts("art");
            assertThat(own).hasSize(2);
            server.join("Band", "friend", "bob2");

            art.awaitRoster(roster -> roster.equals(List.of(
                    new Item("bob2@example.org", "Bob2", Set.of("Band"), "both"),
                    new Item("friend@example.org", "My friend", Set.of("Private", "Band"), "both"),
                    new Item("stranger@elsewhere.example", "Stranger", Set.of("Private"), "none"))));
            art.awaitPresence("friend@example.org");
            assertThat(ownContacts("art")).isEqualTo(own);
            server.cloud().accounts().leaveGroup("friend", "Band");

            art.awaitRoster(roster -> roster.equals(List.of(
                    new Item("bob2@example.org", "Bob2", Set.of("Band"), "both"),
                    new Item("friend@example.org", "My friend", Set.of("Private"), "none"),
                    new Item("stranger@elsewhere.example", "Stranger", Set.of("Private"), "none"))));
            art.awaitAbsence("friend@example.org");
            friend.awaitContacts();
            assertThat(art.pushes()).extracting(Item::subscription).doesNotContain("remove");
            assertThat(ownContacts("art")).isEqualTo(own);
        }
    }

    @Test
    void ownSubscriptionsAreNotChanged() throws Exception {
        server.addUsers("amos", "brie", "cyan");
        server.join("Alley", "amos");
        try (XmppUser amos = server.login("amos")) {
            try (XmppUser brie = server.login("brie")) {
                edit(amos, "brie@example.org", "Brie", "Cheese");
                edit(brie, "amos@example.org", "Amos", "Bible");
                subscribe(amos, brie);
                amos.awaitPresence("brie@example.org");
                subscribe(brie, amos);
                brie.awaitPresence("amos@example.org");
                amos.awaitRoster(roster ->
                        roster.equals(List.of(new Item("brie@example.org", "Brie", Set.of("Cheese"), "both"))));
                List<List<String>> own = ownContacts("amos");
                server.join("Alley", "brie", "cyan");
                amos.awaitContacts("brie@example.org", "cyan@example.org");
                server.cloud().accounts().leaveGroup("brie", "Alley");

                brie.awaitRoster(roster ->
                        roster.equals(List.of(new Item("amos@example.org", "Amos", Set.of("Bible"), "both"))));
                amos.awaitRoster(roster -> roster.equals(List.of(
                        new Item("brie@example.org", "Brie", Set.of("Cheese"), "both"),
                        new Item("cyan@example.org", "Cyan", Set.of("Alley"), "both"))));
                assertThat(amos.presences()).extracting("type").doesNotContain("unavailable");
                assertThat(ownContacts("amos")).isEqualTo(own);
            }
            amos.awaitAbsence("brie@example.org");
        }
    }

    @Test
    void offlineUsersSeeChangesAtTheNextLogin() throws Exception {
        server.addUsers("axel", "bodo", "curt", "dina");
        server.join("Sports", "axel", "bodo", "curt");
        server.login("bodo").close();
        try (XmppUser axel = server.login("axel")) {
            axel.awaitContacts("bodo@example.org", "curt@example.org");
            server.cloud().accounts().leaveGroup("curt", "Sports");
            server.join("Sports", "dina");
            axel.awaitContacts("bodo@example.org", "dina@example.org");
            try (XmppUser bodo = server.login("bodo")) {
                assertThat(bodo.roster())
                        .containsExactly(
                                new Item("axel@example.org", "Axel", Set.of("Sports"), "both"),
                                new Item("dina@example.org", "Dina", Set.of("Sports"), "both"));
                bodo.awaitPresence("axel@example.org");
                assertThat(bodo.pushes()).isEmpty();
            }
        }
    }

    /** The schedule asks about others before it asks about the same user again. */
    @Test
    void oneRequestRefreshesAGroupForAllItsMembers() throws Exception {
        server.addUsers("a1", "a2", "a3", "a4", "a5");
        server.join("Numbers", "a1", "a2", "a3", "a4", "a5");
        server.join("Odd", "a1", "a3", "a5");
        try (XmppUser a1 = server.login("a1");
                XmppUser a2 = server.login("a2");
                XmppUser a3 = server.login("a3");
                XmppUser a4 = server.login("a4");
                XmppUser a5 = server.login("a5")) {
            for (XmppUser each : List.of(a1, a2, a3, a4, a5)) {
                each.awaitRoster(roster -> roster.size() == 4);
            }
            server.awaitRosterQuestions(2);
            server.cloud().clearRequests();
            server.awaitRosterQuestions(3);
            assertThat(server.cloud().requests())
                    .filteredOn("operation", "sharedroster")
                    .extracting(LoggedRequest::username)
                    .containsOnly("a1");
        }
    }

    private static Control control() {
        return server.openfire().control();
    }

    private static List<List<String>> ownContacts(String user) {
        return control()
                .sql(
                        "SELECT r.jid, r.sub, r.ask, r.recv, r.nick, g.groupName FROM ofRoster r "
                                + "LEFT JOIN ofRosterGroups g ON g.rosterID = r.rosterID WHERE r.username = ? ORDER BY r.jid",
                        user);
    }

    /** Adds an own contact. */
    private static void edit(XmppUser user, String contact, String name, String group) throws Exception {
        RosterPacket.Item item = new RosterPacket.Item(JidCreate.bareFrom(contact), name);
        item.addGroupName(group);
        RosterPacket edit = new RosterPacket();
        edit.setType(org.jivesoftware.smack.packet.IQ.Type.set);
        edit.addRosterItem(item);
        user.connection().createStanzaCollectorAndSend(edit).nextResultOrThrow();
    }

    /** Subscribes one user to the other's presence, with the other's consent. */
    private static void subscribe(XmppUser one, XmppUser other) throws Exception {
        one.connection().sendStanza(presence(one, other, org.jivesoftware.smack.packet.Presence.Type.subscribe));
        Eventually.until(
                "the question comes",
                () -> other.presences().stream()
                        .anyMatch(presence -> presence.type().equals("subscribe")));
        other.connection().sendStanza(presence(other, one, org.jivesoftware.smack.packet.Presence.Type.subscribed));
        Eventually.until(
                "the answer comes",
                () -> one.presences().stream()
                        .anyMatch(presence -> presence.type().equals("subscribed")));
    }

    private static Stanza presence(XmppUser from, XmppUser to, org.jivesoftware.smack.packet.Presence.Type type)
            throws Exception {
        return from.connection()
                .getStanzaFactory()
                .buildPresenceStanza()
                .ofType(type)
                .to(JidCreate.bareFrom(to.jid()))
                .build();
    }
}
