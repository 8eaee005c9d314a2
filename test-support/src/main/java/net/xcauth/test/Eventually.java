package net.xcauth.test;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for conditions that other processes or threads bring about. */
public final class Eventually {
    /** Long enough for a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration INTERVAL = Duration.ofMillis(25);

    private Eventually() {}

    /**
     * Waits until the condition is true.
     *
     * @param what describes the condition in the failure
     * @throws AssertionError if it is still false after {@link #PATIENCE}
     */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, PATIENCE, condition);
    }

    /**
     * Waits until the condition is true, for conditions that take long by design.
     *
     * @param patience the longest time to wait
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
