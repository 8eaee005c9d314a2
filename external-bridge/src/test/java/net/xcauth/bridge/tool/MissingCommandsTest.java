package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.xcauth.core.store.Change;
import net.xcauth.core.user.UserKey;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users whom the cloud does not know any more: listed, and taken for deleted when an administrator says so. */
class MissingCommandsTest {
    private static final List<UserKey> USERS = IntStream.rangeClosed(1, 20)
            .mapToObj(n -> new UserKey("user" + n, "example.org"))
            .toList();

    @TempDir
    Path folder;

    private DemoCloud cloud;
    private Bench bench;

    @BeforeEach
    void setUp() throws Exception {
        cloud = DemoCloud.start(
                DemoSettings.defaults().withAccounts(DemoAccounts.empty().addUser("user1", "", "1")));
        bench = new Bench(folder).configured("url=" + cloud.url(), "secret=" + DemoSettings.DEMO_SECRET);
        for (UserKey user : USERS) {
            bench.accepted(user.jid(), Bench.HASH, Duration.ofHours(3));
        }
    }

    @AfterEach
    void tearDown() {
        bench.close();
        cloud.close();
    }

    private void missing(int count) throws Exception {
        bench.users()
                .apply(
                        USERS.subList(0, count).stream()
                                .map(user -> (Change) new Change.Missing(user, Bench.NOW.minus(Duration.ofMinutes(20))))
                                .toList(),
                        4);
    }

    @Test
    void areListedWithAWarningIfThereAreTooMany() throws Exception {
        assertThat(bench.run("user", "missing").out()).startsWith("no user is missing");
        missing(5);
        assertThat(bench.run("user", "missing", "example.org").out())
                .contains("user1@example.org", "(20 min ago)")
                .doesNotContain("taken for deleted");
        missing(6);
        assertThat(bench.run("user", "missing").out())
                .contains("the cloud no longer knows 6 of 20 users of example.org; none of them is treated as "
                        + "deleted until you run xcauth user confirm-missing example.org");
        assertThat(bench.run("user", "missing", "other.example").out()).startsWith("no user is missing");
        assertThat(bench.run("user", "missing", "--json")
                        .json()
                        .get("tooMany")
                        .get(0)
                        .asText())
                .isEqualTo("example.org");
    }

    @Test
    void areDeletedOnConfirmationUnlessTheyExistAgain() throws Exception {
        missing(6);

        Run run = bench.run("user", "confirm-missing", "example.org");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.lines().get(0))
                .isEqualTo("5 users of example.org deleted in the cloud, 1 user found to exist again");
        assertThat(bench.users().present())
                .hasSize(15)
                .containsKey(USERS.get(0))
                .doesNotContainKey(USERS.get(1));
        assertThat(bench.users().missing()).isEmpty();
    }

    @Test
    void areConfirmedByTheCloudAndByAPersonAtTheTerminal() throws Exception {
        missing(6);
        bench.answering("no");
        assertThat(bench.run("user", "confirm-missing", "example.org").err()).contains("nothing was changed");
        bench.terminal(Typist.NOBODY);
        cloud.fault(Fault.MAINTENANCE);
        Run away = bench.run("user", "confirm-missing", "example.org");

        assertThat(away.status()).isEqualTo(1);
        assertThat(away.err()).contains("deleted 0 users", "maintenance");
        assertThat(bench.users().missing()).hasSize(6);
        assertThat(bench.users().load(Set.of(USERS.get(1))).get(USERS.get(1)).passwords())
                .hasSize(1);
    }
}
