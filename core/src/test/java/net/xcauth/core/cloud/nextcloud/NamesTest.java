package net.xcauth.core.cloud.nextcloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b",
                "bob",
                "Dave",
                "o'hara smith",
                "carol@example.org",
                "1001",
                "max.m",
                "...",
                "-",
                "4aa68a4c-7eaf-1041-89dd-397863e836b6"
            })
    void possibleNames(String name) {
        assertThat(Names.possible(name)).isTrue();
        assertThat(Names.possible("x".repeat(64))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                " bob",
                "bob ",
                "a/b",
                "a%2Fb",
                "b\0ob",
                "bob\n",
                "han\u017F",
                "\uff42ob",
                "jürgen",
                "a:b",
                "a\\b",
                "a+b",
                "\u0131d"
            })
    void impossibleNames(String name) {
        assertThat(Names.possible(name)).isFalse();
        assertThat(Names.possible("x".repeat(65))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"' bob',space", "'bob ',space", "..,dots", "a/b,a character other than", "jürgen,a character other than"
    })
    void theFaultOfANameIsReported(String name, String words) {
        assertThat(Names.fault(name))
                .startsWith("no account can have this name: it ")
                .contains(words);
        assertThat(Names.fault("x".repeat(65))).endsWith("it has more than 64 characters");
    }

    @Test
    void namesAreShownOnOneLineAndInOneDirection() {
        assertThat(Names.cleaned("  Zed\r\nUID:bob\u2028x\u202e\u2066y\u0000\u200b "))
                .isEqualTo("Zed UID:bob xy");
        assertThat(Names.cleaned("Ängström 👩\u200d💻 \uD83D")).isEqualTo("Ängström 👩\u200d💻");
        assertThat(Names.cleaned("\u202e\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "abcde-fghij-KLMNO-12345-67890,APP_PASSWORD",
        "abcde-fghij-KLMNO-12345-6789,LOGIN_PASSWORD",
        "abcde-fghij-KLMNO-12345-6789!,LOGIN_PASSWORD",
        "secret,LOGIN_PASSWORD",
        "00,LOGIN_PASSWORD",
        "0,IMPOSSIBLE",
        "'',IMPOSSIBLE"
    })
    void passwordsAreDistinguishedByTheirForm(String password, PasswordShape shape) {
        assertThat(PasswordShape.of(password)).isEqualTo(shape);
    }

    @Test
    void passwordsThatWouldArriveAlteredAreImpossible() {
        assertThat(PasswordShape.of("Bob-\0secret-1")).isEqualTo(PasswordShape.IMPOSSIBLE);
        assertThat(PasswordShape.of("secret\n")).isEqualTo(PasswordShape.IMPOSSIBLE);
        assertThat(PasswordShape.of("secret\u007f")).isEqualTo(PasswordShape.IMPOSSIBLE);
        assertThat(PasswordShape.of("secret\ud83d")).isEqualTo(PasswordShape.IMPOSSIBLE);
        assertThat(PasswordShape.of("x".repeat(4_096))).isEqualTo(PasswordShape.LOGIN_PASSWORD);
        assertThat(PasswordShape.of("x".repeat(4_097))).isEqualTo(PasswordShape.IMPOSSIBLE);
        assertThat(PasswordShape.of("ü".repeat(2_049))).isEqualTo(PasswordShape.IMPOSSIBLE);
        assertThat(PasswordShape.of("a1B".repeat(24))).isEqualTo(PasswordShape.APP_PASSWORD);
        assertThat(PasswordShape.of("päss:wörd€:1")).isEqualTo(PasswordShape.LOGIN_PASSWORD);
    }
}
