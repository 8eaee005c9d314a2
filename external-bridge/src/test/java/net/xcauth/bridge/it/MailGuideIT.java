package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.Guide;
import net.xcauth.bridge.it.support.Guide.Outcome;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.MachineCloud;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of {@code docs/mail.md}, pasted into a terminal, produce what the guide promises. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class MailGuideIT {
    /** Recreates what the packages' installers create, even if it has been changed or removed since. */
    private static final String AS_INSTALLED =
            "make-ssl-cert generate-default-snakeoil; rm /etc/postfix/main.cf; " + "dpkg-reconfigure postfix";

    private static final String SEND = "swaks --server localhost:25 --from root@localhost --quit-after RCPT --to ";
    private static final String SUBMIT = "swaks --server localhost:587 --tls --auth PLAIN --quit-after RCPT "
            + "--from %1$s@example.org --to root@localhost --auth-user %1$s@example.org --auth-password '%2$s'";
    private static final String READ = "curl --silent --show-error -k --user '%s@example.org:%s' "
            + "imaps://localhost/INBOX -X 'STATUS INBOX (MESSAGES)'";

    private static final Resources RESOURCES = new Resources();
    private static Machine machine;
    private static MachineCloud cloud;
    private static Guide guide;
    private static Outcome sockets;
    private static Outcome firstChecks;
    private static Outcome submission;
    private static Outcome mailboxes;

    @BeforeAll
    static void followTheGuide() throws Exception {
        guide = Guide.open("mail.md", RESOURCES, "postfix");
        machine = guide.machine();
        machine.require(AS_INSTALLED);
        cloud = guide.cloud();
        guide.follow("1. Install the bridge").requireSuccess();
        sockets = guide.follow("2. Open the sockets").requireSuccess();
        firstChecks = guide.follow("3. First checks");
        submission = guide.follow("4. Postfix: users log in (SMTP AUTH)").requireSuccess();
        guide.follow("5. Postfix: which recipients exist").requireSuccess();
        mailboxes = guide.follow("6. Cyrus IMAP").requireSuccess();
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    @Test
    void allCommandsOfTheGuideAreTested() {
        assertThat(guide.left()).isEmpty();
    }

    @Test
    void doctorReportsNoProblem() {
        assertThat(sockets.output()).contains("OK ").doesNotContain("FAIL");
    }

    @Test
    void theFirstChecksAnswerAsPromised() {
        assertThat(firstChecks.output().lines().filter("0: OK \"Success.\""::equals))
                .hasSize(2);
        assertThat(firstChecks.output()).contains("\nOK\n").contains("auth alice@example.org: yes, the cloud said so");
        assertThat(firstChecks.failed())
                .as("the unknown user")
                .containsExactly("postmap -q nobody@example.org tcp:127.0.0.1:23665");
    }

    @Test
    void aUserCanSubmitMail() {
        assertThat(submission.output())
                .contains("235 2.7.0 Authentication successful")
                .contains("250 2.1.5 Ok");
    }

    @Test
    void aWrongPasswordIsRefusedAtSubmission() throws Exception {
        assertThat(submit("alice", "looking-glass")).contains("535 5.7.8").doesNotContain("235 2.7.0");
    }

    @Test
    void nobodyCanSendAsAnotherUser() throws Exception {
        Command asBob = machine.run(SUBMIT.formatted("bob", "builder").replace("--from bob@", "--from alice@"));

        assertThat(asBob.out()).contains("235 2.7.0").contains("553 5.7.1");
    }

    @Test
    void mailIsDeliveredAndRead() {
        assertThat(mailboxes.output().lines().reduce((former, last) -> last))
                .hasValueSatisfying(last -> assertThat(last.strip()).isEqualTo("* STATUS INBOX (MESSAGES 1)"));
    }

    /** Postfix 3.11 warns of deprecated features; in Debian unstable, its own cache of TLS sessions is one of them. */
    @Test
    void postfixDoesNotReportTablesAsOutdated() throws Exception {
        assertThat(machine.require("journalctl --no-pager -u 'postfix*'"))
                .contains("postfix/submission/smtpd")
                .doesNotContainPattern("/etc/postfix/.*deprecated");
    }

    @Test
    void aUserWithoutMailHasAMailbox() throws Exception {
        assertThat(read("bob", "builder").out()).contains("* STATUS INBOX (MESSAGES 0)");
    }

    @Test
    void aWrongPasswordIsRefusedByCyrus() throws Exception {
        Command refused = read("alice", "looking-glass");

        assertThat(refused.out()).isEmpty();
        assertThat(refused.exit()).as("curl: login denied").isEqualTo(67);
    }

    @Test
    void mailToAnUnknownUserIsRefused() throws Exception {
        assertThat(send("nobody")).contains("550 5.1.1");
        assertThat(send("alice")).contains("250 2.1.5");
        assertThat(send("postmaster")).as("an alias, not a user").contains("250 2.1.5");
    }

    @Test
    void duringAnOutageRememberedUsersCanLogInAndMailToOthersIsDeferred() throws Exception {
        assertThat(submit("bob", "builder")).contains("235 2.7.0");
        assertThat(read("bob", "builder").out()).contains("* STATUS INBOX");
        cloud.stop();
        try {
            assertThat(submit("bob", "builder")).contains("235 2.7.0");
            assertThat(read("bob", "builder").out()).contains("* STATUS INBOX");
            assertThat(send("alice")).contains("250 2.1.5");
            assertThat(submit("frank", "solitude")).as("try again later").contains("454 4.7.0");
            assertThat(read("frank", "solitude").exit())
                    .as("curl: login denied")
                    .isEqualTo(67);
            assertThat(send("erin")).contains("451 4.3.0");
        } finally {
            cloud.start();
        }
        Eventually.until("the bridge asks the cloud again", () -> send("erin").contains("250 2.1.5"));
        assertThat(submit("frank", "solitude")).contains("235 2.7.0");
    }

    private static String submit(String user, String password) throws Exception {
        return machine.run(SUBMIT.formatted(user, password)).out();
    }

    private static String send(String user) throws Exception {
        return machine.run(SEND + user + "@example.org").out();
    }

    private static Command read(String user, String password) throws Exception {
        return machine.run(READ.formatted(user, password));
    }
}
