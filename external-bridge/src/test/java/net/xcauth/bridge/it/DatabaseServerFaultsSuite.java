package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.DatabaseServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database server goes away, hangs, or does not let the bridge in, while users log in. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class DatabaseServerFaultsSuite extends DatabaseFaults {
    private static final Pattern SILENT = Pattern.compile("does not answer|cannot be read");

    /** The server, which runs before each test with an empty database. */
    abstract DatabaseServer server();

    @Override
    final BridgeDatabase database() {
        return BridgeDatabase.of(server());
    }

    @Test
    void loginsGoOnWhileTheServerIsStoppedAndStarted() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        server().stop();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        server().start();

        recovers();
    }

    @Test
    void loginsGoOnWhileTheServerIsKilledAndStarted() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        server().kill();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        server().start();

        recovers();
    }

    @Test
    void nobodyWaitsUntilAServerThatHangsGoesOn() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        server().pause();
        try {
            loginsGoOnUntilTheLogSays(SILENT);
        } finally {
            server().resume();
        }

        recovers();
    }

    @Test
    void aServerThatComesAfterTheBridgeIsUsedFromThenOn() throws Exception {
        server().stop();
        try {
            startBridge();
            startLogins();
            loginsGoOnUntilTheLogSays(UNUSABLE);
        } finally {
            server().start();
        }

        recovers();
    }

    @Test
    void loginsGoOnWithoutAServerThatRefusesThePassword() throws Exception {
        String wrong = "not the password of the database";
        startBridge(BridgeDatabase.of(server(), wrong));
        startLogins();

        loginsGoOnUntilTheLogSays(UNUSABLE);

        assertThat(warnings())
                .as("what the log says")
                .anyMatch(line -> line.contains(server().jdbcUrl())
                        && line.matches(
                                "(?i).*(password authentication failed|access denied).*" + server().user() + ".*"));
        assertThat(log()).noneMatch(line -> line.contains(wrong) || line.contains(server().password()));
        assertThat(logins().wronglyAnswered()).as("wrongly answered").isEmpty();
    }
}
