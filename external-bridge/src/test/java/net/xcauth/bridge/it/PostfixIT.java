package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
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

/** Postfix's own program looks up recipients in the bridge. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostfixIT {
    private static final Resources RESOURCES = new Resources();
    private static String postmap;
    private static DemoCloud cloud;
    private static BridgeProcess bridge;
    private static TempFolder configuration;

    @BeforeAll
    static void start() throws Exception {
        postmap = Installed.require("postmap", "apt-get install postfix");
        cloud = RESOURCES.add(DemoCloud.start(DemoSettings.defaults()));
        configuration = RESOURCES.add(new TempFolder("postfix"));
        configuration.write("main.cf", "");
        bridge = RESOURCES.add(BridgeProcess.forCloud(cloud).listen("postfix").start());
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    @Test
    void anExistingUserIsFound() throws Exception {
        Command lookup = lookUp("alice@example.org");

        assertThat(lookup.exit()).isZero();
        assertThat(lookup.out()).isNotBlank();
        assertThat(lookup.err()).isEmpty();
    }

    @Test
    void aMissingUserIsNotFound() throws Exception {
        assertNotFound("nobody@example.org");
    }

    @Test
    void aNonAsciiUserIsFound() throws Exception {
        assertThat(lookUp("jürgen@example.org").exit()).isZero();
    }

    @Test
    void aPercentSignInAnAddressIsLiteral() throws Exception {
        assertNotFound("%61lice@example.org");
    }

    @Test
    void anUnreachableCloudIsATemporaryError() throws Exception {
        cloud.stopListening();
        try {
            Command lookup = lookUp("bob@example.org");

            assertThat(lookup.exit()).isNotZero();
            assertThat(lookup.out()).isEmpty();
            assertThat(lookup.err()).contains("query error");
        } finally {
            cloud.startListening();
        }
    }

    private static void assertNotFound(String address) throws Exception {
        Command lookup = lookUp(address);
        assertThat(lookup.exit()).isEqualTo(1);
        assertThat(lookup.out()).isEmpty();
        assertThat(lookup.err()).as("not an error").isEmpty();
    }

    private static Command lookUp(String address) throws Exception {
        return Command.run(
                postmap, "-c", configuration.path().toString(), "-q", address, "tcp:" + bridge.address("postfix"));
    }
}
