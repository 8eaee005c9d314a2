package net.xcauth.core.examination;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import net.xcauth.core.text.Text;

/** Whether this machine's clock and the cloud's agree: the cloud's makes tokens expire, this one decides whether. */
public final class ClockStep {
    /** Tokens live for an hour, so that less does no harm. */
    public static final Duration BAD = Duration.ofSeconds(5);

    private static final Duration WORSE = Duration.ofSeconds(60);

    private ClockStep() {}

    /**
     * Compares.
     *
     * @param said   what the cloud's clock said, in whole seconds, if it did
     * @param before this machine's time when the cloud was asked
     * @param after  this machine's time when its answer was there
     */
    public static Finding examine(Text title, Optional<Instant> said, Instant before, Instant after) {
        if (said.isEmpty()) {
            return Finding.skip(title, FindingText.CLOCK_UNKNOWN.with());
        }
        Instant earliest = before.truncatedTo(ChronoUnit.SECONDS);
        if (said.get().isBefore(earliest)) {
            return judge(
                    title,
                    Duration.between(said.get(), earliest),
                    FindingText.CLOCK_HERE_AHEAD,
                    FindingText.CLOCK_EARLY);
        }
        if (said.get().isAfter(after)) {
            return judge(
                    title, Duration.between(after, said.get()), FindingText.CLOCK_CLOUD_AHEAD, FindingText.CLOCK_LATE);
        }
        return Finding.ok(title, FindingText.CLOCK_AGREES.with());
    }

    private static Finding judge(Text title, Duration apart, FindingText which, FindingText consequence) {
        Text text = which.with(apart.toSeconds());
        if (apart.compareTo(BAD) < 0) {
            return Finding.ok(title, FindingText.CLOCK_HARMLESS.with(text));
        }
        Text remedy = FindingText.CLOCK_REMEDY.with();
        return apart.compareTo(WORSE) < 0
                ? Finding.warn(title, text, remedy)
                : Finding.fail(title, consequence.with(text), remedy);
    }
}
