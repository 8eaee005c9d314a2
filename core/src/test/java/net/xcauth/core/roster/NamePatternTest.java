package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Staff|Staff",
                "staff|STAFF",
                "ärzte|ÄRZTE",
                "Staff*|Staff",
                "Staff*|Staff 2026",
                "*staff|The Staff",
                "*|``",
                "*a*b*|xxaxxbxx",
                "St?ff|Stuff",
                "?|😀",
                "*|😀 and more",
                "?taff|😀taff",
                "a.b|a.b",
                "a+(b)[c]|A+(B)[C]",
                "\\Qx\\E|\\Qx\\E",
                "^$|^$",
                "Science & Fun|Science & Fun"
            })
    void matches(String pattern, String name) {
        assertThat(only(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Staff|Staffs",
                "Staff|The Staff",
                "Staff|``",
                "Staff|Stäff",
                "?|``",
                "?|ab",
                "??|😀",
                "*b|abc",
                "a.b|axb",
                "a*b|ac"
            })
    void doesNotMatch(String pattern, String name) {
        assertThat(only(pattern).matches(name)).isFalse();
    }

    @Test
    void matchesLineBreaks() {
        assertThat(only("a*b").matches("a\nx\u2028b")).isTrue();
        assertThat(only("a?b").matches("a\nb")).isTrue();
    }

    @Test
    void areSeparatedByCommas() {
        assertThat(NamePattern.list(" Staff , *fun*,, Science & Fun,"))
                .extracting(NamePattern::toString)
                .containsExactly("Staff", "*fun*", "Science & Fun");
        assertThat(only("a? b").matches("a, b")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,"})
    void areNoneInAnEmptyList(String texts) {
        assertThat(NamePattern.list(texts)).isEmpty();
    }

    @Test
    void areEqualIfTheirTextsAre() {
        assertThat(only("Staff*"))
                .isEqualTo(only("Staff*"))
                .hasSameHashCodeAs(only("Staff*"))
                .isNotEqualTo(only("staff*"))
                .isNotEqualTo("Staff*");
    }

    private static NamePattern only(String pattern) {
        return NamePattern.list(pattern).get(0);
    }
}
