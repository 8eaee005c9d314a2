package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.LoadProbe;
import net.xcauth.bridge.it.support.MixedLogins;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.user.UserKey;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import net.xcauth.test.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bridges are killed again and again, each time at another moment, while users log in: two at a time, each with a file
 * of its own.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KillIT {
    private static final int ROUNDS = Volume.of(5, 25);
    private static final int LONGEST_LIFE_MILLIS = 2_000;
    /** The age from which an answered login must survive a kill. */
    private static final long BOUND = TimeUnit.SECONDS.toNanos(1);
    /** Writing takes a bridge longer than it takes this test to write a few bytes, on a busy machine by much. */
    private static final int WORK = 5;

    private static final int ROUNDS_PER_OUTAGE = 5;
    private static final int SAMPLE = 10;

    @TempDir
    Path folder;

    @BeforeAll
    static void skipWithoutTime() {
        Installed.skipUnlessThereIsTime("kills at random moments");
    }

    @Test
    void noLoginOlderThanASecondIsLostWheneverTheBridgeIsKilled() {
        long seed = System.nanoTime();
        List<CompletableFuture<String>> turns = Stream.of("one", "the other")
                .map(name -> CompletableFuture.supplyAsync(
                        () -> killAgainAndAgain(name, seed + name.length()),
                        task -> new Thread(task, "kills " + name).start()))
                .toList();
        // Both must have ended before their folder is deleted.
        CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null)
                .join();
        for (CompletableFuture<String> turn : turns) {
            try {
                System.out.println(turn.join());
            } catch (CompletionException e) {
                throw new AssertionError("with seed " + seed, e.getCause());
            }
        }
    }

    private String killAgainAndAgain(String name, long seed) {
        try (Lives lives = new Lives(Files.createDirectory(folder.resolve(name)), new Random(seed))) {
            for (int round = 1; round <= ROUNDS; round++) {
                lives.liveUntilKilled();
                lives.checkTheFile();
                if (round % ROUNDS_PER_OUTAGE == 0) {
                    lives.liveWithoutCloud();
                }
            }
            return name + ": " + lives;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The successive lives of a bridge with one file, and the expected contents of that file. */
    private static final class Lives implements AutoCloseable {
        private final Path folder;
        private final Path file;
        private final Random random;
        private final Resources resources = new Resources();
        private final DemoAccounts accounts = DemoAccounts.empty();
        private final Set<String> kept = new LinkedHashSet<>();
        private final DemoCloud cloud;
        private final PasswordHasher hasher;
        private final LoadProbe pulse;
        private final ScheduledExecutorService death = Executors.newSingleThreadScheduledExecutor();
        private final BridgeProcess bridge;
        private MixedLogins logins;
        private long killed;
        private int logged;
        private int due;
        private int lost;
        private long oldestLost;

        Lives(Path folder, Random random) throws Exception {
            this.folder = folder;
            this.random = random;
            file = folder.resolve("xcauth.sqlite3");
            try {
                resources.add(death::shutdownNow);
                pulse = resources.add(new LoadProbe(folder));
                hasher = resources.add(new PasswordHasher(4, 1, SAMPLE));
                cloud = resources.add(DemoCloud.start(DemoSettings.defaults().withAccounts(accounts)));
                bridge = resources.add(BridgeDatabase.of(file)
                        .keptBy(BridgeProcess.forCloud(cloud))
                        .listen("generic")
                        .start());
                bridge.kill();
            } catch (Exception | AssertionError e) {
                resources.close();
                throw e;
            }
        }

        /** New users log in, and others try wrong passwords, until suddenly all is over. */
        void liveUntilKilled() throws Exception {
            bridge.restart();
            pulse.reset();
            logins = resources.add(MixedLogins.start(bridge, accounts, 1));
            death.schedule(
                            () -> {
                                killed = System.nanoTime();
                                bridge.kill();
                            },
                            random.nextInt(LONGEST_LIFE_MILLIS),
                            TimeUnit.MILLISECONDS)
                    .get();
            logins.close();
        }

        /** At a copy: to open the file would repair it, which the bridge has to do by itself. */
        void checkTheFile() throws Exception {
            Path copy = copy();
            Map<String, List<String>> hashes = new HashMap<>();
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                    Statement statement = connection.createStatement()) {
                try (ResultSet check = statement.executeQuery("PRAGMA integrity_check")) {
                    assertThat(check.getString(1)).as("integrity check").isEqualTo("ok");
                }
                try (ResultSet rows = statement.executeQuery("SELECT jid, pwhash FROM xcauth_passwords")) {
                    while (rows.next()) {
                        String user = rows.getString(1).replace("@example.org", "");
                        hashes.computeIfAbsent(user, absent -> new ArrayList<>())
                                .add(rows.getString(2));
                    }
                }
            }
            assertThat(logins.wronglyAnswered()).as("wrongly answered").isEmpty();
            long slowness = WORK * pulse.longest().toNanos();
            List<String> nowDue = logins.acceptedBefore(killed - BOUND - slowness);
            kept.addAll(nowDue);
            assertThat(kept.stream().filter(user -> !hashes.containsKey(user)))
                    .as("lost")
                    .isEmpty();
            assertThat(logins.refused().stream().filter(hashes::containsKey))
                    .as("refused, yet stored")
                    .isEmpty();
            assertThat(hashes.values()).as("passwords per user").allMatch(passwords -> passwords.size() == 1);
            count(nowDue.size(), hashes.keySet());
            for (String user : sample()) {
                String password = MixedLogins.passwordOf(user);
                String hash = hashes.get(user).get(0);
                assertThat(hasher.matches(new UserKey(user, "example.org"), password, hash, true)
                                .get())
                        .as("hash of " + user)
                        .isTrue();
            }
        }

        /** The file as it was left knows the right passwords. */
        void liveWithoutCloud() throws Exception {
            cloud.stopListening();
            bridge.restart();
            try (Wire wire = bridge.connect("generic")) {
                for (String user : sample()) {
                    String password = MixedLogins.passwordOf(user);
                    assertThat(wire.ask("auth:" + user + ":example.org:not " + password))
                            .as("wrong")
                            .isEqualTo("0");
                    assertThat(wire.ask("auth:" + user + ":example.org:" + password))
                            .as("right")
                            .isEqualTo("1");
                }
                for (String user : logins.refused().stream().limit(SAMPLE).toList()) {
                    String password = "not " + MixedLogins.passwordOf(user);
                    assertThat(wire.ask("auth:" + user + ":example.org:" + password))
                            .as("refused")
                            .isEqualTo("0");
                }
            }
            bridge.kill();
            cloud.startListening();
        }

        /** Checks that nothing stored has disappeared. */
        private void count(int nowDue, Set<String> found) {
            List<String> accepted = logins.accepted();
            logged += accepted.size();
            due += nowDue;
            for (String user : accepted) {
                if (found.contains(user)) {
                    kept.add(user);
                } else {
                    lost++;
                    oldestLost = Math.max(oldestLost, killed - logins.firstYes(user));
                }
            }
        }

        private List<String> sample() {
            List<String> all = new ArrayList<>(kept);
            Collections.shuffle(all, random);
            return all.stream().limit(SAMPLE).toList();
        }

        private Path copy() throws Exception {
            Path copy = folder.resolve("copy");
            for (String part : List.of("", "-wal")) {
                Path to = Path.of(copy + part);
                Files.deleteIfExists(to);
                if (Files.exists(Path.of(file + part))) {
                    Files.copy(Path.of(file + part), to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return copy;
        }

        @Override
        public void close() {
            resources.close();
        }

        @Override
        public String toString() {
            return "%d users logged in before %d kills, %d of them early enough to be stored; %d were "
                            .formatted(logged, ROUNDS, due, lost)
                    + "not, the earliest %d ms before a kill".formatted(TimeUnit.NANOSECONDS.toMillis(oldestLost));
        }
    }
}
