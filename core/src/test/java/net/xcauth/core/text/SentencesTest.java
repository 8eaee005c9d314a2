package net.xcauth.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Refused;
import net.xcauth.core.examination.FindingText;
import net.xcauth.core.roster.Obstacle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All sentences for translators. */
class SentencesTest {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    static Stream<Sentence> sentences() {
        return Stream.of(
                        Stream.of(FindingText.values()),
                        Stream.of(Refused.values()),
                        Stream.of(Obstacle.values()),
                        Stream.of(Cause.values())
                                .flatMap(cause -> Stream.of(cause.what(), cause.advice()))
                                .map(Text::sentence))
                .flatMap(each -> each);
    }

    @Test
    void keysAreUnique() {
        assertThat(sentences())
                .extracting(Sentence::key)
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("(finding|refused|cause|group)\\.[a-z0-9_.]+"));
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void placeholdersAreNumberedWithoutGaps(Sentence sentence) {
        List<Integer> places = PLACE.matcher(sentence.english())
                .results()
                .map(place -> place.group(1))
                .map(Integer::valueOf)
                .sorted()
                .distinct()
                .toList();

        assertThat(places).isEqualTo(IntStream.range(0, places.size()).boxed().toList());
        assertThat(PLACE.matcher(sentence.english()).replaceAll(""))
                .doesNotContain("{", "}")
                .isNotBlank();
    }
}
