package net.xcauth.bridge.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "alice", "alice@example.org", "a b\\c", "jürgen", "пользователь", "用户", "😀", "e\u0301"})
    void ordinaryTextIsUnchanged(String text) {
        assertThat(LogText.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a,
                0x202e, 0x2066, 0x2069, 0xfeff, 0xd800, 0xdfff, 0xe0001
            })
    void charactersThatCouldForgeOrHideTextAreEscaped(int character) {
        assertThat(LogText.of("a" + Character.toString(character) + "b"))
                .isEqualTo("a\\u" + String.format("%04x", character) + "b");
    }

    @Test
    void aUserIsLoggedWithExactlyOneAtSign() {
        assertThat(LogText.of("alice", "example.org")).isEqualTo("alice@example.org");
        assertThat(LogText.of("o\\27hara", "example.org")).isEqualTo("o\\27hara@example.org");
        assertThat(LogText.of("alice@example.org", "example.org")).isEqualTo("alice\\40example.org@example.org");
        assertThat(LogText.of("x@y: yes, cached", "example.org")).isEqualTo("x\\40y\\3a\\20yes,\\20cached@example.org");
    }

    @Test
    void aNameThatResemblesAnOutcomeIsQuoted() {
        assertThat(LogText.of("x@y: yes, cached (0.1 ms)")).isEqualTo("\"x@y: yes, cached (0.1 ms)\"");
        assertThat(LogText.of("a\"b")).isEqualTo("\"a\\\"b\"");
    }

    @Test
    void longTextIsCut() {
        assertThat(LogText.of("x".repeat(256))).isEqualTo("x".repeat(256));
        assertThat(LogText.of("x".repeat(257))).isEqualTo("x".repeat(256) + "…");
        assertThat(LogText.of("x".repeat(60_000))).hasSize(257);
    }

    @Test
    void textIsCutBetweenCharactersNeverWithinOne() {
        assertThat(LogText.of("😀".repeat(256))).isEqualTo("😀".repeat(256));
        assertThat(LogText.of("😀".repeat(300))).isEqualTo("😀".repeat(256) + "…");
    }
}
