package net.xcauth.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmppDomainsTest {
    @ParameterizedTest
    @CsvSource({
        "Example.ORG, example.org",
        "exämple.org, exämple.org",
        "EXÄMPLE.org, exämple.org",
        "xn--exmple-cua.org, exämple.org",
        "XN--EXMPLE-CUA.org, exämple.org",
        "chat.xn--exmple-cua.org, chat.exämple.org",
        "my_chat.xn--exmple-cua.org, my_chat.exämple.org",
        "пример.рф, пример.рф",
        "xn--e1afmkfd.xn--p1ai, пример.рф"
    })
    void bothSpellingsAreEquivalent(String domain, String normal) {
        assertThat(XmppDomains.normal(domain)).isEqualTo(normal);
    }

    @Test
    void theAsciiSpellingIsThatOfDns() {
        assertThat(XmppDomains.ascii("Exämple.org")).isEqualTo("xn--exmple-cua.org");
        assertThat(XmppDomains.ascii("xn--exmple-cua.org")).isEqualTo("xn--exmple-cua.org");
        assertThat(XmppDomains.ascii("Example.org")).isEqualTo("example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "a b",
                "xn--",
                "xn--a.org",
                "-.-",
                "192.0.2.1",
                "[::1]",
                "ä..org",
                "xn--example-.org"
            })
    void invalidDomainsRemainUnchanged(String text) {
        assertThat(XmppDomains.normal(text)).isEqualTo(text);
    }

    @Test
    void domainsThatTheOlderStandardMergesRemainDistinct() {
        assertThat(XmppDomains.normal("straße.example")).isNotEqualTo(XmppDomains.normal("strasse.example"));
        assertThat(XmppDomains.normal("xn--strae-oqa.example")).isNotEqualTo(XmppDomains.normal("strasse.example"));
    }

    @Test
    void aUserIsTheSameInBothSpellings() {
        assertThat(UserKey.ofJid("Alice@xn--exmple-cua.org")).isEqualTo(new UserKey("alice", "Exämple.org"));
        assertThat(UserKey.ofJid("alice@xn--exmple-cua.org").jid()).isEqualTo("alice@exämple.org");
    }
}
