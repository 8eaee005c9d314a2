package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.AddressBook;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudDirectory;
import net.xcauth.core.cloud.CloudGroup;
import net.xcauth.core.cloud.http.BodyFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoriesTest {
    private static final String GROUPS = "GET /ocs/v2.php/core/autocomplete/get?";
    private static final String MEMBERS = "GET /ocs/v2.php/cloud/groups/";
    private static final String BOOK =
            "REPORT /remote.php/dav/addressbooks/users/svc-plain/z-server-generated--system/";
    private static final BiPredicate<String, String> ALL = (id, name) -> true;
    private static final String TOKEN = "http://sabre.io/ns/sync/1130";

    private final ManualClock clock = new ManualClock();
    private PlayedCloud cloud;
    private NextcloudClient client;

    @BeforeEach
    void start() throws Exception {
        cloud = new PlayedCloud();
        client = TestCloud.client(clock, Optional.empty());
        cloud.answer(GROUPS, Recorded.answer("group names"))
                .answer(BOOK, Recorded.book("from-nothing"))
                .answer(MEMBERS, Recorded.answer("plain bob groups/everyone/users"))
                .answer(MEMBERS + "team/users?", Recorded.answer("members of 'team'"))
                .answer(MEMBERS + "a%252Fb%2520c/users?", Recorded.answer("members of 'a/b c'"));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cloud.close();
    }

    @Test
    void groupsHaveMembersAndAccountsHaveNames() throws Exception {
        CloudDirectory directory = read("", (id, name) -> name.equals("Slash and space") || id.equals("team"));

        assertThat(directory.groups().get("a/b c"))
                .isEqualTo(new CloudGroup("Slash and space", Optional.of(Set.of("1001", "alice", "zed"))));
        assertThat(directory.groups()).as("the others are not wanted").doesNotContainKey("42");
        assertThat(directory.limited()).isFalse();
        assertThat(directory.book())
                .isEqualTo(new AddressBook(
                        true,
                        true,
                        Map.of(
                                "1001",
                                "Number Thousandone",
                                "Dave",
                                "Dave Capital",
                                "admin",
                                "admin",
                                "alice",
                                "Alice Ängström"),
                        Set.of(),
                        TOKEN));
        assertThat(cloud.requests())
                .allSatisfy(request ->
                        assertThat(request.header("Authorization")).isEqualTo("Bearer " + PlayedCloud.SERVICE));
        assertThat(cloud.asked().get(0))
                .endsWith("?format=json&search=&itemType=%20&itemId=%20&shareTypes%5B%5D=1&limit=500");
    }

    @Test
    void theServiceAccountIsNotAContact() throws Exception {
        cloud.answer(BOOK, Recorded.book("from-nothing").with("Database:Dave.vcf", "Database:svc-plain.vcf"));

        CloudDirectory directory = read("", ALL);
        assertThat(directory.groups().get("a/b c").members().orElseThrow()).doesNotContain("svc-plain");
        assertThat(directory.book().names()).doesNotContainKey("svc-plain");
    }

    @Test
    void aGroupThatMayNotBeListedIsNotEmpty() throws Exception {
        cloud.answer(
                        MEMBERS + "42/users?",
                        Recorded.answer("members of 'team'").with("\"users\":[", "\"users\":[],\"x\":["))
                .answer(MEMBERS + "admin/users?", Recorded.answer("plain bob groups/nosuch/users"));

        Map<String, CloudGroup> groups = read("", ALL).groups();
        assertThat(groups.get("bridge-service").members()).isEmpty();
        assertThat(groups.get("42").members()).contains(Set.of());
        assertThat(groups).as("deleted since the list of groups").doesNotContainKey("admin");
    }

    @ParameterizedTest
    @CsvSource({
        "blocked,RATE_LIMITED",
        "maintenance: OCS v2 right,MAINTENANCE",
        "database down: OCS user,HTTP_STATUS",
        "wrong path,NOT_NEXTCLOUD",
        "Bearer nonsense,SERVICE_ACCOUNT",
        "LDAP down: login lena,CLOUD_ERROR",
        "untrusted domain: OCS right password,UNTRUSTED_DOMAIN"
    })
    void aFailureOfAnyPartIsAFailureOfAll(String recorded, Cause cause) throws Exception {
        cloud.answer(MEMBERS + "42/users?", Recorded.answer(recorded));
        assertThat(cause("")).isEqualTo(cause);

        cloud.answer(MEMBERS + "42/users?", Recorded.answer("members of 'team'"))
                .answer(GROUPS, Recorded.answer(recorded));
        assertThat(cause("")).isEqualTo(cause);
    }

    @Test
    void groupIdsAreEncodedTwiceWithTheirDots() throws Exception {
        String odd =
                "[{\"id\":\"..\",\"label\":\"Dots\",\"source\":\"groups\"},{\"id\":\"a%&+🚀\",\"label\":\"x\",\"source\":\"groups\"}]";
        cloud.answer(GROUPS, ocs(odd, "X-User-Id: svc-plain\r\n"));

        read("", ALL);
        assertThat(cloud.asked())
                .contains(
                        MEMBERS + "%252E%252E/users?format=json",
                        MEMBERS + "a%2525%2526%252B%25F0%259F%259A%2580/users?format=json");
    }

    @Test
    void theMarkThatHidesAGroupIsKept() throws Exception {
        cloud.answer(
                GROUPS,
                ocs(
                        "[{\"id\":\"everyone\",\"label\":\"Every\u202eone\u200b\",\"source\":\"groups\"}]",
                        "X-User-Id: svc-plain\r\n"));

        assertThat(read("", ALL).groups().get("everyone").displayName()).isEqualTo("Everyone\u200b");
    }

    @Test
    void withoutChangesItTakesOneRequestPerGroupAndTwo() throws Exception {
        cloud.answer(BOOK, Recorded.book("nothing-changed"));

        CloudDirectory directory = read(TOKEN, ALL);
        assertThat(directory.book())
                .isEqualTo(new AddressBook(true, false, Map.of(), Set.of(), "http://sabre.io/ns/sync/1131"));
        assertThat(cloud.asked()).hasSize(directory.groups().size() + 2);
        assertThat(cloud.requests().get(1).body()).contains("<d:sync-token>" + TOKEN + "</d:sync-token>");
    }

    @Test
    void theBookContainsChangedAndDeletedAccounts() throws Exception {
        cloud.answer(BOOK, Recorded.book("bob-renamed"), Recorded.book("u100-disabled"));

        assertThat(read(TOKEN, ALL).book().names()).isEqualTo(Map.of("bob", "Bob B. Builder"));
        assertThat(read(TOKEN, ALL).book().gone()).containsExactly("u100");
    }

    @Test
    void aTruncatedBookIsReadToItsEnd() throws Exception {
        Recorded first = Recorded.book("from-nothing")
                .with("sync/1130</d:sync-token>", "init_3_7</d:sync-token>")
                .with(
                        " <d:sync-token>",
                        "<d:response><d:href>/x/</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response> <d:sync-token>");
        cloud.answer(BOOK, first, Recorded.book("bob-renamed"));

        AddressBook book = read("", ALL).book();
        assertThat(book.whole()).isTrue();
        assertThat(book.names()).containsKeys("alice", "bob");
        assertThat(book.token()).isEqualTo("http://sabre.io/ns/sync/1131");
        assertThat(cloud.requests().get(2).body()).contains("init_3_7");

        cloud.answer(BOOK, first);
        assertThat(cause("")).as("a server that never finishes").isEqualTo(Cause.NOT_NEXTCLOUD);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void aMissingBookSaysNothingAboutAnyAccount(int status) throws Exception {
        cloud.answer(BOOK, new Recorded(status, "", "<d:error xmlns:d=\"DAV:\"/>".getBytes(UTF_8)));

        assertThat(read("", ALL).book()).isEqualTo(AddressBook.NOT_OFFERED);
        assertThat(read(TOKEN, ALL).book()).isEqualTo(AddressBook.NOT_OFFERED);
    }

    @Test
    void aBookWithoutOtherAccountsIsNotOffered() throws Exception {
        cloud.answer(
                BOOK,
                Recorded.book("nothing-changed"),
                Recorded.book("bob-renamed").with("Database:bob.vcf", "Database:svc-plain.vcf"));

        assertThat(read("", ALL).book()).isEqualTo(AddressBook.NOT_OFFERED);
        assertThat(read("", ALL).book()).as("user enumeration is off").isEqualTo(AddressBook.NOT_OFFERED);
    }

    @Test
    void aForgottenTokenMakesTheWholeBookBeRead() throws Exception {
        cloud.answer(
                BOOK,
                new Recorded(403, "", "<d:error xmlns:d=\"DAV:\"><d:valid-sync-token/></d:error>".getBytes(UTF_8)),
                Recorded.book("from-nothing"));

        AddressBook book = read("http://sabre.io/ns/sync/1", ALL).book();
        assertThat(book.whole()).isTrue();
        assertThat(book.names()).hasSize(4);
    }

    @Test
    void withoutEnumerationTheServiceAccountsOwnGroupsAreShown() throws Exception {
        cloud.answer(GROUPS, ocs("[]", "X-User-Id: svc-plain\r\n"));

        CloudDirectory directory = read("", ALL);
        assertThat(directory.limited()).isTrue();
        assertThat(directory.groups()).containsOnlyKeys("team", "staff", "everyone", "a/b c", "it's 100%? #1+2");
    }

    @Test
    void groupsBeyondTheAutocompleteLimitAreReadByTheirIds() throws Exception {
        String many = IntStream.range(0, 500)
                .mapToObj(i -> "{\"id\":\"g" + i + "\",\"label\":\"G\",\"source\":\"groups\"}")
                .collect(Collectors.joining(",", "[", "]"));
        cloud.answer(GROUPS, ocs(many, "X-User-Id: svc-plain\r\n"))
                .answer("GET /ocs/v2.php/cloud/groups?", ocs("{\"groups\":[\"g1\",\"g500\"]}", ""));
        CloudDirectory directory = read("", (id, name) -> id.startsWith("g50"));
        assertThat(directory.groups()).containsOnlyKeys("g50", "g500");
        assertThat(directory.limited()).isFalse();

        cloud.answer("GET /ocs/v2.php/cloud/groups?", Recorded.answer("plain bob groups"));
        assertThat(read("", (id, name) -> false).limited())
                .as("hidden from an ordinary account")
                .isTrue();
    }

    @Test
    void accountsThatWouldBeTheSameUserAreNotShown() throws Exception {
        cloud.answer(MEMBERS + "42/users?", ocs("{\"users\":[\"ALICE\",\"zed\"]}", ""));

        CloudDirectory directory = read("", ALL);
        assertThat(directory.groups().get("42").members()).contains(Set.of("zed"));
        assertThat(directory.groups().get("a/b c").members()).contains(Set.of("1001", "zed"));
        assertThat(directory.book().names()).containsOnlyKeys("1001", "Dave", "admin");
    }

    @Test
    void withoutAServiceAccountThereIsNoDirectory() throws Exception {
        Answer<CloudDirectory> answer =
                client.directory(TestCloud.of(cloud.base()).build(), "", ALL).get(20, TimeUnit.SECONDS);

        assertThat(((Answer.Unreachable<CloudDirectory>) answer).cause()).isEqualTo(Cause.SERVICE_ACCOUNT);
        assertThat(cloud.requests()).isEmpty();
    }

    @Test
    void twentyMegabytesOfPhotosDoNotHideTheNames() throws Exception {
        String photo = "PHOTO;ENCODING=b:" + ("A".repeat(74) + "&#13;\n ").repeat(250_000) + "&#13;\nFN";
        cloud.answer(BOOK, Recorded.book("bob-renamed").with("FN", photo));

        assertThat(read("", ALL).book().names()).isEqualTo(Map.of("bob", "Bob B. Builder"));
    }

    @Test
    void photosAreDroppedRegardlessOfHowTheBodyIsSplit() {
        byte[] body =
                "PHOTO:x\nA:PHOTO\nPHOTOS:1\nPHOTO;T=x:AA&#13;\n BB\n\tCC\nPHOTO;X:\n PHOTO\nPHO\nFN:Zed\n  PHOTO:y\n"
                        .getBytes(UTF_8);
        for (int size = 1; size <= body.length; size++) {
            BodyFilter filter = new PhotoFilter();
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            for (int at = 0; at < body.length; at += size) {
                filter.pass(Arrays.copyOfRange(body, at, Math.min(body.length, at + size)), kept);
            }
            assertThat(kept.toString(UTF_8)).isEqualTo("A:PHOTO\nPHOTOS:1\nPHO\nFN:Zed\n  PHOTO:y\n");
        }
    }

    private static Recorded ocs(String data, String headers) {
        return new Recorded(
                200,
                headers,
                ("{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},\"data\":" + data + "}}")
                        .getBytes(UTF_8));
    }

    private CloudDirectory read(String token, BiPredicate<String, String> wanted) throws Exception {
        return ((Answer.Yes<CloudDirectory>) client.directory(
                                TestCloud.of(cloud.base())
                                        .service(PlayedCloud.SERVICE)
                                        .build(),
                                token,
                                wanted)
                        .get(60, TimeUnit.SECONDS))
                .value();
    }

    private Cause cause(String token) throws Exception {
        return ((Answer.Unreachable<CloudDirectory>) client.directory(
                                TestCloud.of(cloud.base())
                                        .service(PlayedCloud.SERVICE)
                                        .build(),
                                token,
                                ALL)
                        .get(60, TimeUnit.SECONDS))
                .cause();
    }
}
