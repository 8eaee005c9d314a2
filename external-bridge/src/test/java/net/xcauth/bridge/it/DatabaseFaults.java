package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.MixedLogins;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The common part of tests with a faulty database: a bridge, a steady stream of logins, and the final conditions. */
abstract class DatabaseFaults {
    /** A database that cannot be read cannot be written either; only the former is logged. */
    static final Pattern UNUSABLE = Pattern.compile("cannot be (read|written): ");
    /** Time and level, which precede each message. */
    private static final String STAMP = "^\\S+ \\S+ ";

    private static final int USERS = 5;
    /** The logins of about a second. */
    private static final int SOME_LOGINS = 25;

    private final Resources resources = new Resources();
    private final DemoAccounts accounts = DemoAccounts.empty();
    private final Set<String> stored = new LinkedHashSet<>();
    private DemoCloud cloud;
    private BridgeProcess bridge;
    private MixedLogins logins;

    /** The faulty database. */
    abstract BridgeDatabase database();

    @BeforeEach
    final void startCloud() {
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(accounts)));
    }

    @AfterEach
    final void stop() {
        resources.close();
    }

    final <T extends AutoCloseable> T closedAtTheEnd(T resource) {
        return resources.add(resource);
    }

    final void startBridge() throws Exception {
        startBridge(database());
    }

    final void startBridge(BridgeDatabase used) throws Exception {
        bridge = resources.add(
                used.keptBy(BridgeProcess.forCloud(cloud)).listen("generic").start());
    }

    final void startLogins() throws Exception {
        logins = resources.add(MixedLogins.start(bridge, accounts, USERS));
        logins.goOn(SOME_LOGINS);
    }

    final BridgeProcess bridge() {
        return bridge;
    }

    final MixedLogins logins() {
        return logins;
    }

    /** The bridge's log since its last start. */
    final List<String> log() {
        return bridge.process().lines();
    }

    /** Waits until the log contains a text and many more logins have been answered. */
    final void loginsGoOnUntilTheLogSays(Pattern message) throws Exception {
        bridge.process().awaitLines(1, message);
        logins.goOn(SOME_LOGINS);
    }

    /** Waits until the database has the passwords of all users who have logged in so far. */
    final void allIsStored() throws Exception {
        List<String> accepted = logins.accepted();
        try {
            Eventually.until(
                    "the database has the passwords of all who logged in",
                    () -> database().withoutPassword(accepted).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; missing: " + database().withoutPassword(accepted) + "; the bridge says:\n"
                            + String.join("\n", warnings()),
                    e);
        }
        stored.addAll(accepted);
    }

    /** From now on, nothing that was stored before is expected. */
    final void databaseIsLost() {
        stored.clear();
    }

    /**
     * Checks the state after the fault: everything learned before, during and after it is stored, and nothing that was
     * refused; the log has each warning once; nobody was answered wrongly.
     */
    final void recovers() throws Exception {
        for (String use : List.of("read", "written")) {
            if (warnings().stream().anyMatch(line -> line.contains("cannot be " + use))) {
                bridge.process().awaitLines(1, Pattern.compile("can be " + use + " again"));
            }
        }
        logins.goOn(SOME_LOGINS);
        logins.close();
        allIsStored();
        assertThat(logins.wronglyAnswered()).as("wrongly answered").isEmpty();
        List<String> refused = logins.refused();
        assertThat(database().withoutPassword(refused))
                .as("refused, and not stored")
                .hasSameSizeAs(refused);
        assertThat(warnings()).as("warnings in the log").doesNotHaveDuplicates();
        storedPasswordsAreAcceptedWithoutTheCloud();
    }

    /** Warnings without times and durations. */
    final List<String> warnings() {
        return log().stream()
                .map(line -> line.replaceFirst(STAMP, "").replaceFirst(",? after \\d+ s$", ""))
                .filter(line -> line.startsWith("WARNING: ") && line.contains("database"))
                .toList();
    }

    /** Checks logins after a restart without the cloud. */
    private void storedPasswordsAreAcceptedWithoutTheCloud() throws Exception {
        cloud.stopListening();
        bridge.killAndRestart();
        Wire wire = resources.add(bridge.connect("generic"));
        for (String user : stored) {
            String password = MixedLogins.passwordOf(user);
            assertThat(wire.ask("auth:" + user + ":example.org:" + password))
                    .as("stored: " + user)
                    .isEqualTo("1");
        }
    }
}
