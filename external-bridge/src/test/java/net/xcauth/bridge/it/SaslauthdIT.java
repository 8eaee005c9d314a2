package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cyrus SASL's own client uses the bridge in place of saslauthd. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SaslauthdIT {
    private static final Resources RESOURCES = new Resources();
    private static String testsaslauthd;
    private static DemoCloud cloud;
    private static BridgeProcess bridge;

    @BeforeAll
    static void start() throws Exception {
        testsaslauthd = Installed.require("testsaslauthd", "apt-get install sasl2-bin");
        cloud = RESOURCES.add(DemoCloud.start(DemoSettings.defaults()));
        TempFolder folder = RESOURCES.add(new TempFolder("saslauthd"));
        bridge = RESOURCES.add(BridgeProcess.forCloud(cloud)
                .listen("saslauthd", folder.resolve("mux"))
                .option("--default-domain", "example.org")
                .start());
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    @Test
    void aRightPasswordIsAccepted() throws Exception {
        assertAccepted("-u", "alice", "-r", "example.org", "-p", "wonderland");
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        assertRefused("-u", "alice", "-r", "example.org", "-p", "wonderlust");
    }

    @Test
    void aNonAsciiUserAndPasswordAreAccepted() throws Exception {
        assertAccepted("-u", "jürgen", "-r", "example.org", "-p", "Grüße €uro 🎺");
    }

    @Test
    void aUserWithARealmInTheSameFieldIsSplit() throws Exception {
        assertAccepted("-u", "alice@example.org", "-p", "wonderland");
        assertRefused("-u", "alice@example.org", "-p", "wonderlust");
    }

    @Test
    void aUserWithoutARealmIsInTheDefaultDomain() throws Exception {
        assertAccepted("-u", "bob", "-p", "builder");
    }

    @Test
    void anUnreachableCloudIsNotReportedAsAWrongPassword() throws Exception {
        cloud.stopListening();
        try {
            Command run = ask("-u", "frank", "-r", "example.org", "-p", "solitude");

            assertThat(run.out().strip()).isEqualTo("0:");
            assertThat(run.err()).contains("size read failed");
        } finally {
            cloud.startListening();
        }
    }

    private static void assertAccepted(String... who) throws Exception {
        Command run = ask(who);
        assertThat(run.out()).startsWith("0: OK");
        assertThat(run.exit()).isZero();
    }

    private static void assertRefused(String... who) throws Exception {
        Command run = ask(who);
        assertThat(run.out()).startsWith("0: NO");
        assertThat(run.exit()).isNotZero();
    }

    private static Command ask(String... who) throws Exception {
        return Command.run(Stream.concat(Stream.of(testsaslauthd, "-f", bridge.address("saslauthd")), Stream.of(who))
                .toArray(String[]::new));
    }
}
