package net.xcauth.openfire.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernamesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "alice, alice",
                "ALICE, alice",
                "\" alice \", alice",
                "alice@example.org, alice",
                "Alice@Example.ORG, alice",
                "JÜRGEN, jürgen",
                "o'hara smith, o\\27hara\\20smith",
                "O'Hara Smith@example.org, o\\27hara\\20smith",
                "O\\27Hara\\20Smith, o\\27hara\\20smith",
                "a@b@example.org, a\\40b",
                "a\\40b, a\\40b",
                "a:b/c, a\\3ab\\2fc",
                "Straße, strasse"
            })
    void haveOneCanonicalSpelling(String given, String canonical) {
        assertThat(Usernames.canonical(given, "example.org")).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "@example.org", "alice@other.org", "alice@sub.example.org", "alice@", "a\u0000b"})
    void ofOtherDomainsAreRejected(String given) {
        assertThat(Usernames.canonical(given, "example.org")).isEmpty();
    }

    @Test
    void areStableWhenNormalizedAgain() {
        String once = Usernames.canonical("Ö'x \\2X \\27", "example.org").orElseThrow();
        assertThat(Usernames.canonical(once, "example.org")).contains(once);
    }
}
