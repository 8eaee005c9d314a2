package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.CountedGuesses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcsAnswerTest {

    @Test
    void anAccountIsParsedWithItsGroups() {
        CloudUser bob = user(Recorded.answer("right password").body()).orElseThrow();

        assertThat(bob.id()).isEqualTo("bob");
        assertThat(bob.displayName()).contains("Bob Builder");
        assertThat(bob.groups().orElseThrow())
                .containsExactly(
                        "team",
                        "staff",
                        "🚀",
                        "Sales & <Marketing>",
                        "Hidden\u200b",
                        "with@at",
                        "twinB",
                        "y/users/details");
        assertThat(bob.backend()).isEqualTo("Database");
        assertThat(bob.isFromLdap()).isFalse();
        assertThat(user(Recorded.answer("login lena (LDAP uid)").body())
                        .orElseThrow()
                        .isFromLdap())
                .isTrue();
        assertThat(user(Recorded.answer("admin app pw: dora").body())
                        .orElseThrow()
                        .enabled())
                .isFalse();
    }

    @Test
    void olderReleasesUseAnotherFieldForTheDisplayName() {
        byte[] body = Recorded.answer("right password")
                .with("\"displayname\":\"Bob Builder\",", "")
                .body();

        assertThat(user(body).orElseThrow().displayName()).contains("Bob Builder");
        assertThat(user(ocs("{\"id\":\"bob\"}")).orElseThrow().displayName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"a\",7]",
                "{\"0\":\"a\",\"2\":7}",
                "{\"1\":\"a\",\"5\":7,\"6\":null,\"7\":[\"b\"],\"8\":{\"c\":\"d\"}}"
            })
    void phpWritesListsInSeveralForms(String groups) {
        assertThat(user(ocs("{\"groups\":" + groups + ",\"id\":1001}")).orElseThrow())
                .isEqualTo(new CloudUser("1001", Optional.empty(), Optional.of(Set.of("a", "7")), "", true));
    }

    @Test
    void noGroupsIsNotTheSameAsUnknownGroups() {
        assertThat(user(ocs("{\"id\":\"bob\",\"groups\":[]}")).orElseThrow().groups())
                .contains(Set.of());
        assertThat(user(ocs("{\"id\":\"bob\",\"groups\":null}")).orElseThrow().groups())
                .isEmpty();
        assertThat(user(ocs("{\"id\":\"bob\",\"groups\":\"team\"}"))
                        .orElseThrow()
                        .groups())
                .isEmpty();
    }

    @Test
    void listsOfIdsMayContainNumbers() {
        assertThat(ids("users", Recorded.answer("admin users, the first six").body())
                        .orElseThrow())
                .containsExactly("1001", "admin", "alice", "bob", "carol@example.org", "Dave");
        assertThat(ids("groups", Recorded.answer("admin groups").body()).orElseThrow())
                .contains("42", "a/b c", "admin");
        assertThat(ids("users", ocs("{\"users\":[]}"))).contains(Set.of());
        assertThat(ids("users", ocs("{\"users\":{\"3\":\"bob\"}}"))).contains(Set.of("bob"));
        assertThat(ids("users", ocs("[]"))).as("a map that is missing").isEmpty();
        assertThat(ids("users", ocs("{\"users\":null}"))).isEmpty();
    }

    @Test
    void groupsHaveIdsAndNames() {
        assertThat(OcsAnswer.read(Recorded.answer("group names").body(), OcsAnswer::groupNames)
                        .orElseThrow()
                        .data()
                        .orElseThrow())
                .containsEntry("42", "42")
                .containsEntry("a/b c", "Slash and space")
                .containsEntry("Sales & <Marketing>", "Sales & <Marketing>");
        assertThat(OcsAnswer.read(
                                ocs("[{\"id\":\"bob\",\"label\":\"Bob\",\"source\":\"users\"},{\"label\":\"x\"},7,[]]"),
                                OcsAnswer::groupNames)
                        .orElseThrow()
                        .data()
                        .orElseThrow())
                .isEmpty();
    }

    @Test
    void theBruteForceProtectionsStateIsParsed() {
        assertThat(bruteForce(Recorded.answer("allow-listed").body()))
                .contains(new BruteForce(32, Duration.ZERO, Optional.of(true)));
        assertThat(bruteForce(Recorded.answer("not allow-listed, 12 failures").body()))
                .contains(new BruteForce(32, Duration.ofSeconds(25), Optional.of(false)));
        assertThat(bruteForce(ocs("{\"version\":{\"major\":26},\"capabilities\":{\"bruteforce\":{\"delay\":200}}}")))
                .contains(new BruteForce(26, Duration.ofMillis(200), Optional.empty()));
        assertThat(new BruteForce(32, Duration.ofMillis(6_400), Optional.of(false)).counted())
                .isEqualTo(new CountedGuesses(false, 6));
        assertThat(new BruteForce(26, Duration.ZERO, Optional.empty()).counted())
                .isEqualTo(new CountedGuesses(false, 0));
        assertThat(bruteForce(ocs("{\"version\":{\"major\":26},\"capabilities\":[]}")))
                .isEmpty();
    }

    @Test
    void theStatusPageContainsTheProductAndItsState() {
        ServerStatus page =
                ServerStatus.read(Recorded.answer("status.php normal").body()).orElseThrow();

        assertThat(page).isEqualTo(new ServerStatus(false, false, "32.0.1", "Nextcloud"));
        assertThat(page.release()).isEqualTo(32);
        assertThat(ServerStatus.read(Recorded.answer("maintenance: status.php").body())
                        .orElseThrow()
                        .maintenance())
                .isTrue();
        assertThat(ServerStatus.read(
                                Recorded.answer("upgrade needed: status.php").body())
                        .orElseThrow()
                        .needsDbUpgrade())
                .isTrue();
        assertThat(ServerStatus.read(
                        Recorded.answer("untrusted domain: status.php").body()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "{}",
                "null",
                "<html></html>",
                "{\"ocs\":[]}",
                "{\"ocs\":{\"data\":{\"id\":\"bob\"}}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":\"200\"},\"data\":{\"id\":\"bob\"}}}",
                "{\"ocs\":{\"meta\":[],\"data\":{\"id\":\"bob\"}}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":{\"id\":\"bob\"}}}x",
                "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":{\"id\":\"bo",
                "{\"ocs\":{\"meta\":{\"statuscode\":99999999999999},\"data\":{\"id\":\"bob\"}}}",
                "{\"meta\":{\"statuscode\":200},\"data\":{\"id\":\"bob\"}}"
            })
    void otherContentIsNotAnOcsAnswer(String body) {
        assertThat(OcsAnswer.read(body.getBytes(UTF_8), CloudUser::read)).isEmpty();
        assertThat(ServerStatus.read(body.getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ocs\":{\"meta\":{\"statuscode\":200}}}",
                "{\"ocs\":{\"data\":[],\"meta\":{\"statuscode\":200}}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":{\"id\":\"\"}}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":{\"id\":{}}}}",
                "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":\"bob\"}}"
            })
    void anAnswerWithoutAnAccountIsEmpty(String body) {
        OcsAnswer<CloudUser> answer =
                OcsAnswer.read(body.getBytes(UTF_8), CloudUser::read).orElseThrow();

        assertThat(answer.succeeded()).isTrue();
        assertThat(answer.data()).isEmpty();
    }

    @Test
    void everyRecordedAnswerIsInvalidIfTruncated() {
        byte[] whole = Recorded.answer("right password").body();
        for (int length = 0; length < whole.length; length += 7) {
            assertThat(OcsAnswer.read(Arrays.copyOf(whole, length), CloudUser::read))
                    .isEmpty();
        }
    }

    @Test
    void deepNestingDoesNoHarm() {
        assertThat(user(ocs("{\"id\":\"bob\",\"x\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}")))
                .isEmpty();
    }

    private static byte[] ocs(String data) {
        return ("{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},\"data\":" + data + "}}")
                .getBytes(UTF_8);
    }

    private static Optional<CloudUser> user(byte[] body) {
        return OcsAnswer.read(body, CloudUser::read).flatMap(OcsAnswer::data);
    }

    private static Optional<Set<String>> ids(String field, byte[] body) {
        return OcsAnswer.read(body, OcsAnswer.ids(field)).flatMap(OcsAnswer::data);
    }

    private static Optional<BruteForce> bruteForce(byte[] body) {
        return OcsAnswer.read(body, BruteForce::read).flatMap(OcsAnswer::data);
    }
}
