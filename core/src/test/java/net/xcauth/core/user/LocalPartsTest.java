package net.xcauth.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPartsTest {

    @ParameterizedTest
    @CsvSource({
        "alice,alice",
        "Alice,alice",
        "JÜRGEN,jürgen",
        "d\\27artagnan,d\\27artagnan",
        "a.b_c-d,a.b_c-d",
        "Ω,ω",
        "李明,李明",
        "user1,user1"
    })
    void areConvertedToLowerCase(String given, String prepared) {
        assertThat(LocalParts.prepared(given)).contains(prepared);
    }

    @Test
    void areNormalizedToComposedForm() {
        assertThat(LocalParts.prepared("ju\u0308rgen")).contains("j\u00fcrgen");
    }

    /** A server would convert these to other names, or refuse them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "groß",
                "ﬁsh",
                "a b",
                "a@b",
                "a/b",
                "o'neil",
                "a\nb",
                "a\u200bb",
                "\u202eabc",
                "a\ud800",
                "λόγος",
                "①",
                "\ue000",
                "a\u2028b"
            })
    void areInvalidIfAServerWouldChangeOrRefuseThem(String given) {
        assertThat(LocalParts.prepared(given)).isEmpty();
    }

    @Test
    void haveAMaximumLength() {
        assertThat(LocalParts.prepared("a".repeat(1_023))).isPresent();
        assertThat(LocalParts.prepared("a".repeat(1_024))).isEmpty();
        assertThat(LocalParts.prepared("ü".repeat(512))).isEmpty();
    }
}
