package net.xcauth.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserKeyTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "alice, alice@example.org",
                "d'artagnan, d\\27artagnan@example.org",
                "space cadet, space\\20cadet@example.org",
                "user@host, user\\40host@example.org",
                "c\\20net, c\\5c20net@example.org",
                "a\\b, a\\b@example.org"
            })
    void isWrittenAsAJidAndReadBack(String account, String jid) {
        UserKey key = new UserKey(account, "Example.ORG");

        assertThat(key.jid()).isEqualTo(jid);
        assertThat(UserKey.ofJid(jid)).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "alice, alice@example.org",
                "o'hara smith, o'hara smith@example.org",
                "alice@example.org, alice\\40example.org@example.org"
            })
    void isShownWithOneAtSignOnly(String account, String shown) {
        assertThat(new UserKey(account, "example.org")).hasToString(shown);
        assertThat(UserKey.shown(account, "example.org")).isEqualTo(shown);
    }

    @Test
    void ignoresCase() {
        assertThat(UserKey.ofJid("Alice@EXAMPLE.org")).isEqualTo(new UserKey("alice", "example.org"));
    }

    /** A cloud may have both accounts; Java treats the Kelvin sign as a k. */
    @ParameterizedTest
    @CsvSource({"Ünal, ünal", "\u212aate, kate", "\u212bse, åse"})
    void ignoresTheCaseOfAsciiLettersOnly(String account, String other) {
        assertThat(new UserKey(account, "example.org")).isNotEqualTo(new UserKey(other, "example.org"));
    }

    @Test
    void hasNoDomainIfTheJidHasNone() {
        assertThat(UserKey.ofJid("alice")).isEqualTo(new UserKey("alice", ""));
    }

    @Test
    void splitsAtTheLastAtSign() {
        assertThat(UserKey.ofJid("alice@home@example.org")).isEqualTo(new UserKey("alice@home", "example.org"));
    }
}
