package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.user.UserKey;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterCommandsTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey BOB = new UserKey("bob", "example.org");

    @TempDir
    Path folder;

    private DemoCloud cloud;
    private Bench bench;

    @BeforeEach
    void setUp() {
        cloud = DemoCloud.start(DemoSettings.defaults()
                .withAccounts(DemoAccounts.empty()
                        .addUser("alice", "Alice", "a")
                        .addUser("bob", "Bob Builder", "b")
                        .addUser("carol", "Carol", "c")
                        .addUser("groß", "Gross", "g")
                        .joinGroup("alice", "Staff")
                        .joinGroup("bob", "Staff")
                        .joinGroup("groß", "Staff")
                        .joinGroup("alice", "Team @ Home")
                        .joinGroup("carol", "Team @ Home")
                        .joinGroup("alice", "Hidden\u200b")));
        bench = new Bench(folder)
                .configured("url=" + cloud.url(), "secret=" + DemoSettings.DEMO_SECRET, "groups-exclude=*secret*");
    }

    @AfterEach
    void tearDown() {
        bench.close();
        cloud.close();
    }

    @Test
    void theRosterIsShownWithTheReasonsForOmissions() throws Exception {
        cloud.accounts().joinGroup("alice", "Top secret");

        Run run = bench.run("roster", "show", "alice@example.org");

        assertThat(run.status()).isZero();
        assertThat(run.lines()).contains("Staff                              bob    Bob Builder");
        assertThat(run.out())
                .contains(
                        "alice@example.org is in 2 groups of the cloud at " + cloud.url(),
                        "Team @ Home (Team  Home~",
                        "carol  Carol",
                        "not shown: the group \"Hidden\\u200b\", hidden in the cloud",
                        "not shown: the group \"Top secret\", the exclude pattern \"*secret*\" matches",
                        "not shown: the account \"groß\", which cannot be an XMPP user");
        JsonNode json =
                bench.run("roster", "show", "alice@example.org", "--json").json();
        assertThat(json.get("groups").get(0).get("members").get(1).get("name").asText())
                .isEqualTo("Bob Builder");
        assertThat(json.get("skipped").size()).isEqualTo(2);
    }

    @Test
    void aStrangerAndAnUnreachableCloudAreDistinguished() throws Exception {
        assertThat(bench.run("roster", "show", "nobody@example.org").err())
                .contains("does not know \"nobody@example.org\"");
        cloud.fault(Fault.MAINTENANCE);
        Run away = bench.run("roster", "show", "alice@example.org");
        assertThat(away.status()).isEqualTo(1);
        assertThat(away.err()).contains(cloud.url().toString(), Cause.MAINTENANCE.remedy());
    }

    @Test
    void differencesFromTheDatabaseAreNamedAndARefreshResolvesThem() throws Exception {
        bench.stored(
                ALICE,
                new StoredRoster("Alice", List.of("Staff"), "00ff", Bench.NOW),
                Map.of("Staff", Set.of(ALICE, new UserKey("zoe", "example.org")), "Gone", Set.of(ALICE, BOB)));

        Run differs = bench.run("roster", "diff", "alice@example.org");

        assertThat(differs.status()).isEqualTo(1);
        assertThat(differs.lines())
                .contains(
                        "group \"Staff\" in the database: lacks bob; still has zoe",
                        "group \"Gone\" in the database: still has alice");
        assertThat(differs.err()).contains("xcauth roster refresh alice@example.org");

        Run refreshed = bench.run("roster", "refresh", "alice@example.org");
        assertThat(refreshed.status()).as(refreshed.err()).isZero();
        assertThat(refreshed.out()).contains("1 request", "is up to date");
        Run same = bench.run("roster", "diff", "alice@example.org");
        assertThat(same.status()).as(same.out() + same.err()).isZero();
        assertThat(bench.members("Staff")).contains(Set.of(ALICE, BOB));
    }

    @Test
    void allRostersAreRefreshedWithFewRequests() throws Exception {
        bench.stored(ALICE, new StoredRoster("Alice", List.of(), "", Bench.NOW), Map.of());
        assertThat(bench.run("roster", "refresh", "alice@example.org").status()).isZero();
        cloud.accounts().leaveGroup("bob", "Staff");
        cloud.clearRequests();

        Run all = bench.run("roster", "refresh", "--json");

        assertThat(all.status()).as(all.err()).isZero();
        assertThat(all.json().get("domain").asText()).isEqualTo("example.org");
        assertThat(bench.members("Staff")).contains(Set.of(ALICE));
    }

    @Test
    void aUserThatTheCloudHasDeletedIsRemovedAndAStrangerIsRefused() throws Exception {
        bench.stored(ALICE, new StoredRoster("Alice", List.of(), "", Bench.NOW), Map.of());
        assertThat(bench.run("roster", "refresh", "alice@example.org").status()).isZero();
        assertThat(bench.members("Staff")).contains(Set.of(ALICE, BOB));
        cloud.accounts().deleteUser("bob");
        cloud.clearRequests();

        Run refreshed = bench.run("roster", "refresh", "bob@example.org");

        assertThat(refreshed.status()).as(refreshed.err()).isZero();
        assertThat(refreshed.out()).contains("1 request to the cloud, which no longer knows bob@example.org");
        assertThat(cloud.requestCount("sharedroster")).isEqualTo(1);
        assertThat(bench.members("Staff")).contains(Set.of(ALICE));
        Run stranger = bench.run("roster", "refresh", "nobody@example.org");
        assertThat(stranger.status()).isEqualTo(1);
        assertThat(stranger.err()).contains("does not know \"nobody@example.org\"");
        cloud.fault(Fault.MAINTENANCE);
        Run away = bench.run("roster", "refresh", "alice@example.org");
        assertThat(away.status()).isEqualTo(1);
        assertThat(away.err()).contains(Cause.MAINTENANCE.remedy());
        Run all = bench.run("roster", "refresh");
        assertThat(all.status()).isEqualTo(1);
        assertThat(all.err()).contains(Cause.MAINTENANCE.remedy());
    }

    @Test
    void withoutRostersThereIsNothingToRefresh() throws Exception {
        bench.update("DELETE FROM rosterinfo");
        assertThat(bench.run("roster", "refresh").out()).contains("no rosters yet");
    }

    @Test
    void aMissingEjabberdIsNamed() throws Exception {
        bench.configured("ejabberdctl=" + folder.resolve("none"));
        bench.update("DELETE FROM rosterinfo");

        assertThat(bench.run("roster", "diff", "alice@example.org").err())
                .contains(folder.resolve("none").toString());
        Run refresh = bench.run("roster", "refresh", "alice@example.org");
        assertThat(refresh.status()).isEqualTo(1);
        assertThat(refresh.err()).contains(folder.resolve("none").toString(), "ejabberdctl=");
    }
}
