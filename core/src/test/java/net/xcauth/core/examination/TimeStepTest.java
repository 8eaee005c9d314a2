package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.text.Text;
import org.junit.jupiter.api.Test;

class TimeStepTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void halfOfTheLimitIsFastEnough() {
        assertThat(TimeStep.examine(Text.plain("time"), Duration.ofSeconds(5), LIMIT)
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void moreIsAWarningWithBothNumbers() {
        Finding slow = TimeStep.examine(Text.plain("time"), Duration.ofMillis(5_001), LIMIT);

        assertThat(slow.level()).isEqualTo(Level.WARN);
        assertThat(slow.text().toString()).contains("5001 ms", "10000 ms");
        assertThat(slow.remedy().toString()).contains("timeout");
    }
}
