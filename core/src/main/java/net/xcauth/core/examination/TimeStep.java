package net.xcauth.core.examination;

import java.time.Duration;

/** Whether the cloud answers soon enough. */
final class TimeStep {
    private TimeStep() {
    }

    /** @param limit how long an answer may take before it counts as none */
    static Finding examine(String title, Duration taken, Duration limit) {
        String text = "the cloud answered in " + taken.toMillis() + " ms, of " + limit.toMillis() + " ms that it has";
        return taken.compareTo(limit.dividedBy(2)) > 0
                ? Finding.warn(title, text, "Under load it may count as unreachable: find out why the cloud is slow "
                        + "(Nextcloud delays this machine after wrong passwords), or raise the second number of "
                        + "timeout.")
                : Finding.ok(title, text);
    }
}
