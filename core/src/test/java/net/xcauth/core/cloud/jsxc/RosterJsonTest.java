package net.xcauth.core.cloud.jsxc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.RosterEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The entries of a roster. */
class RosterJsonTest {

    @Test
    void listsWhatTheRealAppWrites() throws Exception {
        assertThat(entriesOfVector("sharedroster.200.json"))
                .containsExactly(
                        new RosterEntry("alice", "Alice Ångström", List.of("Staff", "Science & Fun", "Everyone\u200b")),
                        new RosterEntry("bob", "Bob Builder", List.of("Staff", "Everyone\u200b")),
                        new RosterEntry("carol@example.org", "Carol", List.of("Staff")),
                        new RosterEntry("Dave", "Dave Upper", List.of("Science & Fun", "Everyone\u200b")),
                        new RosterEntry("o'hara smith", "O'Hara Smith", List.of("Science & Fun")));
    }

    @Test
    void listsNobodyForAUserInNoGroup() throws Exception {
        assertThat(entriesOfVector("sharedroster-empty.200.json")).isEmpty();
    }

    @Test
    void listsNobodyWhereThereIsNoRoster() throws Exception {
        assertThat(entriesOfVector("sharedroster-nouser.500.json")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"text\"",
                "{\"data\":[]}",
                "{\"data\":null}",
                "{\"data\":{}}",
                "{\"data\":{\"sharedRoster\":null}}",
                "{\"data\":{\"sharedRoster\":{}}}",
                "{\"data\":{\"sharedRoster\":\"text\"}}",
                "{\"sharedRoster\":{\"alice\":{}}}",
                "{\"data\":{\"sharedRoster\":null,\"alice\":{}}}",
                "{\"data\":[{\"sharedRoster\":{\"alice\":{}}}]}"
            })
    void listsNobodyIfThereIsSomethingElse(String json) {
        assertThat(RosterJson.read(json).entries()).isEmpty();
    }

    @Test
    void findsTheRosterAfterAnyOtherFields() {
        String json =
                "{\"x\":{\"data\":{\"sharedRoster\":{\"eve\":{}}}},\"list\":[{\"data\":1},[2]],\"result\":\"success\","
                        + "\"data\":{\"sharedRosters\":{\"eve\":{}},\"y\":[[{}]],\"sharedRoster\":{\"alice\":{}},\"z\":{}}}";

        assertThat(RosterJson.read(json).entries()).containsExactly(new RosterEntry("alice", "", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|``",
                "{}|``",
                "null|``",
                "\"Staff\"|``",
                "7|``",
                "[\"Staff\",\"Fun\"]|Staff,Fun",
                "{\"0\":\"Staff\",\"2\":\"Fun\"}|Staff,Fun",
                "{\"Staff\":\"Fun\"}|Fun",
                "[42,\"007\",-1]|42,007,-1",
                "{\"1\":42}|42",
                "[null,true,1.5,[\"x\"],{\"0\":\"y\"},\"Staff\"]|Staff",
                "{\"0\":null,\"1\":[\"x\",[]],\"2\":{\"a\":\"y\"},\"3\":\"Staff\"}|Staff"
            })
    void readsGroupsFromListsAndFromListsWithGaps(String groups, String read) {
        List<String> expected = read.isEmpty() ? List.of() : List.of(read.split(","));

        assertThat(entries("\"alice\":{\"groups\":" + groups + ",\"name\":\"Alice\"},\"bob\":{\"name\":\"Bob\"}"))
                .containsExactly(new RosterEntry("alice", "Alice", expected), new RosterEntry("bob", "Bob", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Alice\"|Alice",
                "\"\"|``",
                "null|``",
                "false|``",
                "[\"Alice\"]|``",
                "{\"first\":\"Alice\"}|``",
                "1.5|``",
                "4711|4711",
                "\"  spaced \"|`  spaced `"
            })
    void readsNamesVerbatimAndMissingOnesAsEmpty(String name, String read) {
        assertThat(entries("\"alice\":{\"name\":" + name + ",\"groups\":[\"Staff\"]}"))
                .containsExactly(new RosterEntry("alice", read, List.of("Staff")));
    }

    @Test
    void readsEntriesWithoutANameOrGroups() {
        assertThat(entries("\"alice\":{},\"bob\":{\"email\":{\"x\":[1]},\"groups\":[\"Staff\"]}"))
                .containsExactly(new RosterEntry("alice", "", List.of()), new RosterEntry("bob", "", List.of("Staff")));
    }

    @Test
    void readsAccountsThatPhpTurnedIntoNumbers() {
        assertThat(entries("\"4711\":{\"name\":1},\"\":{\"name\":\"nobody\"}"))
                .containsExactly(new RosterEntry("4711", "1", List.of()), new RosterEntry("", "nobody", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"x\"", "[]", "[{\"name\":\"Eve\"}]", "true"})
    void skipsInvalidEntries(String odd) {
        assertThat(entries("\"eve\":" + odd + ",\"alice\":{\"name\":\"Alice\"}"))
                .containsExactly(new RosterEntry("alice", "Alice", List.of()));
    }

    @Test
    void readsEveryScript() {
        assertThat(entries(
                        "\"j\\u00fcrgen\":{\"name\":\"\\ud83d\\ude00 \\u65e5\\u672c\",\"groups\":[\"\u0634\\u200b\"]}"))
                .containsExactly(new RosterEntry("jürgen", "😀 日本", List.of("\u0634\u200b")));
    }

    @Test
    void refusesInvalidJson() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> RosterJson.read("{\"data\":{\"sharedRoster\":{").entries());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RosterJson.read("<html>").entries());
    }

    @Test
    void readsRostersWrittenForOtherKindsOfClouds() {
        List<RosterEntry> entries = List.of(
                new RosterEntry("o'hara smith", "O\"Hara\n\\ 😀", List.of("Staff", "a/b \u200b")),
                new RosterEntry("1001", "", List.of()));

        assertThat(RosterJson.read(CloudRoster.of(entries).json()).entries()).isEqualTo(entries);
        assertThat(RosterJson.read(CloudRoster.of(List.of()).json()).entries()).isEmpty();
    }

    private static List<RosterEntry> entries(String members) {
        return RosterJson.read("{\"result\":\"success\",\"data\":{\"sharedRoster\":{" + members + "}}}")
                .entries();
    }

    private static List<RosterEntry> entriesOfVector(String file) throws Exception {
        return RosterJson.read(new String(Vectors.response(file), UTF_8)).entries();
    }
}
