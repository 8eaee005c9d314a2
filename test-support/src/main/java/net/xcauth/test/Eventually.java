package net.xcauth.test;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does in its own time. */
public final class Eventually {
    /** Generous: a busy machine must not fail a test. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration INTERVAL = Duration.ofMillis(25);

    private Eventually() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what names the condition in the failure
     * @throws AssertionError if it does not hold within {@link #PATIENCE}
     */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, PATIENCE, condition);
    }

    /**
     * The same for what takes a while by design.
     *
     * @param patience how long at most
     */
    public static void until(String what, Duration patience, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
            }
            TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
        }
    }
}
