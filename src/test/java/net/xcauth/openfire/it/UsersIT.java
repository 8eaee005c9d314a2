package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.ControlException;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users in a real Openfire: existence, names, counts, lists and searches. */
class UsersIT {
    private static CloudServer server;
    private static Control control;
    private static Instant begin;

    @BeforeAll
    static void start() throws Exception {
        begin = Instant.now();
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.breaker.failures", "1000"));
        control = server.openfire().control();
        server.cloud()
                .accounts()
                .addUser("gina", "Gina Later", "passw0rd")
                .addUser("hal", "Hal", "passw0rd")
                .addUser("iris", "Iris", "passw0rd");
        // Her roster shows all members of her groups.
        XmppUser.login(server.openfire(), "alice", "wonderland").close();
        Eventually.until("the roster has come", () -> control.usernames().contains("carol"));
    }

    @AfterEach
    void endOutage() {
        server.cloud().startListening();
    }

    @AfterAll
    static void stop() throws Exception {
        try (CloudServer closing = server) {
            Secrecy.assertNothingLogged(closing.openfire(), List.of(CloudServer.SECRET, "wonderland", "passw0rd"));
        }
    }

    @Test
    void cloudUsersExist() {
        assertThat(control.isRegistered("gina")).isTrue();
        assertThat(control.isRegistered("nobody")).isFalse();
        assertThat(control.isRegistered("o\\27hara\\20smith")).isTrue();
        assertThatThrownBy(() -> control.user("nobody"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("UserNotFoundException");
    }

    @Test
    void messagesAreStoredForUsersWhoExist() throws Exception {
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            alice.send("hal@example.org", "see you later");
            // Openfire drops messages to users who do not exist.
            alice.send("nobody@example.org", "is anyone there?");
            alice.roundTrip();
            Eventually.until("the message is kept", () -> offlineMessages("hal") == 1);
            assertThat(offlineMessages("nobody")).isZero();
        }
        try (XmppUser hal = XmppUser.login(server.openfire(), "hal", "passw0rd")) {
            assertThat(hal.nextMessage().getBody()).isEqualTo("see you later");
        }
    }

    @Test
    void rostersBringNames() {
        assertThat(control.user("bob")).isEqualTo(new Control.User("bob", "Bob Builder", ""));
        assertThat(control.user("o\\27hara\\20smith").name()).isEqualTo("O'Hara Smith");
        assertThat(control.user("carol").name()).isEqualTo("Carol");
        assertThat(control.user("alice").name()).isEqualTo("Alice Ångström");
        // No roster has shown this user.
        assertThat(control.user("frank").name()).isEmpty();
    }

    @Test
    void usersWereCreatedWhenFirstSeen() {
        long first = created("iris");
        assertThat(Instant.ofEpochMilli(first)).isBetween(begin, Instant.now());
        control.clearCaches();
        assertThat(created("iris")).isEqualTo(first);
    }

    @Test
    void knownUsersAreCountedAndListedInOrder() {
        List<String> names = control.usernames();
        assertThat(names)
                .isSorted()
                .doesNotHaveDuplicates()
                .contains("admin", "alice", "bob", "carol", "dave", "o\\27hara\\20smith")
                .doesNotContain("erin");
        assertThat(control.userCount()).isEqualTo(names.size());
        assertThat(control.users()).extracting(Control.User::username).isEqualTo(names);
    }

    @Test
    void listsComeInPages() {
        List<String> names = control.usernames();
        assertThat(control.users(0, 2)).extracting(Control.User::username).isEqualTo(names.subList(0, 2));
        assertThat(control.users(2, 2)).extracting(Control.User::username).isEqualTo(names.subList(2, 4));
        assertThat(control.users(names.size() - 1, 5)).hasSize(1);
        assertThat(control.users(names.size(), 5)).isEmpty();
    }

    @Test
    void usersAreFoundByUserName() {
        assertThat(find("bob", "Username")).containsExactly("bob");
        assertThat(find("BO*", "Username")).containsExactly("bob");
        assertThat(find("*aro*", "Username")).containsExactly("carol");
        assertThat(find("o*smith", "Username")).containsExactly("o\\27hara\\20smith");
        assertThat(find("Builder", "Username")).isEmpty();
    }

    @Test
    void usersAreFoundByName() {
        assertThat(find("*uild*", "Name")).containsExactly("bob");
        assertThat(find("alice å*", "Name")).containsExactly("alice");
        assertThat(find("D*Upper", "Name")).containsExactly("dave");
        assertThat(find("Adm*", "Name")).containsExactly("admin");
        assertThat(find("frank", "Name")).isEmpty();
    }

    @Test
    void usersAreFoundByEither() {
        assertThat(find("*a*l*", "Username", "Name")).contains("alice", "carol").doesNotContain("bob");
        assertThat(find("nothing like this", "Username", "Name")).isEmpty();
    }

    @Test
    void noCloudUserIsFoundByEmailAddress() {
        assertThat(find("*", "Email")).doesNotContain("bob", "carol");
        assertThat(find("bob", "Email")).isEmpty();
        assertThat(find("bob", "Username", "Email")).containsExactly("bob");
    }

    @Test
    void cloudUsersCanNeitherBeChangedNorDeletedHere() {
        assertThatThrownBy(() -> control.setPassword("bob", "passw0rd"))
                .hasMessageContaining("UnsupportedOperationException");
        assertThatThrownBy(() -> control.setName("bob", "Robert"))
                .hasMessageContaining("The name of bob is managed in Nextcloud");
        assertThatThrownBy(() -> control.setEmail("bob", "bob@example.org"))
                .hasMessageContaining("The e-mail address of bob is managed in Nextcloud");
        assertThat(control.user("bob")).isEqualTo(new Control.User("bob", "Bob Builder", ""));
    }

    @Test
    void unchangedDataCanBeSaved() {
        control.setName("bob", "Bob Builder");
        control.setEmail("bob", " ");
        assertThat(control.user("bob")).isEqualTo(new Control.User("bob", "Bob Builder", ""));
    }

    @Test
    void aUserWhoCannotBeDeletedLosesNothing() throws Exception {
        try (XmppUser alice = XmppUser.login(server.openfire(), "alice", "wonderland")) {
            alice.send("iris@example.org", "are you still there?");
            alice.roundTrip();
            Eventually.until("the message is kept", () -> offlineMessages("iris") == 1);
        }
        assertThatThrownBy(() -> control.deleteUser("iris")).hasMessageContaining("UnsupportedOperationException");
        assertThat(offlineMessages("iris")).isEqualTo(1);
        try (XmppUser iris = XmppUser.login(server.openfire(), "iris", "passw0rd")) {
            assertThat(iris.deletionRefusal()).isEqualTo("not-allowed");
            assertThat(iris.nextMessage().getBody()).isEqualTo("are you still there?");
            iris.roundTrip();
        }
    }

    @Test
    void usersAreKnownAfterARestart() throws Exception {
        assertThat(control.isRegistered("jürgen")).isTrue();
        List<String> before = control.usernames();
        long created = created("alice");
        OpenfireServer openfire = server.openfire();
        openfire.stop();
        server.cloud().stopListening();
        openfire.start();
        assertThat(control.usernames()).isEqualTo(before);
        assertThat(control.user("bob").name()).isEqualTo("Bob Builder");
        assertThat(created("alice")).isEqualTo(created);
    }

    private static List<String> find(String text, String... fields) {
        return control.findUsers(text, fields).stream()
                .map(Control.User::username)
                .toList();
    }

    private static long created(String user) {
        return Long.parseLong(control.ask("user", user).get(0).get(3));
    }

    private static int offlineMessages(String user) {
        return control.sql("SELECT messageID FROM ofOffline WHERE username = ?", user)
                .size();
    }
}
