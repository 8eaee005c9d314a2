package net.xcauth.bridge.server;

import net.xcauth.bridge.net.Limits;

/** The phase of a connection, and the time since it began. Only its event loop changes it; any thread may read it. */
final class PhaseTimer {

    /** The event that a connection waits for. */
    enum Phase {
        /** The beginning of a request. */
        IDLE,
        /** The rest of a request. */
        RECEIVING,
        /** Our reply. */
        ANSWERING,
        /** The client reading its replies. */
        STALLED,
        /** The client reading the last reply. */
        ENDING
    }

    private volatile Phase phase = Phase.IDLE;
    private volatile long since = System.nanoTime();

    Phase phase() {
        return phase;
    }

    /** Nanoseconds since the phase began, or since the last progress in it. */
    long elapsed() {
        return System.nanoTime() - since;
    }

    /**
     * Enters a phase, or stays in it.
     *
     * @param progress true to restart the time even if the phase is the same
     */
    void enter(Phase next, boolean progress) {
        if (progress || next != phase) {
            since = System.nanoTime();
            phase = next;
        }
    }

    /**
     * True if the phase takes longer than the limits allow.
     *
     * @param now see {@link System#nanoTime}
     */
    boolean isLate(long now, Limits limits) {
        return switch (phase) {
            case IDLE ->
                !limits.idleTimeout().isZero()
                        && now - since > limits.idleTimeout().toNanos();
            case ANSWERING -> false;
            case RECEIVING, STALLED, ENDING ->
                now - since > limits.requestTimeout().toNanos();
        };
    }
}
