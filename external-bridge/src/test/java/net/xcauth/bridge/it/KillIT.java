package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.MixedLogins;
import net.xcauth.bridge.it.support.Pulse;
import net.xcauth.bridge.it.support.Resources;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.demo.Accounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bridge is killed again and again, each time at another moment, while users log in. Two have their turns side by
 * side, each with a file of its own.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KillIT {
    private static final int ROUNDS = 25;
    private static final int LONGEST_LIFE_MILLIS = 2_000;
    /** A login that was answered longer before the kill must not be lost. */
    private static final long BOUND = TimeUnit.SECONDS.toNanos(1);
    /** How much longer writing may take a bridge than it takes this test to write a few bytes. */
    private static final int WORK = 5;
    private static final int SAMPLE = 10;
    private static final int ROUNDS_PER_OUTAGE = 5;

    @TempDir
    Path folder;

    @Test
    void noLoginOlderThanASecondIsLostWheneverTheBridgeIsKilled() {
        long seed = System.nanoTime();
        List<CompletableFuture<String>> turns = Stream.of("one", "other")
                .map(name -> CompletableFuture.supplyAsync(() -> killAgainAndAgain(name, seed + name.length()),
                        task -> new Thread(task, "kills the " + name).start()))
                .toList();

        assertThat(turns).as("seed " + seed).allSatisfy(turn -> System.out.println(turn.join()));
    }

    private String killAgainAndAgain(String name, long seed) {
        try (Life life = new Life(Files.createDirectory(folder.resolve(name)), new Random(seed))) {
            for (int round = 1; round <= ROUNDS; round++) {
                life.liveAndBeKilled();
                life.lookAtTheFile();
                if (round % ROUNDS_PER_OUTAGE == 0) {
                    life.liveWithoutCloud();
                }
            }
            return life.report();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One bridge's lives, and what its users know of them. */
    private static final class Life implements AutoCloseable {
        private final Path folder;
        private final Path file;
        private final Random random;
        private final Resources resources = new Resources();
        private final Accounts accounts = Accounts.empty();
        private final DemoCloud cloud;
        private final PasswordHasher hasher;
        private final Pulse pulse;
        private final ScheduledExecutorService alarm;
        /** What was found in the file once, or should have been: each of them must be found from then on. */
        private final List<String> kept = new ArrayList<>();
        private BridgeProcess bridge;
        private MixedLogins.Answers answers;
        private long killed;
        private int lost;
        private int answered;
        private long oldestLost;

        Life(Path folder, Random random) throws Exception {
            this.folder = folder;
            this.random = random;
            file = folder.resolve("xcauth.sqlite3");
            cloud = resources.add(DemoCloud.start(Settings.defaults().withAccounts(accounts)));
            hasher = resources.add(new PasswordHasher(4, 1, SAMPLE));
            pulse = resources.add(new Pulse(folder));
            alarm = Executors.newSingleThreadScheduledExecutor();
            resources.add(alarm::shutdownNow);
        }

        void liveAndBeKilled() throws Exception {
            startBridge();
            pulse.reset();
            try (MixedLogins logins = MixedLogins.start(bridge, accounts, 1)) {
                alarm.schedule(bridge::kill, random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS).get();
                killed = System.nanoTime();
            }
        }

        @Override
        public void close() {
            resources.close();
        }
    }
}
