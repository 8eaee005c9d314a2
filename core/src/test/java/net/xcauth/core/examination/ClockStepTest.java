package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockStepTest {
    private static final Instant BEFORE = Instant.parse("2026-11-23T20:15:07.900Z");
    private static final Instant AFTER = Instant.parse("2026-11-23T20:15:09.100Z");

    @ParameterizedTest
    @CsvSource({"2026-11-23T20:15:07Z", "2026-11-23T20:15:08Z", "2026-11-23T20:15:09Z"})
    void anyTimeDuringTheRequestIsCorrect(Instant said) {
        Finding finding = examine(said);

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.text().toString()).contains("agree");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T20:15:06Z,OK,1",
        "2026-11-23T20:15:03Z,OK,4",
        "2026-11-23T20:15:02Z,WARN,5",
        "2026-11-23T20:14:08Z,WARN,59",
        "2026-11-23T20:14:07Z,FAIL,60",
        "2026-11-23T19:15:07Z,FAIL,3600"
    })
    void aCloudThatIsBehindMeansThatThisClockIsAhead(Instant said, Level level, int seconds) {
        Finding finding = examine(said);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text().toString())
                .startsWith("this machine's clock is ahead of the cloud's by " + seconds + " s");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T20:15:14Z,OK,4",
        "2026-11-23T20:15:15Z,WARN,5",
        "2026-11-23T20:16:09Z,WARN,59",
        "2026-11-23T20:16:10Z,FAIL,60"
    })
    void aCloudThatIsAheadIsReported(Instant said, Level level, int seconds) {
        Finding finding = examine(said);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text().toString())
                .startsWith("the cloud's clock is ahead of this machine's by " + seconds + " s");
    }

    @Test
    void theRemedyIsNtpAndTheConsequenceIsReported() {
        assertThat(examine(BEFORE.minusSeconds(300)).remedy().toString()).contains("NTP");
        assertThat(examine(BEFORE.minusSeconds(300)).text().toString()).contains("expire too early");
        assertThat(examine(AFTER.plusSeconds(300)).text().toString()).contains("valid for too long");
    }

    @Test
    void aCloudThatDoesNotSendItsTimeCannotBeCompared() {
        assertThat(ClockStep.examine(Text.plain("clock"), Optional.empty(), BEFORE, AFTER)
                        .level())
                .isEqualTo(Level.SKIP);
    }

    private static Finding examine(Instant said) {
        return ClockStep.examine(Text.plain("clock"), Optional.of(said), BEFORE, AFTER);
    }
}
