package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.Control.Provider;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Effects of other nodes of a cluster on this one. */
class ClusterIT {
    /** By property, the plugin's class and Openfire's own. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "provider.auth.className", "auth.DefaultAuthProvider",
            "provider.user.className", "user.DefaultUserProvider",
            "provider.group.className", "group.DefaultGroupProvider",
            "provider.vcard.className", "vcard.DefaultVCardProvider");

    private static final String OTHER_HASH = "$2b$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZabcde";
    private static final String LATER = "2099-01-01 00:00:00.000000";

    private static CloudServer server;
    private static Control control;

    @BeforeAll
    static void start() throws Exception {
        Installed.skipUnlessThereIsTime("nodes of a cluster");
        server = CloudServer.start(OpenfireServer.create());
        control = server.openfire().control();
        assertThat(server.openfire().problems()).isEmpty();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Removes what other nodes have stored about providers, so that the tests may run in any order. */
    @AfterEach
    void forgetProviders() {
        control.sql("DELETE FROM ofProperty WHERE name LIKE 'provider.%'");
    }

    /** Another node that starts, and may not have the plugin yet, must find the class of every provider. */
    @Test
    void thePluginsProvidersAreSetOnThisNodeOnly() throws Exception {
        List<String> before = server.openfire().problems();
        control.reloadPlugin("nextcloudauth");
        assertThat(PROVIDERS.keySet())
                .allMatch(property ->
                        control.property(property).orElseThrow().startsWith("net.xcauth.openfire.provider."));
        assertThat(named()).isEmpty();
        assertThat(server.openfire().problems()).isEqualTo(before);
    }

    private static List<List<String>> named() {
        return control.sql("SELECT name, propValue FROM ofProperty WHERE name LIKE 'provider.%' "
                + "OR name LIKE 'nextcloudauth.former%' ORDER BY name");
    }

    /** An earlier version did this, and the page System Properties does. */
    @Test
    void aProviderSetByAnotherNodeIsThePluginsOnThisNode() throws Exception {
        for (String property : PROVIDERS.keySet()) {
            control.sql(
                    "INSERT INTO ofProperty (name, propValue) VALUES (?, ?)",
                    property,
                    control.property(property).orElseThrow());
            control.setPropertyElsewhere(property, control.property(property).orElseThrow());
            assertThat(named()).isEmpty();
            assertThat(providers()).allMatch(provider -> provider.owner().equals("nextcloudauth"));
        }
        works();
    }

    /** A node does this when it reloads the plugin, since Openfire 4 would otherwise keep the old class. */
    @Test
    void aProviderResetAndSetAgainByAnotherNodeIsThePluginsOnThisNode() throws Exception {
        for (Map.Entry<String, String> provider : PROVIDERS.entrySet()) {
            String ours = control.property(provider.getKey()).orElseThrow();
            control.setPropertyElsewhere(provider.getKey(), "org.jivesoftware.openfire." + provider.getValue());
            assertThat(providers()).anyMatch(each -> each.owner().equals("server"));
            control.setPropertyElsewhere(provider.getKey(), ours);
            assertThat(providers()).allMatch(each -> each.owner().equals("nextcloudauth"));
        }
        works();
    }

    private static void works() throws Exception {
        try (XmppUser bob = XmppUser.login(server.openfire(), "bob", "builder")) {
            bob.awaitRoster(
                    roster -> roster.stream().anyMatch(item -> item.jid().equals("alice@example.org")));
        }
        XmppUser.login(server.openfire(), OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)
                .close();
    }

    private static List<Provider> providers() {
        Control.Providers all = control.providers();
        return List.of(all.auth(), all.user(), all.group(), all.vcard());
    }

    @Test
    void aPasswordSupersededOnAnotherNodeIsNoLongerValid() throws Exception {
        XmppUser.login(server.openfire(), "erin", "a:b:c").close();
        Eventually.until(
                "the password is stored",
                () -> !control.sql("SELECT jid FROM ofNextcloudPasswords WHERE jid = ?", "erin@example.org")
                        .isEmpty());
        server.cloud().stopListening();
        try {
            assertThat(control.authenticate("erin", "a:b:c")).isEqualTo("ok");
            control.sql("UPDATE ofNextcloudPasswords SET superseded = 1 WHERE jid = ?", "erin@example.org");
            control.sql(
                    "INSERT INTO ofNextcloudPasswords (jid, pwhash, firstauth, verified, lastused, superseded) "
                            + "VALUES ('erin@example.org', ?, ?, ?, ?, 0)",
                    OTHER_HASH,
                    LATER,
                    LATER,
                    LATER);
            noteChangeOf("erin@example.org");
            tell("USERS");
            Eventually.until(
                    "the password counts no more",
                    () -> control.authenticate("erin", "a:b:c").equals("ConnectionException"));
        } finally {
            server.cloud().startListening();
        }
    }

    @Test
    void usersSeenByAnotherNodeAreKnown() throws Exception {
        assertThat(control.usernames()).doesNotContain("zoe");
        control.sql("INSERT INTO ofNextcloudUsers (jid, present, learned, firstseen) "
                + "VALUES ('zoe@example.org', 1, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000')");
        noteChangeOf("zoe@example.org");
        tell("USERS");
        Eventually.until("zoe is known", () -> control.usernames().contains("zoe"));
    }

    @Test
    void groupsSeenByAnotherNodeAppear() throws Exception {
        assertThat(control.groups()).doesNotContain("Elsewhere");
        control.sql("INSERT INTO ofNextcloudRoster (jid, fullname, grouplist, responsehash, last_update) "
                + "VALUES ('yuri@example.org', 'Yuri', 'Elsewhere', '', '2026-01-01 00:00:00.000000')");
        control.sql("INSERT INTO ofNextcloudGroups (groupname, userlist, displayname) "
                + "VALUES ('Elsewhere@example.org', 'yuri@example.org', 'Elsewhere')");
        // All rosters of the domain.
        noteChangeOf("group/@example.org");
        tell("ROSTERS");
        Eventually.until("the group is known", () -> control.groups().contains("Elsewhere"));
        assertThat(control.group("Elsewhere").members()).containsExactly("yuri@example.org");
        assertThat(control.groupsOf("yuri")).containsExactly("Elsewhere");
    }

    /**
     * Records the change as another node would. The note comes first: these statements are not one transaction, and a
     * new revision without a note would mean that nothing has changed.
     */
    private static void noteChangeOf(String jid) {
        control.sql("DELETE FROM ofNextcloudChanges WHERE jid = ?", jid);
        control.sql("INSERT INTO ofNextcloudChanges (jid, revision, changed) SELECT '" + jid + "', revision + 1, '"
                + LATER + "' FROM ofNextcloudMeta");
        control.sql("UPDATE ofNextcloudMeta SET revision = revision + 1");
    }

    private static void tell(String news) {
        control.deletePropertyElsewhere("nextcloudauth.news." + news);
    }
}
