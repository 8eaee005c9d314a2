package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.LoginLoad;
import net.xcauth.bridge.it.support.LoginLoad.Login;
import net.xcauth.bridge.it.support.MixedLogins;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.DemoToken;
import net.xcauth.demo.LoggedRequest;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cloud's API secret changes while users log in: unknown ones, remembered ones, and others with tokens. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SecretRotationIT {
    private static final String FORMER = "the-former-secret";
    private static final String NEW = "the-new-secret";
    private static final int USERS = 12;
    private static final int MORE = 12;
    private static final Pattern DOMAINS_READ = Pattern.compile("domains in the database: example.org");

    private final Resources resources = new Resources();
    private final DemoAccounts accounts = DemoAccounts.empty();

    @TempDir
    Path folder;

    private Path configuration;
    private DemoCloud cloud;
    private BridgeProcess bridge;

    @BeforeEach
    void start() throws Exception {
        Installed.skipUnlessThereIsTime("changes of the API secret under load");
        users().forEach(login -> accounts.addUser(login.user(), login.user(), login.password()));
        cloud = resources.add(
                DemoCloud.start(DemoSettings.defaults().withAccounts(accounts).withSecret(FORMER)));
        configuration = Files.createFile(
                folder.resolve("xcauth.conf"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void nobodyIsRefusedIfTheNewSecretIsListedFirst() throws Exception {
        changeTheCloudsSecret(NEW, FORMER);

        awaitChanges("2 of 2", "1 of 2");
        removeTheFormerSecret();
    }

    @Test
    void nobodyIsRefusedIfTheFormerSecretIsListedFirst() throws Exception {
        changeTheCloudsSecret(FORMER, NEW);

        awaitChanges("2 of 2");
        removeTheFormerSecret();
    }

    @Test
    void nobodyIsRefusedWhileTheSecretsOfADomainInTheDatabaseChange() throws Exception {
        configure("db=" + folder.resolve("xcauth.sqlite3"), "db-refresh=1s", "secret=of-other-domains");
        store(FORMER);
        bridge = serve();
        Load load = new Load(FORMER);
        load.continueLogins();

        store(NEW + ' ' + FORMER);
        bridge.process().awaitLines(2, DOMAINS_READ);
        load.continueLogins();
        cloud.secret(NEW);
        load.continueLogins();
        awaitChanges("2 of 2", "1 of 2");
        load.end();

        Load later = new Load(NEW);
        later.continueLogins();
        store(NEW);
        bridge.process().awaitLines(3, DOMAINS_READ);
        later.continueLogins();
        later.end();
        assertThatTheLogHasNothingElse();
    }

    private void changeTheCloudsSecret(String first, String second) throws Exception {
        configure("secret=" + first, "secret=" + second);
        bridge = serve();
        Load load = new Load(FORMER, NEW);
        load.continueLogins();

        cloud.secret(NEW);
        load.continueLogins();
        cloud.clearRequests();
        load.continueLogins();

        assertThat(cloud.requests()).as("one query each").isNotEmpty().allMatch(LoggedRequest::signatureValid);
        load.end();
        assertThatTheLogHasNothingElse();
    }

    private void removeTheFormerSecret() throws Exception {
        configure("secret=" + NEW);
        bridge.killAndRestart();
        Load load = new Load(NEW);
        load.continueLogins();
        load.end();

        Wire wire = resources.add(bridge.connect("generic"));
        assertThat(answer(wire, tokenOf("member1", FORMER))).as("former token").isEqualTo("0");
        assertThat(changes()).isEmpty();
        assertThatTheLogHasNothingElse();
    }

    /** Logins of all kinds, none of which may fail. */
    private final class Load {
        private final LoginLoad users = resources.add(LoginLoad.start(bridge, users()));
        private final List<Login> tokens;
        private final Wire wire = resources.add(bridge.connect("generic"));
        private final MixedLogins others = resources.add(MixedLogins.start(bridge, accounts, USERS));

        /** @param secrets those of the tokens with which users log in */
        Load(String... secrets) throws Exception {
            tokens =
                    Stream.of(secrets).map(secret -> tokenOf("member1", secret)).toList();
        }

        void continueLogins() throws Exception {
            users.everybodyLogsIn(Duration.ZERO);
            for (Login token : tokens) {
                assertThat(answer(wire, token)).as("token").isEqualTo("1");
            }
            others.goOn(MORE);
        }

        void end() throws Exception {
            assertThat(users.refused()).as("users who were refused").isEmpty();
            assertThat(others.wronglyAnswered()).as("wrongly answered").isEmpty();
            others.close();
            users.close();
            wire.close();
        }
    }

    private void assertThatTheLogHasNothingElse() {
        assertThat(bridge.process().lines())
                .noneMatch(line -> line.contains("cannot tell")
                        || line.contains("unreachable")
                        || line.contains("too many")
                        || line.contains(" WARN")
                        || line.contains(" ERROR")
                        || line.contains(FORMER)
                        || line.contains(NEW));
    }

    /** The secret that the cloud was found to accept, and the number of secrets, once for each change. */
    private List<String> changes() {
        String words = "now accepts secret number ";
        return bridge.process().lines().stream()
                .filter(line -> line.contains(words))
                .map(line -> line.substring(line.indexOf(words) + words.length()))
                .toList();
    }

    private void awaitChanges(String... expected) throws Exception {
        Eventually.until("the log has that many changes", () -> changes().size() >= expected.length);
        assertThat(changes()).containsExactly(expected);
    }

    private BridgeProcess serve() throws Exception {
        return resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .environment("XCAUTH_SECRET", "")
                .option("--config-file", configuration.toString())
                .start());
    }

    private void configure(String... lines) throws Exception {
        Files.write(configuration, List.of(lines));
    }

    /** Enters secrets like an administrator, through standard input. */
    private void store(String secrets) throws Exception {
        Path input = Files.writeString(folder.resolve("input"), secrets + '\n');
        Command add = Command.run(new ProcessBuilder(
                                Xcauth.program().toString(),
                                "-c",
                                configuration.toString(),
                                "domain",
                                "add",
                                "example.org",
                                cloud.url().toString())
                        .redirectInput(input.toFile()))
                .requireSuccess();
        assertThat(add.out() + add.err()).doesNotContain(FORMER, NEW);
    }

    private static String answer(Wire wire, Login login) throws Exception {
        return wire.ask("auth:" + login.user() + ":example.org:" + login.password());
    }

    private static List<Login> users() {
        return IntStream.rangeClosed(1, USERS)
                .mapToObj(n -> new Login("member" + n, "password " + n))
                .toList();
    }

    private static Login tokenOf(String user, String secret) {
        return new Login(
                user,
                DemoToken.create(user, "example.org", secret, Instant.now().plus(Duration.ofHours(1))));
    }
}
