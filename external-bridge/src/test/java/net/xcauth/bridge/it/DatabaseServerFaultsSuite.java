package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.test.DatabaseServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logins continue while the database server is down, hangs, or refuses the bridge. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class DatabaseServerFaultsSuite extends DatabaseFaults {
    private static final Pattern SILENT = Pattern.compile("does not answer|cannot be read");

    /** The server; it runs before each test, with an empty database. */
    abstract DatabaseServer server();

    @Override
    final BridgeDatabase database() {
        return BridgeDatabase.of(server());
    }

    @Test
    void loginsContinueWhileTheServerIsRestarted() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        server().stop();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        server().start();

        recovers();
    }

    @Test
    void loginsContinueWhileTheServerIsKilledAndStarted() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        server().kill();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        server().start();

        recovers();
    }

    @Test
    void nobodyWaitsForAServerThatHangs() throws Exception {
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
    void aServerThatStartsAfterTheBridgeIsUsedFromThenOn() throws Exception {
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
    void loginsContinueIfTheServerRefusesThePassword() throws Exception {
        String wrong = "not the password of the database";
        startBridge(BridgeDatabase.of(server(), wrong));
        startLogins();

        loginsGoOnUntilTheLogSays(UNUSABLE);

        assertThat(warnings())
                .as("warnings in the log")
                .anyMatch(line -> line.contains(server().jdbcUrl())
                        && line.matches(
                                "(?i).*(password authentication failed|access denied).*" + server().user() + ".*"));
        assertThat(log()).noneMatch(line -> line.contains(wrong) || line.contains(server().password()));
        assertThat(logins().wronglyAnswered()).as("wrongly answered").isEmpty();
    }
}
