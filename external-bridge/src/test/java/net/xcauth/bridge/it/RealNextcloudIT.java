package net.xcauth.bridge.it;

import static net.xcauth.bridge.it.support.RosterContact.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeClient;
import net.xcauth.bridge.it.support.BridgeClient.Said;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.EjabberdServer;
import net.xcauth.bridge.it.support.LabNextcloud;
import net.xcauth.bridge.it.support.ProsodyServer;
import net.xcauth.bridge.it.support.RealNextcloud;
import net.xcauth.bridge.it.support.RosterClient;
import net.xcauth.bridge.it.support.RosterContact;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.bridge.it.support.XmppClient;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.LdapServer;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Against a real Nextcloud, with real servers and LDAP; skipped if the environment names none (docs/testing.md). */
class RealNextcloudIT extends NextcloudSuite {
    private RealNextcloud real;

    @Override
    LabNextcloud launch() throws Exception {
        real = RealNextcloud.launch();
        return real;
    }

    @Test
    void withALockedDatabaseTheAnswerIsCannotTellAndRememberedPasswordsAreAccepted() throws Exception {
        BridgeProcess bridge = start(rememberingBridge().option("--timeout", "5,2", "--cache-verification-ttl", "0s"));
        BridgeClient ask = new BridgeClient(bridge);
        assertThat(ask.login("bob", password("bob"))).isEqualTo(Said.YES);
        try (AutoCloseable lock = real.server().lockDatabase()) {
            assertThat(ask.login("tina", password("tina"))).as("while %s", lock).isEqualTo(Said.CANNOT_TELL);
            assertThat(ask.login("bob", "wrong")).isEqualTo(Said.CANNOT_TELL);
            assertThat(ask.login("bob", password("bob"))).isEqualTo(Said.YES);
            bridge.process().awaitLines(1, Pattern.compile("auth bob@example\\.org: yes, .*last known answer"));
        }
        Eventually.until("tina logs in", () -> ask.login("tina", password("tina")) == Said.YES);
        assertThat(ask.login("bob", "wrong")).isEqualTo(Said.NO);
    }

    @Test
    void ifTheWebServerDropsTheAuthorizationHeaderTheAnswerIsCannotTell() throws Exception {
        BridgeClient ask = new BridgeClient(start(bridge()));
        real.server().dropAuthorization(true);
        try {
            assertThat(ask.login("bob", password("bob"))).isEqualTo(Said.CANNOT_TELL);
            assertThat(ask.login("bob", real.appPassword("bob"))).isEqualTo(Said.CANNOT_TELL);
            assertThat(ask.exists("u017")).isEqualTo(Said.CANNOT_TELL);
        } finally {
            real.server().dropAuthorization(false);
        }
        assertThat(ask.login("bob", password("bob"))).isEqualTo(Said.YES);
    }

    @Test
    void aNextcloudInAFolderWorks() throws Exception {
        Installed.skipUnless(real.isOurs(), "this needs a Nextcloud of the test's own (docs/testing.md)");
        BridgeProcess bridge = start(bridgeAt(real.server().serveInFolder()));
        BridgeClient ask = new BridgeClient(bridge);

        assertThat(ask.login("bob", password("bob"))).isEqualTo(Said.YES);
        assertThat(ask.login("bob", real.appPassword("bob"))).isEqualTo(Said.YES);
        assertThat(ask.login("bob", "wrong")).isEqualTo(Said.NO);
        assertThat(ask.exists("u019")).isEqualTo(Said.YES);
        assertThat(ask.exists("nobody-here")).isEqualTo(Said.NO);
        assertThat(contacts(bridge, "tina")).contains(member("bob", "Bob Builder", "Staff (renamed)"));
    }

    /** Accounts of a real OpenLDAP, whose ids are UUIDs, Nextcloud's default; next to local accounts. */
    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    class WithLdap {
        private final Resources resources = new Resources();
        private LdapServer ldap;
        private RealNextcloud nextcloud;
        private BridgeProcess bridge;
        private BridgeClient ask;

        @BeforeAll
        void connect() throws Exception {
            nextcloud = resources.add(RealNextcloud.launchOwn());
            nextcloud.exemptThisMachine(true);
            ldap = resources.add(LdapServer.launch(Map.of(
                    "lena",
                    "Lena-secret-1",
                    "mona",
                    "Mona-secret-1",
                    "nils",
                    "Nils-secret-1",
                    "olaf",
                    "Olaf-secret-1",
                    "bob",
                    "Ldap-bob-secret-1",
                    "admin",
                    "Ldap-admin-secret-1",
                    "twin",
                    "Twin-secret-1")));
            ldap.change("""
                    dn: ou=others,dc=example,dc=org
                    changetype: add
                    objectClass: organizationalUnit
                    ou: others

                    """ + another("twin", "Twin-secret-2"));
            nextcloud.server().connect(ldap);
            bridge = resources.add(bridge().start());
            ask = new BridgeClient(bridge);
        }

        @AfterAll
        void stop() {
            resources.close();
        }

        private BridgeProcess.Builder bridge() throws Exception {
            TempFolder folder = resources.add(new TempFolder("bridge"));
            return BridgeClient.listen(BridgeProcess.forUrl(nextcloud.url()))
                    .environment("XCAUTH_SERVICE_PASSWORD", nextcloud.appPassword("svc-plain"))
                    .option(
                            "--timeout",
                            "10,60",
                            "--db",
                            folder.resolve("xcauth.sqlite3").toString(),
                            "--cache-storage",
                            "db")
                    .option(
                            "--cache-bcrypt-rounds",
                            "4,4",
                            "--cache-verification-ttl",
                            "0s",
                            "--app-password-ttl",
                            "0s")
                    .option("--guess-limit", "1000");
        }

        private String another(String uid, String password) {
            return """
                    dn: uid=%1$s,ou=others,dc=example,dc=org
                    changetype: add
                    objectClass: inetOrgPerson
                    uid: %1$s
                    cn: %1$s
                    sn: Other
                    displayName: Another %1$s
                    userPassword: %2$s

                    """.formatted(uid, password);
        }

        @Test
        void anLdapUserWithALocalAccountsNameIsNotTakenForThatAccount() throws Exception {
            assertThat(ask.login("bob", "Ldap-bob-secret-1")).isEqualTo(Said.NO);
            assertThat(ask.login("admin", "Ldap-admin-secret-1")).isEqualTo(Said.NO);
            assertThat(ask.login("bob", password("bob"))).isEqualTo(Said.YES);
            assertThat(ask.login("admin", "Admin-secret-1")).isEqualTo(Said.YES);
            assertThat(ask.login("bob", nextcloud.appPassword(idOf("bob"))))
                    .as("password of the LDAP account")
                    .isEqualTo(Said.NO);
            bridge.process()
                    .awaitLines(
                            1,
                            Pattern.compile(
                                    "A login as \"bob\" was refused: .*another account has that name as its id"));
        }

        @Test
        void theLoginPasswordProvesTheOwnerOfANameAndOnlyThenAppPasswordsAreAccepted() throws Exception {
            String appPassword = nextcloud.appPassword(idOf("lena"));
            assertThat(ask.login("lena", appPassword)).isEqualTo(Said.NO);
            assertThat(ask.login("lena", "Mona-secret-1")).isEqualTo(Said.NO);
            assertThat(ask.login("lena ", "Lena-secret-1")).isEqualTo(Said.NO);
            assertThat(ask.login("lena\\40ldap.example.org", "Lena-secret-1"))
                    .as("by e-mail")
                    .isEqualTo(Said.NO);

            assertThat(ask.login("lena", "Lena-secret-1")).isEqualTo(Said.YES);
            assertThat(ask.login("LENA", "Lena-secret-1")).isEqualTo(Said.YES);
            assertThat(ask.exists("lena")).isEqualTo(Said.YES);
            assertThat(ask.login("lena", nextcloud.newAppPassword(idOf("lena"))))
                    .isEqualTo(Said.YES);
            assertThat(ask.login("mona", appPassword)).isEqualTo(Said.NO);
            assertThat(ask.login(idOf("lena"), "Lena-secret-1"))
                    .as("the id is not her name")
                    .isEqualTo(Said.NO);
        }

        @Test
        void nothingRememberedPassesToTheNextOwnerOfAName() throws Exception {
            assertThat(ask.login("mona", "Mona-secret-1")).isEqualTo(Said.YES);
            String appPassword = nextcloud.newAppPassword(idOf("mona"));
            assertThat(ask.login("mona", appPassword)).isEqualTo(Said.YES);
            ldap.change("dn: uid=mona,ou=people,dc=example,dc=org\nchangetype: delete\n\n"
                    + another("mona", "New-mona-secret-1"));

            assertThat(ask.login("mona", "New-mona-secret-1"))
                    .as("voids what was remembered")
                    .isEqualTo(Said.NO);
            bridge.process().awaitLines(1, Pattern.compile("The name \"mona\" has changed hands"));
            assertThat(ask.login("mona", appPassword)).isEqualTo(Said.NO);
            assertThat(ask.login("mona", "Mona-secret-1")).isEqualTo(Said.NO);
        }

        @Test
        void ofTwoPeopleWithTheSameNameAtMostOneCanLogIn() throws Exception {
            List<Said> said = List.of(
                    ask.login("twin", "Twin-secret-1"),
                    ask.login("twin", "Twin-secret-2"),
                    ask.login("twin", "Twin-secret-1"),
                    ask.login("twin", "Twin-secret-2"));
            assertThat(said.subList(0, 2)).doesNotHaveDuplicates();
            assertThat(said.subList(2, 4)).isEqualTo(said.subList(0, 2));
        }

        @Test
        void whileLdapIsDownRememberedPasswordsAndAppPasswordsOfLocalAccountsAreAccepted() throws Exception {
            assertThat(ask.login("nils", "Nils-secret-1")).isEqualTo(Said.YES);
            assertThat(ask.login("tina", password("tina"))).isEqualTo(Said.YES);
            ldap.stop();
            try {
                assertThat(ask.login("olaf", "Olaf-secret-1")).isEqualTo(Said.CANNOT_TELL);
                assertThat(ask.login("Dave", password("Dave")))
                        .as("a local account")
                        .isEqualTo(Said.CANNOT_TELL);
                assertThat(ask.login("Dave", nextcloud.appPassword("Dave"))).isEqualTo(Said.YES);
                assertThat(ask.login("nils", "Nils-secret-1")).isEqualTo(Said.YES);
                assertThat(ask.login("tina", password("tina"))).isEqualTo(Said.YES);
                assertThat(ask.login("tina", "wrong")).isEqualTo(Said.CANNOT_TELL);
                assertThat(ask.exists("zed")).isEqualTo(Said.YES);
                bridge.process()
                        .awaitLines(1, Pattern.compile("auth (nils|tina)@example\\.org: yes, .*last known answer"));
            } finally {
                ldap.start();
            }
            Eventually.until("olaf logs in", () -> ask.login("olaf", "Olaf-secret-1") == Said.YES);
            assertThat(ask.login("Dave", password("Dave"))).isEqualTo(Said.YES);
            assertThat(ask.login("tina", "wrong")).isEqualTo(Said.NO);
        }

        /** The account id of somebody in LDAP, who gets one when Nextcloud first sees them. */
        private String idOf(String uid) throws Exception {
            return nextcloud.server().php("""
                    foreach ($users->searchDisplayName('%s of LDAP') as $user) {
                        echo $user->getUID();
                    }
                    """.formatted(uid));
        }
    }

    /** One bridge with real servers: ejabberd and Prosody. */
    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    class WithServers {
        private static final String GROUP = "R/D 50% + more & so on \ud83d\ude80";
        /** The bridge reads the groups at most once a minute. */
        private static final Duration PATIENCE = Duration.ofMinutes(3);

        private final Resources resources = new Resources();
        private EjabberdServer ejabberd;
        private ProsodyServer prosody;
        private BridgeProcess bridge;

        @BeforeAll
        void start() throws Exception {
            ProsodyServer.require();
            EjabberdServer.require();
            String socat = Installed.require("socat", "apt-get install socat");
            for (String name : List.of("Ann", "Ben", "Cleo", "Dan", "Eve")) {
                real.addUser(name.toLowerCase(Locale.ROOT), name, name + "-secret-1");
            }
            real.addGroup(GROUP, GROUP, "ann", "ben", "cleo", "dan", "eve");
            TempFolder folder = resources.add(new TempFolder("bridge"));
            Path socket = folder.resolve("ejabberd.sock");
            ejabberd = resources.add(EjabberdServer.start(
                    resources.add(new TempFolder("ejabberd")),
                    socat + " STDIO UNIX-CONNECT:" + socket + ",forever,interval=0.2"));
            bridge = resources.add(BridgeProcess.forUrl(real.url())
                    .listen("ejabberd", socket)
                    .socketsFor(EjabberdServer.USER)
                    .listen("generic")
                    .environment("XCAUTH_SERVICE_PASSWORD", real.appPassword("svc-plain"))
                    .option(
                            "--timeout",
                            "10,60",
                            "--db",
                            folder.resolve("xcauth.sqlite3").toString(),
                            "--cache-storage",
                            "db")
                    .option(
                            "--cache-verification-ttl",
                            "0s",
                            "--cache-bcrypt-rounds",
                            "4,4",
                            "--ejabberd-api",
                            ejabberd.api())
                    .option("--roster-refresh", "1s", "--missing-confirmation", "1s")
                    .start());
            TempFolder prosodys = resources.add(new TempFolder("prosody"));
            prosody = resources.add(ProsodyServer.start(
                    prosodys, List.of(Xcauth.prosodyModulesFor(ProsodyServer.USER, prosodys)), """
                    authentication = "xcauth"
                    xcauth_socket = "%s"
                    xcauth_account_refresh = 0.5
                    xcauth_roster_refresh = 0.5
                    xcauth_roster_wait = 30
                    modules_enabled = { "roster_xcauth" }
                    """.formatted(
                                    bridge.address("generic"))));
            ejabberd.awaitAuthentication("ann");
        }

        @AfterAll
        void stop() {
            resources.close();
        }

        @Test
        void onlyUsersOfTheCloudCanLogIn() throws Exception {
            for (XmppServer server : List.of(ejabberd, prosody)) {
                assertLogsIn(server, "alice", password("alice"));
                assertLogsIn(server, "o\\27hara\\20smith", password("o'hara smith"));
                assertLogsIn(server, "dave", password("Dave"));
                assertLogsIn(server, "1001", password("1001"));
                assertLogsIn(server, "carol\\40example.org", password("carol@example.org"));
                assertLogsIn(server, "bob", real.appPassword("bob"));
                assertLogsIn(server, "bob", real.newAppPassword("bob"));
                assertLogsIn(server, "erin", real.appPassword("erin"));
                assertRefused(server, "erin", password("erin"));
                assertRefused(server, "bob", "wrong");
                assertRefused(server, "nobody-here", password("bob"));
                assertRefused(server, "dora", password("dora"));
                assertRefused(server, "carol\\40example.org", password("zed"));
            }
        }

        @Test
        void messagesToUsersWhoHaveNeverLoggedInAreStored() throws Exception {
            for (XmppServer server : List.of(ejabberd, prosody)) {
                try (XmppClient zed = XmppClient.login(server, "zed", password("zed"))) {
                    zed.send("u003", "Are you there?");
                    assertThat(zed.messagesAfterRoundTrip())
                            .as("nothing bounced")
                            .isZero();
                    zed.send("nobody-here", "Are you there?");
                    assertThat(zed.nextMessage().getType()).isEqualTo(Message.Type.error);
                }
            }
        }

        @Test
        void changesOfGroupsNamesAndAccountsReachUsersWhoAreOnline() throws Exception {
            RosterClient atEjabberd = login(ejabberd, "ann");
            RosterClient atProsody = login(prosody, "ann");
            for (RosterClient ann : List.of(atEjabberd, atProsody)) {
                untilShown(
                        ann,
                        member("ben", "Ben", GROUP),
                        member("cleo", "Cleo", GROUP),
                        member("dan", "Dan", GROUP),
                        member("eve", "Eve", GROUP));
            }
            List<RosterClient> dan = List.of(login(ejabberd, "dan"), login(prosody, "dan"));
            List<RosterClient> eve = List.of(login(ejabberd, "eve"), login(prosody, "eve"));
            List<RosterClient> cleo = List.of(login(ejabberd, "cleo"), login(prosody, "cleo"));

            real.renameGroup(GROUP, "100% new/old + \ud83c\udfba");
            real.setDisplayName("ben", "Benjamin <b>&amp;");
            real.leaveGroup("cleo", GROUP);
            real.disable("dan");
            real.delete("eve");

            untilShown(atProsody, member("ben", "Benjamin <b>&amp;", "100% new/old + \ud83c\udfba"));
            Eventually.until(
                    "ejabberd shows the new name of the group, with one member",
                    PATIENCE,
                    () -> atEjabberd.contacts().size() == 1
                            && atEjabberd.contacts().get(0).groups().equals(Set.of("100% new/old + \ud83c\udfba")));
            atEjabberd.fetch();
            assertThat(atEjabberd.contacts())
                    .as("like after the next login")
                    .containsExactly(member("ben", "Benjamin <b>&amp;", "100% new/old + \ud83c\udfba"));
            for (RosterClient each : cleo) {
                untilShown(each);
                assertThat(each.isOnline()).isTrue();
            }
            for (RosterClient each : eve) {
                Eventually.until("eve, who was deleted, is logged out", PATIENCE, () -> !each.isOnline());
            }
            assertRefused(ejabberd, "dan", "Dan-secret-1");
            assertRefused(prosody, "dan", "Dan-secret-1");
            Eventually.until(
                    "dan, one of whose passwords is no longer valid, is logged out of ejabberd",
                    PATIENCE,
                    () -> !dan.get(0).isOnline());
            assertThat(dan.get(1).isOnline()).as("sessions in Prosody continue").isTrue();
            assertThat(atEjabberd.isOnline()).isTrue();
            assertThat(atProsody.isOnline()).isTrue();
        }

        private RosterClient login(XmppServer server, String user) throws Exception {
            return resources.add(RosterClient.login(
                    server, user, Character.toUpperCase(user.charAt(0)) + user.substring(1) + "-secret-1"));
        }

        private void untilShown(RosterClient client, RosterContact... contacts) throws Exception {
            Set<RosterContact> wanted = Set.of(contacts);
            try {
                Eventually.until(
                        "the roster shows " + wanted,
                        PATIENCE,
                        () -> Set.copyOf(client.contacts()).equals(wanted));
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + ", but it shows " + client.contacts(), e);
            }
        }

        private void assertLogsIn(XmppServer server, String user, String password) throws Exception {
            try (XmppClient client = XmppClient.login(server, user, password)) {
                assertThat(client.jid()).isEqualTo(user + '@' + XmppServer.DOMAIN);
            }
        }

        private void assertRefused(XmppServer server, String user, String password) {
            assertThatThrownBy(() -> XmppClient.login(server, user, password).close())
                    .as(user)
                    .isInstanceOfSatisfying(
                            SASLErrorException.class,
                            refusal -> assertThat(refusal.getSASLFailure().getSASLErrorString())
                                    .isEqualTo("not-authorized"));
        }
    }
}
