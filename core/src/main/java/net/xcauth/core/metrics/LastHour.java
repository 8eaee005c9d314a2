package net.xcauth.core.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.CloudOperation;

/** Counts decisions and requests in each of the last sixty minutes, for the console. Thread-safe. */
public final class LastHour implements DecisionListener, CloudListener {
    private static final int MINUTES = 60;

    private final Clock clock;
    private final Count[] counts = new Count[MINUTES];

    /**
     * One minute.
     *
     * @param accepted  accepted logins
     * @param refused   refused logins
     * @param undecided logins answered "cannot tell"
     * @param unasked   logins decided without querying the cloud
     * @param answered  requests that the cloud answered
     * @param failed    requests that the cloud did not answer
     * @param average   average time to an answer or failure; zero if there was none
     * @param slowest   longest time to an answer or failure
     */
    public record Minute(
            Instant start,
            int accepted,
            int refused,
            int undecided,
            int unasked,
            int answered,
            int failed,
            Duration average,
            Duration slowest) {}

    private static final class Count {
        private final Instant start;
        private int accepted;
        private int refused;
        private int undecided;
        private int unasked;
        private int answered;
        private int failed;
        private Duration sum = Duration.ZERO;
        private Duration slowest = Duration.ZERO;

        Count(Instant start) {
            this.start = start;
        }

        Minute minute() {
            int requests = answered + failed;
            return new Minute(
                    start,
                    accepted,
                    refused,
                    undecided,
                    unasked,
                    answered,
                    failed,
                    requests == 0 ? Duration.ZERO : sum.dividedBy(requests),
                    slowest);
        }
    }

    /** @param clock determines the current minute */
    public LastHour(Clock clock) {
        this.clock = clock;
        Arrays.fill(counts, new Count(Instant.MIN));
    }

    @Override
    public synchronized void decided(Question question, Outcome outcome, Duration took) {
        if (question != Question.LOGIN) {
            return;
        }
        Count count = current();
        switch (outcome.decision()) {
            case YES -> count.accepted++;
            case NO -> count.refused++;
            default -> count.undecided++;
        }
        if (outcome.reason() != Reason.CLOUD && outcome.reason() != Reason.UNREACHABLE) {
            count.unasked++;
        }
    }

    @Override
    public synchronized void answered(CloudOperation operation, Answer<?> answer, Duration took) {
        Count count = current();
        if (answer instanceof Unreachable<?>) {
            count.failed++;
        } else {
            count.answered++;
        }
        count.sum = count.sum.plus(took);
        count.slowest = took.compareTo(count.slowest) > 0 ? took : count.slowest;
    }

    /** The last sixty minutes, oldest first; the last one is not yet over. */
    public synchronized List<Minute> minutes() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        List<Minute> minutes = new ArrayList<>();
        for (int ago = MINUTES - 1; ago >= 0; ago--) {
            Instant start = now.minus(ago, ChronoUnit.MINUTES);
            Count count = counts[index(start)];
            minutes.add((count.start.equals(start) ? count : new Count(start)).minute());
        }
        return minutes;
    }

    private Count current() {
        Instant start = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        int index = index(start);
        if (!counts[index].start.equals(start)) {
            counts[index] = new Count(start);
        }
        return counts[index];
    }

    private static int index(Instant minute) {
        return (int) Math.floorMod(minute.getEpochSecond() / 60, (long) MINUTES);
    }
}
