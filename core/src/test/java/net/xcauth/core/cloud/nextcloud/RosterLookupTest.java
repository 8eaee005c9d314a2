package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.RosterEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RosterLookupTest {
    private static final String NAMES = "GET /ocs/v2.php/core/autocomplete/get?";
    private static final String MEMBERS = "GET /ocs/v2.php/cloud/groups/";
    private static final String ACCOUNT = "GET /ocs/v2.php/cloud/users/";
    private static final String LOGIN = "GET /ocs/v2.php/cloud/user?";
    private static final String BOOK =
            "REPORT /remote.php/dav/addressbooks/users/svc-plain/z-server-generated--system/";
    private static final Recorded REFUSED = Recorded.answer("plain bob groups/everyone/users");
    private static final Recorded NOT_THERE = Recorded.answer("plain bob groups/nosuch/users");

    private final ManualClock clock = new ManualClock();
    private final Map<String, Set<String>> groups = new TreeMap<>();
    private PlayedCloud cloud;
    private NextcloudClient client;
    private int asked;

    @BeforeEach
    void start() throws Exception {
        cloud = new PlayedCloud();
        client = TestCloud.client(
                CloudSettings.defaults(),
                clock,
                Optional.empty(),
                (id, name) -> !id.equals("unwanted") && !name.equals("Unwanted"));
        group("band", "alice", "bob");
        group("team", "alice", "carl", "dora");
        group("unwanted", "alice", "zoe");
        cloud.answer(
                BOOK,
                book(Map.of("alice", "Alice A.", "bob", "Bob B.", "carl", "Carl C.", "zoe", "Zoe Z."), Set.of(), 1));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cloud.close();
    }

    @Test
    void aRosterContainsTheMembersOfWantedGroupsWithoutDisabledAccounts() throws Exception {
        CloudRoster roster = roster("ALICE");

        assertThat(roster.entries())
                .containsExactly(
                        new RosterEntry("alice", "Alice A.", List.of("band", "team")),
                        new RosterEntry("bob", "Bob B.", List.of("band")),
                        new RosterEntry("carl", "Carl C.", List.of("team")));
        assertThat(roster.labels()).isEqualTo(Map.of("band", "The band", "team", "The team"));
        assertThat(members("dora")).as("a disabled user sees the others").containsExactly("alice", "carl");
    }

    @Test
    void everythingIsReadOnceAndRostersCostNothingAfterwards() throws Exception {
        assertThat(roster("alice").remembered()).isFalse();
        assertThat(requests()).containsExactlyInAnyOrder("names", "book", "band", "team");

        assertThat(roster("alice").remembered())
                .as("shows nothing about the cloud")
                .isTrue();
        members("bob");
        assertThat(requests()).isEmpty();
    }

    @Test
    void aRefreshOfTwoThousandUsersInAHundredGroupsTakesOneRequestPerGroupAndTwo() throws Exception {
        groups.clear();
        IntStream.range(0, 100)
                .forEach(i -> group(
                        "g" + i,
                        IntStream.range(0, 20)
                                .mapToObj(j -> "user" + (20 * i + j))
                                .toArray(String[]::new)));
        cloud.answer(
                BOOK,
                book(
                        groups.values().stream()
                                .flatMap(Set::stream)
                                .collect(Collectors.toMap(id -> id, id -> "User " + id)),
                        Set.of(),
                        1),
                book(Map.of(), Set.of(), 2));
        refresh();
        assertThat(requests()).hasSize(102);

        refresh();
        assertThat(requests()).as("nothing has changed").hasSize(102);
        assertThat(lastToken()).isEqualTo("1");
        for (int user = 0; user < 2000; user += 50) {
            assertThat(members("user" + user)).hasSize(20);
        }
        assertThat(requests()).isEmpty();

        group("g7", "user140", "user1999");
        refresh();
        assertThat(requests()).as("one group has changed").hasSize(102);
        assertThat(members("user1999")).hasSize(21).contains("user140");
        assertThat(requests()).isEmpty();
    }

    @Test
    void aLoginThatChangesNothingTakesOneRequest() throws Exception {
        roster("alice");
        requests();

        login("bob", "Bob B.", "band");
        members("bob");
        assertThat(requests()).containsExactly("login");
    }

    @Test
    void aLoginMovesItsAccountAtOnceAndOnlyChangedGroupsAreRead() throws Exception {
        roster("alice");
        requests();
        group("team", "alice", "bob", "dora", "erna");
        cloud.answer(BOOK, book(Map.of("erna", "Erna E."), Set.of(), 2));

        login("bob", "Bob B.", "band", "team");
        assertThat(requests()).containsExactly("login");
        assertThat(members("bob")).containsExactly("alice", "bob", "erna");
        assertThat(requests()).as("the address book, too, since erna is new").containsExactly("team", "book");
        cloud.answer(ACCOUNT, Recorded.answer("exists alice"));
        assertThat(members("carl")).as("has left").isEmpty();

        group("band", "alice");
        login("bob", "Bob B.", "team");
        assertThat(members("alice")).doesNotContain("carl").contains("bob");
        assertThat(entry("alice", "bob").groups()).containsExactly("team");
        assertThat(members("bob")).doesNotContain("carl");
        assertThat(requests()).filteredOn(request -> !request.equals("account")).containsExactly("login", "band");
    }

    @Test
    void aGroupKnownFromALoginOnlyIsReadWithItsName() throws Exception {
        roster("alice");
        requests();
        group("choir", "bob", "zoe");

        login("bob", "Bob B.", "band", "choir", "unwanted");
        assertThat(members("bob")).containsExactly("alice", "bob", "zoe");
        assertThat(roster("bob").labels()).containsEntry("choir", "The choir");
        assertThat(requests()).containsExactly("login", "names", "choir");
    }

    @Test
    void aGroupWhoseDisplayNameIsNotWantedCostsNothingMore() throws Exception {
        roster("alice");
        groups.put("hidden", Set.of("bob"));
        names(Map.of("hidden", "Unwanted"));
        requests();

        for (int times = 0; times < 3; times++) {
            login("bob", "Bob B.", "band", "hidden");
            members("bob");
        }
        assertThat(requests()).containsExactly("login", "names", "login", "login");
        refresh();
        assertThat(requests()).containsExactlyInAnyOrder("names", "book", "band", "team");
    }

    @Test
    void aGroupIsRemovedWhenTheCloudHasReportedItMissingTwice() throws Exception {
        roster("alice");
        groups.remove("team");
        names(Map.of());
        cloud.answer(MEMBERS + "team/users?", NOT_THERE);

        refresh();
        assertThat(members("carl")).containsExactly("alice", "carl");
        refresh();
        assertThat(entry("alice", "alice").groups()).containsExactly("band");
    }

    @Test
    void aGroupThatALoginStillNamesIsKept() throws Exception {
        roster("alice");
        cloud.answer(MEMBERS + "team/users?", NOT_THERE);

        refresh();
        login("carl", "Carl C.", "team");
        refresh();
        assertThat(members("carl")).containsExactly("alice", "carl");
    }

    @Test
    void aRefusalDoesNotEmptyAGroup() throws Exception {
        roster("alice");
        cloud.answer(MEMBERS + "team/users?", REFUSED);

        refresh();
        refresh();
        refresh();
        assertThat(members("carl")).containsExactly("alice", "carl");
        assertThat(roster("carl").withheld()).isEmpty();
        login("carl", "Carl C.");
        assertThat(members("alice")).as("the member's own login shows it").doesNotContain("carl");
    }

    @Test
    void aGroupThatReleasesBefore32RefuseIsRemovedIfTheyDoNotListIt() throws Exception {
        roster("alice");
        groups.remove("team");
        names(Map.of());
        cloud.answer(MEMBERS + "team/users?", REFUSED)
                .answer(MEMBERS.replace("groups/", "groups?"), ocs("{\"groups\":[\"band\"]}", ""));

        refresh();
        assertThat(members("carl")).containsExactly("alice", "carl");
        refresh();
        assertThat(entry("alice", "alice").groups()).containsExactly("band");
    }

    @Test
    void theIdsOfAllGroupsAreQueriedOncePerRead() throws Exception {
        roster("alice");
        groups.remove("team");
        IntStream.range(0, 500).forEach(i -> groups.put("g" + i, Set.of()));
        names(groups.keySet().stream()
                .filter(id -> id.startsWith("g"))
                .collect(Collectors.toMap(id -> id, id -> "Unwanted")));
        String ids = MEMBERS.replace("groups/", "groups?");
        cloud.answer(MEMBERS + "team/users?", REFUSED).answer(ids, ocs("{\"groups\":[\"band\"]}", ""));

        refresh();
        refresh();
        assertThat(cloud.asked()).filteredOn(line -> line.startsWith(ids)).hasSize(2);
        assertThat(entry("alice", "alice").groups()).as("not listed twice").containsExactly("band");
    }

    @Test
    void aGroupThatTheServiceAccountMayNotListIsWithheld() throws Exception {
        cloud.answer(MEMBERS + "team/users?", REFUSED);
        roster("alice");
        requests();

        login("carl", "Carl C.", "team");
        assertThat(roster("carl").entries()).isEmpty();
        assertThat(roster("carl").withheld()).containsExactly("team");
        login("carl", "Carl C.", "team");
        assertThat(roster("carl").withheld()).containsExactly("team");
        assertThat(requests()).as("it is read with the next refresh").containsExactly("login", "login");
    }

    @Test
    void aDisabledAccountDisappearsAndComesBackWithALogin() throws Exception {
        roster("alice");
        cloud.answer(BOOK, book(Map.of(), Set.of("bob"), 2), book(Map.of(), Set.of(), 3));

        refresh();
        assertThat(members("alice")).containsExactly("alice", "carl");
        refresh();
        assertThat(members("alice")).containsExactly("alice", "carl");
        login("bob", "Robert", "band");
        assertThat(entry("alice", "bob").name()).isEqualTo("Robert");
    }

    @Test
    void namesStayWhenTheBookIsNoLongerOffered() throws Exception {
        roster("alice");
        cloud.answer(BOOK, new Recorded(404, "", new byte[0]));

        refresh();
        assertThat(entry("alice", "bob").name()).isEqualTo("Bob B.");
        assertThat(members("alice")).as("dora was disabled before").containsExactly("alice", "bob", "carl");
    }

    @Test
    void theWholeBookIsReadOnceAWeek() throws Exception {
        roster("alice");
        clock.advance(Duration.ofDays(6));
        refresh();
        assertThat(lastToken()).isEqualTo("1");
        clock.advance(Duration.ofDays(2));
        refresh();
        assertThat(lastToken()).isEmpty();
    }

    @Test
    void withoutRefreshesTheGroupsOfAnAccountAreReadAgainAfterAWhile() throws Exception {
        roster("alice");
        requests();
        clock.advance(Duration.ofMinutes(19));
        members("bob");
        assertThat(requests()).isEmpty();

        clock.advance(Duration.ofMinutes(2));
        members("bob");
        assertThat(requests()).containsExactly("band", "book");
    }

    @Test
    void anAccountWithoutGroupsAndNameMayBeDeleted() throws Exception {
        roster("alice");
        login("alice", "Alice A.", "band", "team");
        cloud.answer(ACCOUNT + "alice", Recorded.answer("exists alice"))
                .answer(ACCOUNT, Recorded.answer("exists nobody-here"));
        assertThat(answer("nobody-here")).isInstanceOf(Answer.No.class);

        cloud.answer(ACCOUNT, Recorded.answer("exists alice"));
        assertThat(roster("lonely").remembered()).isFalse();
    }

    @Test
    void anAccountThatHasLeftItsLastGroupIsQueriedThoughTheBookStillContainsIt() throws Exception {
        roster("alice");
        login("alice", "Alice A.", "band", "team");
        cloud.answer(ACCOUNT + "alice", Recorded.answer("exists alice"))
                .answer(ACCOUNT, Recorded.answer("exists nobody-here"));
        group("band", "alice");
        cloud.answer(BOOK, book(Map.of(), Set.of(), 2));
        refresh();
        assertThat(answer("bob"))
                .as("a cloud deletes an account's groups first and its card last")
                .isInstanceOf(Answer.No.class);

        cloud.answer(ACCOUNT, Recorded.answer("exists alice"));
        assertThat(roster("bob").remembered()).as("it has only left").isFalse();
        requests();
        assertThat(members("bob")).isEmpty();
        assertThat(requests()).as("once").isEmpty();
    }

    @Test
    void theGroupsOfADeletedAccountAreReadAgain() throws Exception {
        roster("alice");
        login("alice", "Alice A.", "band", "team");
        requests();
        cloud.answer(ACCOUNT + "alice", Recorded.answer("exists alice"))
                .answer(ACCOUNT, Recorded.answer("exists nobody-here"));
        group("band", "alice");

        assertThat(client.exists(endpoint(), "bob").get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.No.class);
        assertThat(members("alice")).containsExactly("alice", "carl");
        assertThat(answer("bob")).isInstanceOf(Answer.No.class);
        assertThat(requests()).filteredOn(request -> !request.equals("account")).containsExactly("band");
    }

    @Test
    void afterAFailedReadEverythingStays() throws Exception {
        roster("alice");
        cloud.answer(MEMBERS + "team/users?", Recorded.answer("blocked"));
        group("band", "alice");

        assertThat(client.refreshRosters(endpoint()).get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Answer.Unreachable.class,
                        unreachable -> assertThat(unreachable.cause()).isEqualTo(Cause.RATE_LIMITED));
        assertThat(members("alice")).containsExactly("alice", "bob", "carl");
    }

    @Test
    void theAnswerToTheLaterQueryWins() {
        LearnedDirectory directory = new LearnedDirectory((id, name) -> true);
        long early = directory.question();
        directory.begin();
        long list = directory.question();
        long late = directory.question();
        directory.loggedIn(user("bob", "team"), late);
        directory.loggedIn(user("carl", "team"), early);
        directory.takeAll(reading(list, "alice"), clock.instant());
        directory.end();
        assertThat(directory
                        .rosterOf("alice", Map.of(), CloudRoster.Origin.READINGS)
                        .entries())
                .extracting(RosterEntry::account)
                .containsExactly("alice", "bob");

        directory.loggedIn(user("bob"), early);
        assertThat(directory
                        .rosterOf("bob", Map.of(), CloudRoster.Origin.READINGS)
                        .entries())
                .as("an older login")
                .hasSize(2);
        directory.takeSome(reading(early, "zed"), clock.instant());
        assertThat(directory
                        .rosterOf("bob", Map.of(), CloudRoster.Origin.READINGS)
                        .entries())
                .as("an older list")
                .hasSize(2);
    }

    private static CloudUser user(String id, String... in) {
        return new CloudUser(id, Optional.of(id), Optional.of(Set.of(in)), "Database", true);
    }

    private static DirectoryReading reading(long list, String... members) {
        return new DirectoryReading(
                Map.of("team", "Team"),
                false,
                Map.of("team", new DirectoryReading.MemberList(Optional.of(Set.of(members)), list)),
                Set.of(),
                Optional.empty(),
                0);
    }

    private void group(String id, String... members) {
        groups.put(id, Set.of(members));
        cloud.answer(MEMBERS + id + "/users?", ocs("{\"users\":" + quoted(groups.get(id)) + "}", ""));
        names(Map.of());
    }

    private void names(Map<String, String> others) {
        cloud.answer(
                NAMES,
                ocs(
                        groups.keySet().stream()
                                .map(id -> "{\"id\":\"" + id + "\",\"label\":\"" + others.getOrDefault(id, "The " + id)
                                        + "\",\"source\":\"groups\"}")
                                .collect(Collectors.joining(",", "[", "]")),
                        "X-User-Id: svc-plain\r\n"));
    }

    private static String quoted(Set<String> ids) {
        return ids.stream().map(id -> '"' + id + '"').collect(Collectors.joining(",", "[", "]"));
    }

    private static Recorded book(Map<String, String> names, Set<String> gone, int token) {
        String card =
                "<d:response><d:href>/x/Database:%s.vcf</d:href><d:propstat><d:prop><card:address-data>BEGIN:VCARD\nUID:%1$s\nFN:%s\nEND:VCARD\n"
                        + "</card:address-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
        String cards = names.entrySet().stream()
                .map(each -> card.formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
        String left = gone.stream()
                .map(id -> "<d:response><d:status>HTTP/1.1 404 Not Found</d:status><d:href>/x/Database:" + id
                        + ".vcf</d:href></d:response>")
                .collect(Collectors.joining());
        return new Recorded(
                207,
                "Content-Type: application/xml; charset=utf-8\r\n",
                ("<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\""
                                + " xmlns:card=\"urn:ietf:params:xml:ns:carddav\">" + cards + left + "<d:sync-token>"
                                + token + "</d:sync-token></d:multistatus>")
                        .getBytes(UTF_8));
    }

    private static Recorded ocs(String data, String headers) {
        return new Recorded(
                200,
                headers,
                ("{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},\"data\":" + data + "}}")
                        .getBytes(UTF_8));
    }

    private Endpoint.Nextcloud endpoint() {
        return TestCloud.of(cloud.base()).service(PlayedCloud.SERVICE).build();
    }

    private void login(String account, String name, String... in) throws Exception {
        cloud.answer(
                LOGIN,
                ocs(
                        "{\"enabled\":true,\"id\":\"" + account + "\",\"displayname\":\"" + name + "\",\"groups\":"
                                + quoted(Set.of(in)) + ",\"backend\":\"Database\"}",
                        "X-User-Id: " + account + "\r\n"));
        assertThat(client.authenticate(endpoint(), account, "secret").get(20, TimeUnit.SECONDS))
                .isInstanceOf(Answer.Yes.class);
    }

    private void refresh() throws Exception {
        assertThat(client.refreshRosters(endpoint()).get(60, TimeUnit.SECONDS)).isEqualTo(new Answer.Yes<>(true));
    }

    private Answer<CloudRoster> answer(String account) throws Exception {
        return client.sharedRoster(endpoint(), account).get(60, TimeUnit.SECONDS);
    }

    private CloudRoster roster(String account) throws Exception {
        return ((Answer.Yes<CloudRoster>) answer(account)).value();
    }

    private List<String> members(String account) throws Exception {
        return roster(account).entries().stream().map(RosterEntry::account).toList();
    }

    private RosterEntry entry(String account, String other) throws Exception {
        return roster(account).entries().stream()
                .filter(each -> each.account().equals(other))
                .findFirst()
                .orElseThrow();
    }

    private String lastToken() {
        return cloud.requests().stream()
                .filter(request -> request.head().startsWith("REPORT"))
                .reduce((one, other) -> other)
                .orElseThrow()
                .body()
                .replaceAll("(?s).*<d:sync-token>(.*)</d:sync-token>.*", "$1");
    }

    /** The requests since the last call: names, book, login, account, or members of a group. */
    private List<String> requests() {
        List<String> all = cloud.asked();
        List<String> latest = all.subList(asked, all.size());
        asked = all.size();
        return latest.stream()
                .map(line -> line.startsWith(NAMES)
                        ? "names"
                        : line.startsWith(BOOK)
                                ? "book"
                                : line.startsWith(LOGIN)
                                        ? "login"
                                        : line.startsWith(ACCOUNT)
                                                ? "account"
                                                : line.substring(MEMBERS.length(), line.indexOf("/users?")))
                .toList();
    }
}
