package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.xcauth.core.cloud.Identity.Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The beginning and end of a pair. */
class RivalsTest {
    private final Rivals<String> rivals = new Rivals<>();
    private final Map<String, Instant> accepted = new HashMap<>();
    private final Set<String> valid = new TreeSet<>();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");

    private Set<String> accept(String... passwords) {
        for (String password : passwords) {
            List<String> others = new ArrayList<>(accepted.keySet());
            others.remove(password);
            rivals.accepted(
                            password,
                            Proof.UNKNOWN,
                            others,
                            valid::contains,
                            each -> accepted.getOrDefault(each, Instant.EPOCH),
                            each -> Proof.UNKNOWN,
                            now)
                    .forEach(valid::remove);
            valid.add(password);
            accepted.put(password, now);
            now = now.plusSeconds(1);
        }
        return valid;
    }

    /** Makes neither valid, though they may still be a pair. */
    private void unconfirm() {
        valid.clear();
    }

    @Test
    void begins() {
        assertThat(accept("a", "b", "a")).containsExactly("a");
        assertThat(accept("b")).containsExactly("a", "b");
        unconfirm();
        assertThat(accept("a", "b")).containsExactly("a", "b");
    }

    @Test
    void endsWhenOneIsGone() {
        accept("a", "b", "a", "b");
        rivals.remove("a");
        accepted.remove("a");
        valid.remove("a");
        assertThat(accept("a")).containsExactly("a");
    }

    @Test
    void endsWhenOneWasNotAcceptedForADay() {
        accept("a", "b", "a", "b");
        now = now.plus(Duration.ofDays(1)).minusSeconds(3);
        unconfirm();
        assertThat(accept("a", "b")).containsExactly("a", "b");
        now = now.plus(Duration.ofDays(1));
        unconfirm();
        assertThat(accept("a", "b")).containsExactly("b");
        assertThat(accept("a", "b")).containsExactly("a", "b");
    }

    @Test
    void doesNotEndWhenAnotherClockIsAheadByLessThanADay() {
        accept("a", "b", "a", "b");
        now = now.minus(Duration.ofHours(1));
        unconfirm();
        assertThat(accept("a", "b")).containsExactly("a", "b");
        now = now.minus(Duration.ofDays(2));
        unconfirm();
        assertThat(accept("a", "b")).containsExactly("b");
    }

    @Test
    void survivesConversionToTextAndBack() {
        accept("a", "b", "a", "b", "c");
        String text = Rivals.text(rivals, List.of("a", "b", "c"));
        assertThat(text).isEqualTo("a b c 021201000");
        assertThat(Rivals.ofText(text)).isEqualTo(rivals);
        assertThat(Rivals.text(rivals, List.of("a", "b"))).isEqualTo("a b 0220");
        assertThat(Rivals.text(new Rivals<>(), List.of("a", "b"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "0", "a b 022", "a b 02201", "a b 0x20", "2", "a 22 02", "022"})
    void ignoresDamagedText(String text) {
        assertThat(Rivals.ofText(text)).isEqualTo(new Rivals<>());
    }
}
