package net.xcauth.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final Sentence GREETING = new Sample("greeting", "it's {0}, the {1} of {0}");
    private static final Sentence QUEEN = new Sample("queen", "queen");
    private static final Map<String, String> WORDS = Map.of("greeting", "es ist die {1} von {0}", "queen", "Königin");
    private static final Translation GERMAN = key -> WORDS.getOrDefault(key, "");

    private record Sample(String key, String english) implements Sentence {}

    @Test
    void isTranslatedWithItsArguments() {
        Text text = GREETING.with("Hearts", QUEEN.with());

        assertThat(text).hasToString("it's Hearts, the queen of Hearts");
        assertThat(text.in(GERMAN)).isEqualTo("es ist die Königin von Hearts");
    }

    @Test
    void isInEnglishIfThereIsNoTranslation() {
        assertThat(QUEEN.with().in(key -> "")).isEqualTo("queen");
    }

    @Test
    void insertsNumbersUngroupedAndArgumentsLiterally() {
        assertThat(GREETING.with("{1} $1 \\", 10_000)).hasToString("it's {1} $1 \\, the 10000 of {1} $1 \\");
    }

    @Test
    void plainTextIsTheSameInEveryLanguage() {
        assertThat(Text.plain("greeting {0} '{'").in(GERMAN)).isEqualTo("greeting {0} '{'");
        assertThat(Text.plain("x").in(key -> {
                    throw new AssertionError("asked for " + key);
                }))
                .isEqualTo("x");
    }

    @Test
    void aTranslationWithTooManyPlaceholdersIsHarmless() {
        assertThat(QUEEN.with().in(key -> "Königin {0}")).isEqualTo("Königin {0}");
    }

    @Test
    void isASingleLineWhateverItsOrigin() {
        assertThat(GREETING.with("a\nb", Text.plain("c\u001b")))
                .asString()
                .doesNotContain("\n", "\u001b")
                .startsWith("it's a\\u000ab, the c\\u001b of");
    }

    @Test
    void equalsATextWithTheSameSentenceAndArguments() {
        assertThat(GREETING.with(1, QUEEN.with()))
                .isEqualTo(GREETING.with("1", QUEEN.with()))
                .hasSameHashCodeAs(GREETING.with("1", QUEEN.with()))
                .isNotEqualTo(GREETING.with("1", "queen"));
    }

    @Test
    void isBlankIfItSaysNothing() {
        assertThat(Text.plain(" ").isBlank()).isTrue();
        assertThat(QUEEN.with().isBlank()).isFalse();
    }

    @Test
    void anExceptionHasAnEnglishMessageAndKeepsTheTextForTranslation() {
        RefusedException refused = new RefusedException(GREETING.with("Hearts", QUEEN.with()));

        assertThat(refused).hasMessage("it's Hearts, the queen of Hearts");
        assertThat(refused.text().in(GERMAN)).isEqualTo("es ist die Königin von Hearts");
    }
}
