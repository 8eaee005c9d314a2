package net.xcauth.core.examination;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import net.xcauth.core.text.Text;

/** Compares this machine's clock with the cloud's: the cloud sets the expiry of tokens, this machine checks it. */
public final class ClockStep {
    /** Tokens are valid for an hour, so a smaller difference does no harm. */
    public static final Duration BAD = Duration.ofSeconds(5);

    private static final Duration WORSE = Duration.ofSeconds(60);

    private ClockStep() {}

    /**
     * Compares the clocks.
     *
     * @param said   the cloud's time in whole seconds, if it sent it
     * @param before this machine's time before the request
     * @param after  this machine's time after the response
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
