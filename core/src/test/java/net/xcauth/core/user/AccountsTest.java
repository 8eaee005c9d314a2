package net.xcauth.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    /** The examples of XEP-0106, section 5, and names without escapes. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "space\\20cadet, `space cadet`",
                "call\\20me\\20\\22ishmael\\22, `call me \"ishmael\"`",
                "at\\26t\\20guy, `at&t guy`",
                "d\\27artagnan, `d'artagnan`",
                "\\2f.fanboy, `/.fanboy`",
                "\\3a\\3afoo\\3a\\3a, `::foo::`",
                "\\3cfoo\\3e, `<foo>`",
                "user\\40host, `user@host`",
                "c\\5c20net, `c\\20net`",
                "Alice, Alice",
                "a\\, `a\\`",
                "a\\2, `a\\2`",
                "a\\41b, `a\\41b`",
                "a\\zzb, `a\\zzb`"
            })
    void unescapesXmppUserNames(String user, String account) {
        assertThat(Accounts.accountOf(user)).isEqualTo(account);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "alice, alice",
                "Dave, dave",
                "ÄNNE, änne",
                "o'hara smith, o\\27hara\\20smith",
                "`c\\20net`, c\\5c20net",
                "a.b_c-d, a.b_c-d",
                "alice@example.org, alice",
                "Alice@EXAMPLE.ORG, alice",
                "o'hara@example.org, o\\27hara",
                "alice@example.com, alice\\40example.com",
                "alice@sub.example.org, alice\\40sub.example.org",
                "alice@home@example.org, alice\\40home",
                "alice@example.org@example.org, alice\\40example.org",
                "example.org, example.org",
                "alice@, alice\\40"
            })
    void convertsAccountsInADomainToXmppUserNames(String account, String user) {
        assertThat(Accounts.userOf(account, "Example.org")).contains(user);
    }

    @Test
    void removesNoDomainIfThereIsNone() {
        assertThat(Accounts.userOf("alice@example.org", "")).contains("alice\\40example.org");
        assertThat(Accounts.userOf("alice@", "")).contains("alice\\40");
    }

    /** XEP-0106, section 4: a local part neither begins nor ends with an escaped space. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", " alice", "alice ", "@example.org", " @example.org", "alice @example.org"})
    void rejectsAccountsThatCannotBeXmppUsers(String account) {
        assertThat(Accounts.userOf(account, "example.org")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "o'hara smith", "a@b", "c\\20net", "\"q\"&'/:<>@", "änne", "日本 語"})
    void isReversible(String account) {
        assertThat(Accounts.accountOf(Accounts.userOf(account, "example.org").orElseThrow()))
                .isEqualTo(account);
    }
}
