package net.xcauth.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountsTest {
    /** The examples of XEP-0106, section 5, and what it leaves alone. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
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
    void undoesTheEscapesOfXmppUserNames(String user, String account) {
        assertThat(Accounts.accountOf(user)).isEqualTo(account);
    }
}
