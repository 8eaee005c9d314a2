package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody can log in as another user, or with an account that has ended in the cloud. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WrongYesIT {
    private final Resources resources = new Resources();
    private final DemoAccounts accounts = DemoAccounts.empty()
            .addUser("alice", "Alice", "wonderland")
            .addAppPassword("alice", "telephone")
            .addUser("bob", "Bob", "builder")
            .addUser("zed", "Zed", "zed's");
    private DemoCloud cloud;
    private BridgeProcess bridge;
    private Wire generic;
    private Wire ejabberd;

    @BeforeEach
    void start() throws Exception {
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(accounts)));
        bridge = resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .listen("ejabberd")
                .listen("saslauthd")
                .option("--cache-storage", "memory", "--cache-verification-ttl", "1s")
                .start());
        generic = resources.add(bridge.connect("generic"));
        ejabberd = resources.add(bridge.connect("ejabberd"));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    private String saslauthd(String user, String password) throws Exception {
        try (Wire wire = bridge.connect("saslauthd")) {
            return wire.askSaslauthd(user, password, "example.org");
        }
    }

    @Test
    void aUserWithAnothersNameAsEmailAddressIsNotTakenForTheOther() throws Exception {
        accounts.setEmail("zed", "bob@example.org").setEmail("zed", "bob");

        assertThat(generic.ask("auth:bob:example.org:zed's")).isEqualTo("0");
        assertThat(ejabberd.askFramed("auth:bob:example.org:zed's")).isFalse();
        assertThat(saslauthd("bob", "zed's")).startsWith("NO");

        bridge.process()
                .awaitLines(
                        1,
                        Pattern.compile("auth bob@example\\.org: no, the cloud said so: the cloud accepts this "
                                + "password for the account \"zed\", not for \"bob\""));
        assertThat(generic.ask("auth:bob:example.org:builder")).isEqualTo("1");
        assertThat(generic.ask("auth:zed:example.org:zed's")).isEqualTo("1");
    }

    @Test
    void aDisabledAccountIsRefusedWithAllItsPasswordsEvenInAnOutage() throws Exception {
        assertThat(generic.ask("auth:alice:example.org:wonderland")).isEqualTo("1");
        assertThat(generic.ask("auth:alice:example.org:telephone")).isEqualTo("1");
        accounts.disableUser("alice");
        Eventually.until(
                "the cloud has been queried again",
                () -> generic.ask("auth:alice:example.org:telephone").equals("0"));
        bridge.process()
                .awaitLines(1, Pattern.compile("auth alice@example\\.org: no, .*account disabled or login refused"));
        cloud.stopListening();

        for (String password : new String[] {"wonderland", "telephone"}) {
            assertThat(generic.ask("auth:alice:example.org:" + password)).isEqualTo("0");
            assertThat(ejabberd.askFramed("auth:alice:example.org:" + password)).isFalse();
        }
        assertThat(saslauthd("alice", "telephone")).as("refused").startsWith("NO");
        assertThat(saslauthd("alice", "wonderland")).as("cannot tell").isEmpty();
        cloud.startListening();
        assertThat(generic.ask("auth:bob:example.org:builder")).as("others").isEqualTo("1");
    }

    @Test
    void controlCharactersNeverReachTheCloud() throws Exception {
        long asked = cloud.requestCount("auth");

        assertThat(ejabberd.askFramed("auth:alice:example.org:wonderland\0")).isFalse();
        assertThat(ejabberd.askFramed("auth:ali\0ce:example.org:wonderland")).isFalse();

        assertThat(cloud.requestCount("auth")).isEqualTo(asked);
    }
}
