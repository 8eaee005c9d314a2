package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One request on the command line: the reply goes to standard output, the log to standard error. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OneShotIT {
    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void aRightPasswordIsTrue() throws Exception {
        assertPrints("True", "-A", "alice", "example.org", "wonderland");
    }

    @Test
    void aWrongPasswordIsFalse() throws Exception {
        assertPrints("False", "-A", "alice", "example.org", "wonderlust");
    }

    @Test
    void aPasswordIsFalseWhileTheCloudIsDown() throws Exception {
        cloud.stopListening();

        assertPrints("False", "-A", "alice", "example.org", "wonderland");
    }

    @Test
    void anExistingUserIsTrue() throws Exception {
        assertPrints("True", "-I", "alice", "example.org");
    }

    @Test
    void aMissingUserIsFalse() throws Exception {
        assertPrints("False", "-I", "nobody", "example.org");
    }

    @Test
    void existenceIsNoneWhileTheCloudIsDown() throws Exception {
        cloud.stopListening();

        assertPrints("None", "-I", "alice", "example.org");
    }

    @Test
    void theRosterIsTheCloudsAnswer() throws Exception {
        assertThat(run("-R", "bob", "example.org").out())
                .startsWith("{\"result\":\"success\",\"data\":{\"sharedRoster\":{")
                .contains("\"Staff\"", "\"carol@example.org\"");
    }

    @Test
    void theRosterIsNoneWhileTheCloudIsDown() throws Exception {
        cloud.stopListening();

        assertPrints("None", "-R", "bob", "example.org");
    }

    @Test
    void theLogGoesToStandardErrorWithoutPasswords() throws Exception {
        Command run = run("-A", "alice", "example.org", "wonderland");

        assertThat(run.err()).contains("alice", "example.org").doesNotContain("wonderland", DemoSettings.DEMO_SECRET);
    }

    @Test
    void aServiceWithoutSocketsAndInputReportsThatThereIsNothingToServe() throws Exception {
        Command run = Command.run(
                Xcauth.command(cloud, "--interactive", "--type", "generic").redirectInput(new File("/dev/null")));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("xcauth: nothing to serve: standard input is /dev/null")
                .contains("--listen")
                .hasLineCount(1);
    }

    @Test
    void helpOfACommandIsShort() throws Exception {
        assertThat(run("help", "cache").out())
                .startsWith("Usage: xcauth COMMAND [OPTIONS]\n  cache show [USER@DOMAIN]")
                .hasLineCount(5);
        assertThat(run("cache", "forget", "--help").out())
                .contains("cache forget USER@DOMAIN")
                .hasLineCount(2);
        Command unknown = Command.run(Xcauth.command(cloud, "help", "cach"));
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).isEqualTo("xcauth: there is no command \"cach\"; xcauth help lists all commands\n");
    }

    private void assertPrints(String answer, String... question) throws Exception {
        assertThat(run(question).out()).isEqualTo(answer + "\n");
    }

    private Command run(String... question) throws Exception {
        return Command.run(Xcauth.command(cloud, question)).requireSuccess();
    }
}
