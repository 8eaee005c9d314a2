package net.xcauth.core.examination;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether this machine's clock and the cloud's agree: the cloud's makes tokens expire, this one decides whether. */
public final class ClockStep {
    private static final Duration BAD = Duration.ofSeconds(5);
    private static final Duration WORSE = Duration.ofSeconds(60);
    private static final String REMEDY = "Let both machines take their time from the network (NTP): look at "
            + "timedatectl or chronyc tracking there and here.";

    private ClockStep() {
    }

    /**
     * Compares.
     *
     * @param said   what the cloud's clock said, in whole seconds, if it did
     * @param before this machine's time when the cloud was asked
     * @param after  this machine's time when its answer was there
     */
    public static Finding examine(String title, Optional<Instant> said, Instant before, Instant after) {
        if (said.isEmpty()) {
            return Finding.skip(title, "the cloud's web server does not say its time");
        }
        Instant earliest = before.truncatedTo(ChronoUnit.SECONDS);
        if (said.get().isBefore(earliest)) {
            return judge(title, Duration.between(said.get(), earliest), "this machine's clock is ahead of the cloud's",
                    "tokens expire too early");
        }
        if (said.get().isAfter(after)) {
            return judge(title, Duration.between(after, said.get()), "the cloud's clock is ahead of this machine's",
                    "tokens live too long");
        }
        return Finding.ok(title, "this machine's clock and the cloud's agree");
    }

    private static Finding judge(String title, Duration apart, String which, String consequence) {
        String text = which + " by " + apart.toSeconds() + " s";
        if (apart.compareTo(BAD) < 0) {
            return Finding.ok(title, text + ", which does no harm");
        }
        return apart.compareTo(WORSE) < 0 ? Finding.warn(title, text, REMEDY)
                : Finding.fail(title, text + ", so that " + consequence, REMEDY);
    }
}
