package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.NextcloudPages;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.Sightings.Item;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.LdapServer;
import net.xcauth.test.NextcloudServer;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real Nextcloud behind a real Openfire. Runs if the environment names a Nextcloud; tests that change it need one of
 * their own, and change it back (docs/testing.md).
 */
class NextcloudIT {
    private static final String SERVICE = "svc-plain";
    /** Characters with a special meaning in addresses, patterns and JSON. */
    private static final String ODD_GROUP = "R&D 50% + a/b 🚀";

    private static final List<String> secrets = new ArrayList<>();
    private static final Resources resources = new Resources();
    private static NextcloudServer nextcloud;
    private static OpenfireServer openfire;
    private static Control control;

    @BeforeAll
    static void start() throws Exception {
        nextcloud = resources.add(NextcloudServer.launch());
        if (nextcloud.isOurs()) {
            nextcloud.exemptThisMachine(true);
            nextcloud.php("""
                    $odd = $groups->createGroup('%s');
                    foreach (['bob', 'tina', '%s'] as $member) {
                        $odd->addUser($users->get($member));
                    }
                    foreach (['..', 'twinA', 'twinB'] as $id) {
                        $groups->get($id)->addUser($users->get('tina'));
                    }
                    """.formatted(ODD_GROUP, SERVICE) + mayListItsGroups());
        }
        openfire = resources.add(OpenfireServer.create()
                .plugin(OpenfireServer.PLUGIN_JAR)
                .property("nextcloudauth.url", nextcloud.url().toString())
                .property("nextcloudauth.servicePassword", secret(nextcloud.appPassword(SERVICE)))
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.roster.refresh", "1h")
                // PHP is slow on a busy machine.
                .property("nextcloudauth.timeout.request", "60s")
                .start());
        control = openfire.control();
    }

    /** Up to release 31, only group administrators may list members. */
    private static String mayListItsGroups() {
        return """
                if (version_compare(OCP\\Server::get(OCP\\IConfig::class)->getSystemValueString('version'), '32') < 0) {
                    foreach ($groups->getUserGroups($users->get('%1$s')) as $group) {
                        $groups->getSubAdmin()->createSubAdmin($users->get('%1$s'), $group);
                    }
                }
                """.formatted(SERVICE);
    }

    @AfterEach
    void reset() {
        control.sql("SELECT name FROM ofProperty WHERE name LIKE 'nextcloudauth.%'").stream()
                .map(row -> row.get(0))
                .filter(name -> !List.of(
                                "nextcloudauth.url",
                                "nextcloudauth.servicePassword",
                                "nextcloudauth.cache.bcryptRounds",
                                "nextcloudauth.roster.refresh",
                                "nextcloudauth.timeout.request")
                        .contains(name))
                .forEach(control::deleteProperty);
    }

    @AfterAll
    static void stop() throws Exception {
        try (resources) {
            if (openfire != null) {
                Secrecy.assertNothingLogged(openfire, secrets);
            }
        }
    }

    // Passwords

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "alice, alice, alice",
                "BOB, bob, bob",
                "dave, Dave, dave",
                "Dave, Dave, dave",
                "1001, 1001, 1001",
                "spacey, spacey, spacey",
                "nomail, nomail, nomail",
                "zed, zed, zed",
                "o'hara smith, o'hara smith, o\\27hara\\20smith",
                "o\\27hara\\20smith, o'hara smith, o\\27hara\\20smith",
                "carol\\40example.org, carol@example.org, carol\\40example.org"
            })
    void usersLogInWithTheirLoginPassword(String name, String account, String user) throws Exception {
        try (XmppUser client = login(name, password(account))) {
            assertThat(client.jid()).isEqualTo(user + "@example.org");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"alice, alice", "dave, Dave", "o'hara smith, o'hara smith", "1001, 1001"})
    void usersLogInWithAnAppPassword(String name, String account) throws Exception {
        String appPassword = secret(nextcloud.appPassword(account));
        login(name, appPassword).close();
        assertThat(refusal("u009", appPassword)).as("somebody else").isEqualTo("not-authorized");
    }

    @Test
    void usersLogInWithAnAppPasswordFromTheirSettingsUntilItIsRevoked() throws Exception {
        String appPassword = secret(nextcloud.newAppPasswordOfTheSettings("u010"));
        control.setProperty("nextcloudauth.cache.appPasswordTtl", "0s");
        login("u010", appPassword).close();
        nextcloud.revokeAppPasswords("u010");
        assertThat(refusal("u010", appPassword)).isEqualTo("not-authorized");
        login("u010", "User-secret-u010").close();
    }

    @Test
    void wrongPasswordsAndUnknownUsersAreRefused() throws Exception {
        assertThat(refusal("bob", "wrong-1")).isEqualTo("not-authorized");
        assertThat(refusal("nobody-here", "wrong-1")).isEqualTo("not-authorized");
        assertThat(control.isRegistered("u025")).as("who has never logged in").isTrue();
        assertThat(control.isRegistered("nobody-here")).isFalse();
    }

    @Test
    void aDisabledAccountIsRefused() throws Exception {
        assertThat(refusal("dora", password("dora"))).isEqualTo("not-authorized");
        assertThat(refusal("dora", secret(nextcloud.newAppPassword("dora")))).isEqualTo("not-authorized");
    }

    @Test
    void anAccountThatNeedsASecondFactorNeedsAnAppPassword() throws Exception {
        assertThat(refusal("erin", password("erin"))).isEqualTo("not-authorized");
        openfire.awaitLog("Login of erin: no, .*the account needs an app password \\(two-factor");
        login("erin", secret(nextcloud.appPassword("erin"))).close();
    }

    @Test
    void anotherUsersEmailAddressIsNotAUserName() throws Exception {
        assertThat(refusal("bob\\40mail.example.org", password("bob"))).isEqualTo("not-authorized");
        assertThat(refusal("carol\\40example.org", password("zed"))).isEqualTo("not-authorized");
        openfire.awaitLog("WARN .*A login as \"carol@example.org\" was refused: .*account \"zed\"");

        control.setProperty("nextcloudauth.accountName", "local@domain");
        assertThat(refusal("carol", password("zed"))).isEqualTo("not-authorized");
        try (XmppUser carol = login("carol", password("carol@example.org"))) {
            assertThat(carol.jid()).isEqualTo("carol@example.org");
        }
        assertThat(refusal("bob", password("bob"))).as("has no @example.org").isEqualTo("not-authorized");
    }

    @Test
    void twelveWrongPasswordsForOneUserDoNotAffectOtherLogins() throws Exception {
        nextcloud.exemptThisMachine(false);
        try {
            // No other protection of the cloud; this also clears the known exemption.
            control.setProperty("nextcloudauth.guessLimit", "1000");
            for (int i = 0; i < 12; i++) {
                assertThat(control.authenticate("u001", "wrong-" + i))
                        .isIn("UnauthorizedException", "ConnectionException");
            }
            login("u002", "User-secret-u002").close();
            login("u003", secret(nextcloud.appPassword("u003"))).close();
            openfire.awaitLog("WARN .*counts wrong passwords against this machine");
        } finally {
            nextcloud.exemptThisMachine(true);
            nextcloud.forgetFailures();
        }
    }

    // LDAP

    @Test
    void ldapUsersLogInUnlessTheyHaveALocalUsersName() throws Exception {
        try (LdapServer ldap = LdapServer.launch(Map.of(
                        "lena",
                        secret("Lena-secret-1"),
                        "bob",
                        secret("Ldap-bob-secret-1"),
                        "admin",
                        secret("Ldap-admin-secret-1")));
                NextcloudServer another = NextcloudServer.launchOwn()) {
            another.connect(ldap);
            another.exemptThisMachine(true);
            configure(another);
            // Openfire's own account would take precedence.
            control.setProperty("nextcloudauth.localUsers", "somebody");
            assertThat(control.authenticate("bob", "Ldap-bob-secret-1")).isEqualTo("UnauthorizedException");
            assertThat(control.authenticate("admin", "Ldap-admin-secret-1")).isEqualTo("UnauthorizedException");
            openfire.awaitLog("WARN .*A login as \"bob\" was refused: .*another account has that name as its id");
            assertThat(control.authenticate("bob", password("bob"))).isEqualTo("ok");
            assertThat(control.authenticate("admin", secret("Admin-secret-1"))).isEqualTo("ok");

            assertThat(control.isRegistered("lena")).as("nobody can tell").isFalse();
            login("lena", "Lena-secret-1").close();
            assertThat(control.isRegistered("lena")).isTrue();
            String id = another.php("echo $users->checkPassword('lena', 'Lena-secret-1')->getUID();");
            assertThat(id).isNotEqualTo("lena");
            assertThat(control.authenticate("lena", secret(another.newAppPassword(id))))
                    .isEqualTo("ok");

            ldap.stop();
            control.setProperty("nextcloudauth.cache.verificationTtl", "0s");
            assertThat(control.authenticate("lena", "Lena-secret-1"))
                    .as("remembered")
                    .isEqualTo("ok");
            assertThat(control.authenticate("u001", "User-secret-u001"))
                    .as("nobody can tell")
                    .isEqualTo("ConnectionException");
            assertThat(control.authenticate("u001", secret(another.appPassword("u001"))))
                    .isEqualTo("ok");
        } finally {
            configure(nextcloud);
        }
    }

    private static void configure(NextcloudServer cloud) throws Exception {
        control.deleteProperty("nextcloudauth.servicePassword");
        control.setProperty("nextcloudauth.url", cloud.url().toString());
        control.setProperty("nextcloudauth.servicePassword", secret(cloud.appPassword(SERVICE)));
    }

    // Groups

    @Test
    void membersOfAGroupSeeEachOther() throws Exception {
        try (XmppUser alice = login("alice", password("alice"))) {
            alice.awaitRoster(roster -> roster.containsAll(List.of(
                    new Item("1001@example.org", "Number Thousandone", Set.of("42", "Slash and space"), "both"),
                    new Item("bob@example.org", "Bob Builder", Set.of("Staff (renamed)", "Team Blue 💙"), "both"),
                    new Item("carol\\40example.org@example.org", "Carol At", Set.of("Team Blue 💙"), "both"),
                    new Item("dave@example.org", "Dave Capital", Set.of("Team Blue 💙"), "both"),
                    new Item("erin@example.org", "Erin Enforced", Set.of("Staff (renamed)"), "both"),
                    new Item("o\\27hara\\20smith@example.org", "Scarlett O'Hara Smith", Set.of("Team Blue 💙"), "both"),
                    new Item("zed@example.org", "Zed <b>&amp;\" 😀 rtl", Set.of("Slash and space"), "both"))));
            assertThat(alice.roster())
                    .extracting(Item::jid)
                    .doesNotContain(
                            "dora@example.org", "svc-plain@example.org", "alice@example.org", "u001@example.org");
        }
    }

    @Test
    void unusualNamesOfGroupsAndUsersDoNoHarm() throws Exception {
        assertChangeable();
        try (XmppUser bob = login("bob", password("bob"))) {
            bob.awaitRoster(roster -> roster.containsAll(List.of(
                    new Item(
                            "tina@example.org",
                            "Tina",
                            Set.of("Staff (renamed)", ODD_GROUP, "Two dots", "Same name"),
                            "both"),
                    new Item("lines@example.org", "Two UID:bob\\, a; b", Set.of("Staff (renamed)"), "both"))));
            assertThat(bob.roster())
                    .as("the list of all accounts is no group")
                    .extracting(Item::jid)
                    .doesNotContain("u001@example.org");
            try (XmppUser tina = login("tina", password("tina"))) {
                tina.awaitRoster(roster -> roster.contains(new Item(
                        "bob@example.org",
                        "Bob Builder",
                        Set.of("Staff (renamed)", ODD_GROUP, "Two dots", "Same name"),
                        "both")));
                bob.awaitPresence("tina@example.org");
                tina.awaitPresence("bob@example.org");
            }
        }
        assertThat(control.group("..").members()).containsExactlyInAnyOrder("bob@example.org", "tina@example.org");
        assertThat(control.group(ODD_GROUP).members()).containsExactlyInAnyOrder("bob@example.org", "tina@example.org");
    }

    @Test
    void twoGroupsWithTheSameDisplayNameStaySeparate() throws Exception {
        assertChangeable();
        try (XmppUser tina = login("tina", password("tina"))) {
            tina.awaitRoster(roster -> roster.contains(
                    new Item("alice@example.org", "Alice Ängström", Set.of("Staff (renamed)", "Same name"), "both")));
            assertThat(control.group("twinA").members())
                    .containsExactlyInAnyOrder("alice@example.org", "tina@example.org");
            assertThat(control.group("twinB").members())
                    .containsExactlyInAnyOrder("bob@example.org", "tina@example.org");
            change("$groups->get('twinA')->removeUser($users->get('tina'));");
            tina.awaitRoster(roster -> roster.contains(
                    new Item("alice@example.org", "Alice Ängström", Set.of("Staff (renamed)"), "both")));
            assertThat(tina.roster())
                    .contains(new Item(
                            "bob@example.org",
                            "Bob Builder",
                            Set.of("Staff (renamed)", ODD_GROUP, "Two dots", "Same name"),
                            "both"));
        } finally {
            change("$groups->get('twinA')->addUser($users->get('tina'));");
        }
    }

    @Test
    void anAdministratorSharesAGroupWithEverybody() throws Exception {
        try (XmppUser bob = login("bob", password("bob"));
                XmppUser stranger = login("u020", "User-secret-u020")) {
            bob.awaitRoster(roster -> !roster.isEmpty());
            assertThat(stranger.roster()).isEmpty();
            control.setGroupProperty("team", "sharedRoster.showInRoster", "everybody");
            stranger.awaitRoster(roster -> roster.stream()
                    .anyMatch(item -> item.jid().equals("dave@example.org")
                            && item.groups().equals(Set.of("Team Blue 💙"))));
            control.setGroupProperty("team", "sharedRoster.showInRoster", "onlyGroup");
            stranger.awaitContacts();
        } finally {
            control.deleteGroupProperty("team", "sharedRoster.showInRoster");
        }
    }

    @Test
    void rostersFollowRenamedGroupsAndUsers() throws Exception {
        assertChangeable();
        try (XmppUser bob = login("bob", password("bob"))) {
            bob.awaitRoster(
                    roster -> roster.stream().anyMatch(item -> item.jid().equals("erin@example.org")));
            change("""
                    $users->get('erin')->setDisplayName('Erin Renamed');
                    $groups->get('staff')->setDisplayName('Crew');
                    """);
            bob.awaitRoster(
                    roster -> roster.contains(new Item("erin@example.org", "Erin Renamed", Set.of("Crew"), "both")));
            assertThat(control.user("erin").name()).isEqualTo("Erin Renamed");
        } finally {
            change("""
                    $users->get('erin')->setDisplayName('Erin Enforced');
                    $groups->get('staff')->setDisplayName('Staff (renamed)');
                    """);
        }
    }

    // Deleted and disabled accounts

    @Test
    void aDeletedUserDisappearsAndIsLoggedOut() throws Exception {
        employ("gone");
        control.setProperty("nextcloudauth.deletedUsers.confirmAfter", "1s");
        try (XmppUser bob = login("bob", password("bob"));
                XmppUser gone = login("gone", "Employed-secret-1")) {
            bob.awaitRoster(contains("gone"));
            change("$users->get('gone')->delete();");
            bob.awaitRoster(contains("gone").negate());
            Eventually.until("gone is logged out", () -> !gone.isConnected());
        }
        assertThat(control.isRegistered("gone")).isFalse();
        assertThat(control.usernames()).doesNotContain("gone");
        assertThat(refusal("gone", "Employed-secret-1")).isEqualTo("not-authorized");
    }

    @Test
    void aDisabledUserVanishesFromRostersAndIsLoggedOutAtTheNextLogin() throws Exception {
        employ("dismissed");
        String phone = secret(nextcloud.newAppPassword("dismissed"));
        control.setProperty("nextcloudauth.cache.verificationTtl", "0s");
        control.setProperty("nextcloudauth.passwordChange.endSessions", "true");
        try (XmppUser bob = login("bob", password("bob"));
                XmppUser dismissed = login("dismissed", "Employed-secret-1")) {
            login("dismissed", phone).close();
            bob.awaitRoster(contains("dismissed"));
            change("$users->get('dismissed')->setEnabled(false);");
            bob.awaitRoster(contains("dismissed").negate());
            dismissed.awaitContacts();
            assertThat(refusal("dismissed", "Employed-secret-1")).isEqualTo("not-authorized");
            Eventually.until("dismissed is logged out", () -> !dismissed.isConnected());
            assertThat(refusal("dismissed", phone)).isEqualTo("not-authorized");
            assertThat(control.isRegistered("dismissed"))
                    .as("an account that may be enabled again")
                    .isTrue();
        } finally {
            change("$users->get('dismissed')->delete();");
        }
    }

    @Test
    void aUserWhoLeavesAGroupLeavesTheRosters() throws Exception {
        employ("mover");
        try (XmppUser bob = login("bob", password("bob"));
                XmppUser mover = login("mover", "Employed-secret-1")) {
            bob.awaitRoster(contains("mover"));
            mover.awaitRoster(contains("bob"));
            change("$groups->get('staff')->removeUser($users->get('mover'));");
            bob.awaitRoster(contains("mover").negate());
            mover.awaitContacts();
            mover.roundTrip();
            assertThat(control.isRegistered("mover")).isTrue();
        } finally {
            change("$users->get('mover')->delete();");
        }
    }

    private static Predicate<List<Item>> contains(String user) {
        return roster -> roster.stream().anyMatch(item -> item.jid().equals(user + "@example.org"));
    }

    /** Creates an account in the group that bob is in. */
    private static void employ(String account) throws Exception {
        change("""
                $groups->get('staff')->addUser($users->createUser('%s', '%s'));
                """.formatted(account, secret("Employed-secret-1")));
    }

    // Outages

    @Test
    void duringMaintenanceRememberedPasswordsAreAccepted() throws Exception {
        control.setProperty("nextcloudauth.cache.verificationTtl", "0s");
        try (XmppUser bob = login("bob", password("bob"))) {
            bob.awaitRoster(contains("tina"));
            nextcloud.maintenance(true);
            try {
                login("bob", password("bob")).close();
                assertThat(refusal("u004", "User-secret-u004")).isEqualTo("temporary-auth-failure");
                assertThat(control.isRegistered("tina")).isTrue();
                refreshGroups();
            } finally {
                nextcloud.maintenance(false);
            }
            Eventually.until(
                    "the cloud answers again",
                    () -> control.authenticate("u004", "User-secret-u004").equals("ok"));
            assertThat(bob.pushes())
                    .as("nobody is taken for gone")
                    .noneMatch(item -> item.subscription().equals("remove"));
        }
    }

    @Test
    void whileTheDatabaseIsLockedRememberedPasswordsAreAccepted() throws Exception {
        control.setProperty("nextcloudauth.cache.verificationTtl", "0s");
        try (XmppUser bob = login("bob", password("bob"))) {
            bob.awaitRoster(contains("tina"));
            control.setProperty("nextcloudauth.timeout.request", "3s");
            try (AutoCloseable lock = nextcloud.lockDatabase()) {
                try (XmppUser again = login("bob", password("bob"))) {
                    assertThat(again.jid()).as("while %s", lock).isEqualTo("bob@example.org");
                }
                assertThat(refusal("u005", "User-secret-u005")).isEqualTo("temporary-auth-failure");
                assertThat(control.isRegistered("tina")).isTrue();
            } finally {
                control.setProperty("nextcloudauth.timeout.request", "60s");
            }
            Eventually.until(
                    "the cloud answers again",
                    () -> control.authenticate("u005", "User-secret-u005").equals("ok"));
            bob.roundTrip();
            assertThat(bob.pushes()).noneMatch(item -> item.subscription().equals("remove"));
        }
    }

    // The console

    @Test
    void openfiresListsContainTheCloudsUsersAndGroups() throws Exception {
        try (XmppUser alice = login("alice", password("alice"))) {
            alice.awaitRoster(contains("1001"));
        }
        assertThat(control.groups())
                .contains("team", "staff", "a/b c", "42", "it's 100%? #1+2", "twinA")
                .doesNotContain("🚀", "Hidden\u200b", "admin", "mfa-enforced", "everyone");
        assertThat(control.group("team").members())
                .contains("alice@example.org", "carol\\40example.org@example.org")
                .doesNotContain("svc-plain@example.org", "dora@example.org");
        assertThat(control.findGroups("100%")).containsExactly("it's 100%? #1+2");
        assertThat(control.users())
                .contains(
                        new Control.User("alice", "Alice Ängström", ""),
                        new Control.User("1001", "Number Thousandone", ""),
                        new Control.User("dave", "Dave Capital", ""));
        assertThat(control.usernames()).contains("o\\27hara\\20smith").doesNotContain("svc-plain");
        assertThat(control.findUsers("ängström", "Name"))
                .extracting(Control.User::username)
                .containsExactly("alice");
        String page =
                console().get(Console.of(openfire).page(NextcloudPages.USERS)).body();
        assertThat(page).contains("data-user=\"alice\"", "data-group=\"a/b c\"", "Team Blue 💙");
    }

    @Test
    void theTestPageFindsNoProblems() throws Exception {
        ConsoleClient console = console();
        URI page = Console.of(openfire).page(NextcloudPages.TEST);
        String connection = console.submit(page, "test-connection", Map.of()).body();
        assertThat(connection).contains("data-level=\"ok\"", "Nextcloud");
        if (nextcloud.isOurs()) {
            assertThat(connection).as("it is exempt").doesNotContain("data-level=\"fail\"");
            assertThat(console.get(Console.of(openfire).page(NextcloudPages.STATUS))
                            .body())
                    .doesNotContain("data-item=\"exempt\" data-done=\"false\"");
        }
        assertThat(console.submit(
                                page,
                                "test-login",
                                Map.of("user", "o'hara smith", "password", password("o'hara smith")))
                        .body())
                .contains("data-level=\"ok\"")
                .doesNotContain("data-level=\"fail\"");
        assertThat(console.submit(page, "test-roster", Map.of("user", "alice")).body())
                .contains("Team Blue 💙", "Scarlett O&#39;Hara Smith");
        assertThat(console.submit(page, "test-roster", Map.of("user", "nobody-here"))
                        .body())
                .contains("data-level=\"warn\"");
    }

    /** Changes users or groups in Nextcloud, and has the plugin read them again. */
    private static void change(String statements) throws Exception {
        nextcloud.php(statements);
        refreshGroups();
    }

    /** Presses the refresh button on the page Users and groups. */
    private static void refreshGroups() throws Exception {
        URI page = Console.of(openfire).page(NextcloudPages.USERS + "?ask=refresh");
        assertThat(console().submit(page, "confirm", Map.of()).statusCode()).isEqualTo(302);
    }

    private static ConsoleClient console() throws Exception {
        return ConsoleClient.loggedIn(Console.of(openfire));
    }

    private static XmppUser login(String user, String password) throws Exception {
        return XmppUser.login(openfire, user, password);
    }

    private static String refusal(String user, String password) throws Exception {
        return XmppUser.refusal(openfire, user, password);
    }

    private static String password(String account) {
        return secret(NextcloudServer.password(account));
    }

    private static String secret(String secret) {
        secrets.add(secret);
        return secret;
    }

    /** Skips the test if the groups that it needs cannot be created. */
    private static void assertChangeable() {
        Installed.skipUnless(nextcloud.isOurs(), "this needs groups that only a Nextcloud of the test's own has");
    }
}
