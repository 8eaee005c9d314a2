package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.demo.AccountsFile;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.http.HttpReply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares status, headers, meta and keys of every answer with those recorded from a real Nextcloud 32.0.1. */
class RecordedAnswersTest {

    private static final String LENA = "4aa68a4c-7eaf-1041-89dd-397863e836b6";
    private static final Pattern TOKEN = Pattern.compile("<d:sync-token>(http[^<]*)</d:sync-token>");

    private final Installation installation = new Installation(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).release(32);
    private DemoAccounts lab;
    private NextcloudApi cloud;
    private String syncToken = "";

    @BeforeEach
    void createCloud() throws Exception {
        lab = AccountsFile.read(
                Path.of(RecordedAnswersTest.class.getResource("accounts.json").toURI()));
        cloud = new NextcloudApi(lab, installation);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth-user-v2",
                "auth-user-v1",
                "auth-propfind-dav",
                "auth-capabilities",
                "existence",
                "directory",
                "group-id-encoding",
                "plain-service-account",
                "avatars"
            })
    void answersEqualThoseOfARealNextcloud(String file) throws Exception {
        assertSame(file, name -> installation.forgetFailedLogins());
    }

    @Test
    void theStateOfTheInstallationAffectsAnswers() throws Exception {
        installation.trustedDomains("127.0.0.1", "cloud.example.org");

        assertSame(
                "states",
                name -> installation
                        .forgetFailedLogins()
                        .maintenance(name.startsWith("maintenance"))
                        .upgradePending(name.startsWith("upgrade"))
                        .appPasswordsOnly(name.startsWith("token_auth_enforced")));
    }

    @Test
    void elevenFailuresBlockTheAddress() throws Exception {
        assertSame("bruteforce", name -> {});
    }

    @Test
    void capabilitiesReportTheDelayOfTheCaller() throws Exception {
        assertSame("bruteforce-capabilities", name -> {
            installation.exempt(name.equals("allow-listed")).forgetFailedLogins();
            for (int i = 0; name.contains("12 failures") && i < 12; i++) {
                installation.failedLogins().add(InetAddress.getLoopbackAddress());
            }
        });
    }

    @Test
    void accountsFromLdapHaveAnotherId() throws Exception {
        lab.addLdapUser(LENA, "lena", "Lena Ldap", "Lena-secret-1")
                .setEmail(LENA, "lena@corp.example.org")
                .addAppPassword(LENA, "LenaAppPasswordA".repeat(9).substring(0, 72))
                .addAppPassword(LENA, "LenaAppPasswordB".repeat(9).substring(0, 72), "lena")
                .joinGroup(LENA, "Engineering");

        assertSame("ldap", name -> installation.forgetFailedLogins().ldapDown(name.startsWith("LDAP down")));
    }

    @Test
    void theAddressBookIsSynchronised() throws Exception {
        assertSame("system-addressbook", name -> {
            if (name.startsWith("sync after rename")) {
                lab.setDisplayName("bob", "Bob B. Builder").joinGroup("u005", "team");
            }
        });
    }

    @Test
    void theAddressBookReportsChanges() throws Exception {
        lab.addUser("fresh3", "Fresh", "x")
                .addUser("u100", "User Number 100", "x")
                .joinGroup("u005", "team");

        assertSame("system-addressbook-2", name -> {
            switch (name) {
                case "fresh3 deleted" -> lab.deleteUser("fresh3");
                case "u100 disabled" -> lab.disableUser("u100");
                case "u100 enabled" -> lab.enableUser("u100");
                case "u005 leaves team" -> lab.leaveGroup("u005", "team");
                default -> {}
            }
        });
    }

    private void assertSame(String file, Consumer<String> before) throws Exception {
        Map<String, List<String>> differences = new LinkedHashMap<>();
        List<Recording> recordings = Recording.all(file);
        for (Recording recording : recordings) {
            before.accept(recording.name());
            HttpReply reply = cloud.answer(recording.request(TOKEN.matcher(recording.body())
                            .replaceAll("<d:sync-token>" + syncToken + "</d:sync-token>")))
                    .reply();
            List<String> found = recording.differences(reply);
            if (recording.node().has("counted")) {
                boolean counted = installation.failedLogins().delay(InetAddress.getByName("127.0.0.1")) > 0;
                if (counted != recording.node().get("counted").asBoolean()) {
                    found.add("counted as a failed login: " + counted);
                }
            }
            if (!found.isEmpty()) {
                differences.put(recording.name(), found);
            }
            Matcher token = TOKEN.matcher(new String(reply.body(), UTF_8));
            if (token.find()) {
                syncToken = token.group(1);
            }
        }
        assertThat(recordings).isNotEmpty();
        assertThat(differences).isEmpty();
    }
}
