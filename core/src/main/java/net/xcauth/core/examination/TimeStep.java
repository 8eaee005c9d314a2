package net.xcauth.core.examination;

import java.time.Duration;
import net.xcauth.core.text.Text;

/** Tests whether the cloud answers fast enough. */
final class TimeStep {
    private TimeStep() {}

    /** @param limit the timeout for an answer */
    static Finding examine(Text title, Duration taken, Duration limit) {
        Text text = FindingText.TIME.with(taken.toMillis(), limit.toMillis());
        return taken.compareTo(limit.dividedBy(2)) > 0
                ? Finding.warn(title, text, FindingText.TIME_REMEDY.with())
                : Finding.ok(title, text);
    }
}
