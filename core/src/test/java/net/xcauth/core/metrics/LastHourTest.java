package net.xcauth.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.auth.DecisionListener.Question;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudOperation;
import net.xcauth.core.metrics.LastHour.Minute;
import org.junit.jupiter.api.Test;

class LastHourTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SetClock clock = new SetClock();
    private final LastHour hour = new LastHour(clock);

    private static final class SetClock extends Clock {
        private Instant now = NOON.plusSeconds(7);

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private void login(Decision decision, Reason reason) {
        hour.decided(Question.LOGIN, new Outcome(decision, reason, ""), Duration.ofMillis(1));
    }

    private Minute last() {
        List<Minute> minutes = hour.minutes();
        return minutes.get(minutes.size() - 1);
    }

    @Test
    void thereAreAlwaysSixtyMinutes() {
        List<Minute> minutes = hour.minutes();
        assertThat(minutes).hasSize(60).allMatch(minute -> minute.accepted() == 0 && minute.answered() == 0);
        assertThat(minutes.get(0).start()).isEqualTo(NOON.minus(Duration.ofMinutes(59)));
        assertThat(last().start()).isEqualTo(NOON);
    }

    @Test
    void loginsAreCountedByDecisionAndByUseOfTheCloud() {
        login(Decision.YES, Reason.CLOUD);
        login(Decision.YES, Reason.CACHED);
        login(Decision.YES, Reason.TOKEN);
        login(Decision.NO, Reason.CLOUD);
        login(Decision.CANNOT_TELL, Reason.UNREACHABLE);
        hour.decided(Question.EXISTENCE, new Outcome(Decision.YES, Reason.CACHED, ""), Duration.ZERO);
        assertThat(last()).isEqualTo(new Minute(NOON, 3, 1, 1, 2, 0, 0, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void requestsAreCountedAndTimed() {
        hour.answered(CloudOperation.AUTH, new Answer.No<>("wrong"), Duration.ofMillis(10));
        hour.answered(CloudOperation.AUTH, new Answer.Yes<>("alice"), Duration.ofMillis(20));
        hour.answered(CloudOperation.ISUSER, new Answer.Unreachable<>(Cause.TIMEOUT, "late"), Duration.ofMillis(300));
        assertThat(last())
                .isEqualTo(new Minute(NOON, 0, 0, 0, 0, 2, 1, Duration.ofMillis(110), Duration.ofMillis(300)));
    }

    @Test
    void minutesOlderThanAnHourAreDropped() {
        login(Decision.YES, Reason.CLOUD);
        clock.now = NOON.plus(Duration.ofMinutes(59));
        assertThat(hour.minutes().get(0).accepted()).isOne();
        clock.now = NOON.plus(Duration.ofMinutes(60));
        assertThat(hour.minutes()).allMatch(minute -> minute.accepted() == 0);
        login(Decision.NO, Reason.CLOUD);
        assertThat(last()).isEqualTo(new Minute(clock.now, 0, 1, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void severalListenersAreCalled() {
        LastHour other = new LastHour(clock);
        DecisionListener.all(List.of(hour, other))
                .decided(Question.LOGIN, new Outcome(Decision.YES, Reason.CLOUD, ""), Duration.ZERO);
        assertThat(hour.minutes()).isEqualTo(other.minutes());
        assertThat(last().accepted()).isOne();
    }
}
