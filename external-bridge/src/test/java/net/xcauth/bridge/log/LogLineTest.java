package net.xcauth.bridge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class LogLineTest {
    private final LogLine format = new LogLine();

    @Test
    void aLineHasDateMillisecondsLevelAndMessage() {
        assertThat(format.format(at("2026-01-02T03:04:05.006"), Level.INFO, "hello", null))
                .isEqualTo("2026-01-02 03:04:05,006 INFO: hello\n");
    }

    @ParameterizedTest
    @CsvSource({"ERROR, ERROR", "WARN, WARNING", "INFO, INFO", "DEBUG, DEBUG"})
    void levelsAreNamedAsInPython(Level level, String name) {
        assertThat(format.format(at("2026-11-23T20:15:07.999"), level, "x", null))
                .isEqualTo("2026-11-23 20:15:07,999 " + name + ": x\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-07-01T12:00:00",
                "1969-12-31T23:59:59.999",
                "2024-02-29T00:00:00.001",
                "2026-03-29T12:30:00",
                "2026-10-25T12:30:00"
            })
    void timesAreLocal(String time) {
        String expected = LocalDateTime.parse(time).toString().replace('T', ' ').substring(0, 16);

        assertThat(format.format(at(time), Level.INFO, "x", null)).startsWith(expected);
    }

    @Test
    void theNextSecondHasItsOwnText() {
        assertThat(format.format(at("2026-01-01T00:00:59.999"), Level.INFO, "x", null))
                .contains("00:00:59,999");
        assertThat(format.format(at("2026-01-01T00:01:00"), Level.INFO, "x", null))
                .contains("00:01:00,000");
        assertThat(format.format(at("2026-01-01T00:00:59.001"), Level.INFO, "x", null))
                .contains("00:00:59,001");
    }

    @Test
    void aMessageCannotForgeAnotherLine() {
        String forged = "user\n2026-01-01 00:00:00,000 INFO: auth root@example.org: yes\r\u2028\u0085\u001b[1m\u202e";

        assertThat(format.format(at("2026-01-01T00:00:00"), Level.INFO, forged, null))
                .containsOnlyOnce("\n")
                .endsWith("\n")
                .doesNotContain("\r", "\u2028", "\u0085", "\u001b", "\u202e")
                .contains("user\\u000a2026-01-01");
    }

    @Test
    void aFailureIsFollowedByItsStackTrace() {
        String text =
                format.format(at("2026-01-01T00:00:00"), Level.ERROR, "it broke", new IllegalStateException("inner"));

        assertThat(text.lines()).hasSizeGreaterThan(2);
        assertThat(text)
                .contains("ERROR: it broke\njava.lang.IllegalStateException: inner\n\tat ")
                .endsWith("\n");
    }

    private static long at(String local) {
        return LocalDateTime.parse(local)
                .atZone(ZoneId.systemDefault())
                .toInstant()
                .toEpochMilli();
    }
}
