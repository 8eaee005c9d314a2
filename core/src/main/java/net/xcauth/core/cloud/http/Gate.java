package net.xcauth.core.cloud.http;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Lets a limited number of requests through at once, the others in the order in which they came.
 * Nothing ever blocks: a request that has to wait is called when it is its turn.
 */
final class Gate {

    private final int maxInside;
    private final int maxWaiting;
    private final Executor executor;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int inside;

    /** @param executor runs those that had to wait, so that a leaving request never runs a chain of others */
    Gate(int maxInside, int maxWaiting, Executor executor) {
        this.maxInside = maxInside;
        this.maxWaiting = maxWaiting;
        this.executor = executor;
    }

    /**
     * Runs the turn now, on this thread, or later. Each turn that runs must be followed by one {@link #leave()}.
     *
     * @return false if too many wait already; the turn will never run
     */
    boolean enter(Runnable turn) {
        synchronized (this) {
            if (inside >= maxInside) {
                return waiting.size() < maxWaiting && waiting.add(turn);
            }
            inside++;
        }
        turn.run();
        return true;
    }

    /** Takes back a turn that still waits. Returns whether it did; if so it will never run. */
    synchronized boolean withdraw(Runnable turn) {
        return waiting.remove(turn);
    }

    /** Ends a turn: its place goes to whoever waits longest. */
    void leave() {
        Runnable next;
        synchronized (this) {
            Iterator<Runnable> first = waiting.iterator();
            if (!first.hasNext()) {
                inside--;
                return;
            }
            next = first.next();
            first.remove();
        }
        executor.execute(next);
    }
}
