package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import net.xcauth.openfire.it.support.Browser;
import net.xcauth.openfire.it.support.CloudServer;
import net.xcauth.openfire.it.support.Console;
import net.xcauth.openfire.it.support.ConsoleClient;
import net.xcauth.openfire.it.support.Control;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Openfire's own pages about users and groups, used by an administrator in a browser. */
class ConsoleEntriesIT {
    private static final String PASSWORD = "löcal-passwörd";
    private static final String ADMIN_PROVIDER = "provider.admin.className";

    @AutoClose
    private static CloudServer server;

    @AutoClose
    private static Browser browser;

    private static Control control;
    private static Console console;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                OpenfireServer.isInstalled(),
                "Maven Central's Openfire has no console of its own: " + "set OPENFIRE_HOME to an installed one");
        browser = Browser.start();
        server = CloudServer.start(OpenfireServer.create()
                .property("nextcloudauth.cache.bcryptRounds", "4")
                .property("nextcloudauth.roster.refresh", "1s")
                .property("nextcloudauth.roster.everyUser", "1s"));
        control = server.openfire().control();
        console = Console.of(server.openfire());
        login("bob", "builder");
        login("erin", "a:b:c");
        Eventually.until("the groups have come", () -> control.groups().containsAll(List.of("Staff", "Chœur")));
    }

    @BeforeEach
    void log() throws Exception {
        browser.deleteCookies();
        console.login(browser);
    }

    @AfterEach
    void english() {
        control.setLanguage("en");
    }

    @AfterAll
    static void logsNothingSecret() throws Exception {
        if (server != null) {
            Secrecy.assertNothingLogged(server.openfire(), List.of(CloudServer.SECRET, PASSWORD, "builder"));
        }
    }

    @Test
    void aLocalAdministratorIsCreatedChangedAndDeleted() throws Exception {
        browser.open(console.url("/user-create.jsp"));
        browser.type("[name=username]", "local");
        browser.type("[name=name]", "Local");
        browser.type("[name=password]", PASSWORD);
        browser.type("[name=passwordConfirm]", PASSWORD);
        browser.tick("[name=isadmin]", true);
        browser.submit("[name=create]");
        assertThat(browser.url().getPath()).isEqualTo("/user-properties.jsp");
        login("local", PASSWORD);
        ConsoleClient.loggedIn(console, "local", PASSWORD);

        edit("local", "New Name", "local@example.org", false);
        assertThat(browser.url().getPath()).isEqualTo("/user-properties.jsp");
        assertThat(control.isAdministrator("local")).isFalse();
        assertThat(control.user("local")).isEqualTo(new Control.User("local", "New Name", "local@example.org"));

        browser.open(console.url("/user-delete.jsp?username=local"));
        browser.submit("[name=delete]");
        assertThat(browser.url().getPath()).isEqualTo("/user-summary.jsp");
        assertThat(control.isRegistered("local")).isFalse();
    }

    @Test
    void theAdministratorChangesTheirOwnPassword() throws Exception {
        changePassword(OpenfireServer.ADMIN, PASSWORD);
        browser.deleteCookies();
        console.login(browser, PASSWORD);
        assertThat(console.asksToLogIn(browser)).isFalse();
        changePassword(OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD);
        ConsoleClient.loggedIn(console);
    }

    @Test
    void aCloudUserCanBecomeAnAdministratorButNotBeChanged() throws Exception {
        edit("bob", "Bob Builder", "", true);
        assertThat(browser.url().getPath()).isEqualTo("/user-properties.jsp");
        ConsoleClient.loggedIn(console, "bob", "builder");
        edit("bob", "Robert", "", true);
        assertThat(browser.text("[role=alert]"))
                .isEqualTo("Nothing was saved: the name and e-mail address of bob are managed in Nextcloud.");
        assertThat(control.user("bob").name()).isEqualTo("Bob Builder");
        edit("bob", "Bob Builder", "", false);
        assertThat(control.isAdministrator("bob")).isFalse();
        assertThatThrownBy(() -> ConsoleClient.loggedIn(console, "bob", "builder"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void thePagesOfACloudUserSayThatTheUserIsManagedInNextcloud() throws Exception {
        for (String page : List.of("/user-password.jsp", "/user-delete.jsp")) {
            browser.open(console.url(page + "?username=bob"));
            assertThat(browser.text(".error"))
                    .isEqualTo("Not possible here: bob is a Nextcloud account. Change its "
                            + "password, or delete it, in Nextcloud.");
            assertThat(browser.all("[type=submit]:enabled")).isEmpty();
        }
        control.setLanguage("de");
        browser.open(console.url("/user-edit-form.jsp?username=bob"));
        assertThat(browser.source()).contains("bob ist ein Nextcloud-Konto");
    }

    @Test
    void aLocalGroupIsCreatedAndDeletedAndACloudGroupOnlyShared() throws Exception {
        browser.open(console.url("/group-create.jsp"));
        browser.type("[name=name]", "Locals");
        browser.submit("[name=create]");
        browser.type("[name=username]", "bob");
        browser.submit("form:has([name=addMember]) [type=submit]");
        assertThat(control.group("Locals").members()).containsExactly("bob@example.org");
        browser.open(console.url("/group-delete.jsp?group=Locals"));
        browser.submit("[name=delete]");
        assertThat(control.groups()).doesNotContain("Locals");

        browser.open(console.url("/group-edit.jsp?group=Staff"));
        assertThat(browser.source())
                .contains(
                        "Staff is a Nextcloud group: change its name and members in Nextcloud. Here you can only change in "
                                + "whose contact lists it appears.");
        assertThat(browser.has("[name=addMember]")).isFalse();
        assertThat(browser.has("[name=updateContactListSettings]")).isTrue();
        browser.open(console.url("/user-groups.jsp?username=erin"));
        browser.submit("a[href*='add=Staff']");
        assertThat(browser.text("[role=alert]")).contains("the members of Nextcloud groups are managed in Nextcloud");
        assertThat(control.group("Staff").members()).doesNotContain("erin@example.org");
    }

    @Test
    void noAccountIsCreatedInACloudGroup() throws Exception {
        browser.open(console.url("/user-create.jsp"));
        browser.type("[name=username]", "grouped");
        browser.type("[name=password]", PASSWORD);
        browser.type("[name=passwordConfirm]", PASSWORD);
        browser.type("[name=group]", "Staff");
        browser.submit("[name=create]");
        assertThat(browser.text("[role=alert]")).contains("managed in Nextcloud");
        assertThat(browser.value("[name=username]")).isEqualTo("grouped");
        assertThat(control.isRegistered("grouped")).isFalse();
    }

    @Test
    void theRegistrationPageSaysThatClientsCannotRegister() {
        browser.open(console.url("/reg-settings.jsp"));
        assertThat(browser.source()).contains("clients can neither register nor delete accounts");
        assertThat(browser.evaluate("document.querySelector('[name=inbandEnabled]:checked').value"))
                .isEqualTo("false");
    }

    @Test
    void thePagesWorkAfterARestartOfTheConsole() throws Exception {
        control.createUser("leaver", PASSWORD, "Leaver");
        control.restartConsole();
        Eventually.until("the console is there", () -> {
            browser.open(console.url("/login.jsp"));
            return console.asksToLogIn(browser);
        });
        console.login(browser);
        browser.open(console.url("/user-summary.jsp"));
        browser.open(console.url("/user-delete.jsp?username=bob"));
        assertThat(browser.text(".error")).contains("bob is a Nextcloud account");
        browser.open(console.url("/user-delete.jsp?username=leaver"));
        browser.submit("[name=delete]");
        assertThat(control.isRegistered("leaver")).isFalse();
    }

    @Test
    void theMembersOfACloudGroupCanBeTheAdministrators() throws Exception {
        server.addUsers("lovelace", "mary");
        server.join("Operators", "lovelace", "mary");
        login("lovelace", "lovelace's");
        Eventually.until("the group has come", () -> control.groups().contains("Operators"));
        control.setProperty("provider.group.groupBasedAdminProvider.groupName", "Operators");
        control.setProperty(ADMIN_PROVIDER, "org.jivesoftware.openfire.admin.GroupBasedAdminProvider");
        try {
            server.openfire().stop();
            server.openfire().start();
            ConsoleClient.loggedIn(console, "lovelace", "lovelace's");
            ConsoleClient.loggedIn(console, "mary", "mary's");
            server.cloud().accounts().leaveGroup("mary", "Operators");
            try (XmppUser lovelace = server.login("lovelace")) {
                Eventually.until("the cloud's change is here", () -> !control.isAdministrator("mary"));
                assertThat(lovelace.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> ConsoleClient.loggedIn(console, "mary", "mary's"))
                    .isInstanceOf(AssertionError.class);
            ConsoleClient.loggedIn(console, "lovelace", "lovelace's");
        } finally {
            control.deleteProperty(ADMIN_PROVIDER);
            server.openfire().stop();
            server.openfire().start();
        }
    }

    private static void changePassword(String user, String password) throws Exception {
        browser.open(console.url("/user-password.jsp?username=" + user));
        browser.type("[name=password]", password);
        browser.type("[name=passwordConfirm]", password);
        browser.submit("[name=update]");
        assertThat(browser.url().getQuery()).contains("success=true");
    }

    private static void edit(String user, String name, String address, boolean admin) throws Exception {
        browser.open(console.url("/user-edit-form.jsp?username=" + user));
        browser.type("[name=name]", name);
        browser.type("[name=email]", address);
        browser.tick("[name=isadmin]", admin);
        browser.submit("form [type=submit]:not([name=cancel])");
        assertThat(browser.source()).doesNotContain("Exception");
    }

    private static void login(String user, String password) throws Exception {
        XmppUser.login(server.openfire(), user, password).close();
    }
}
