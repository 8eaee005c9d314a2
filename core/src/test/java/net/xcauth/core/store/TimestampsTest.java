package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @Test
    void writesMicrosecondsInUtcAsPythonDoes() {
        assertThat(Timestamps.text(Instant.parse("2026-11-23T20:15:07.042Z"))).isEqualTo("2026-11-23 20:15:07.042000");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23 20:15:07, 2026-11-23T20:15:07Z",
        "2026-11-23 20:15:07.042000, 2026-11-23T20:15:07.042Z",
        "2026-11-23 20:15:07.5, 2026-11-23T20:15:07.5Z",
        "1970-01-01 00:00:00, 1970-01-01T00:00:00Z"
    })
    void readsWithAndWithoutFractions(String text, Instant time) {
        assertThat(Timestamps.instant(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"yesterday", "2026-11-23", "2026-13-40 25:61:61", "2026-11-23T20:15:07Z"})
    void treatsInvalidTextAsLongAgo(String text) {
        assertThat(Timestamps.instant(text)).isEqualTo(Instant.EPOCH);
    }
}
