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

    /** @param executor runs the turns, at any time as many as may be inside */
    Gate(int maxInside, int maxWaiting, Executor executor) {
        this.maxInside = maxInside;
        this.maxWaiting = maxWaiting;
        this.executor = executor;
    }

    /**
     * Runs the turn now or later, never on this thread. Each turn that runs must be followed by one {@link #leave()}.
     *
     * @return false if too many wait already; the turn will never run
     * @throws Error if no thread can be started; the turn will never run
     */
    boolean enter(Runnable turn) {
        synchronized (this) {
            if (inside >= maxInside) {
                return waiting.size() < maxWaiting && waiting.add(turn);
            }
            inside++;
        }
        try {
            executor.execute(turn);
        } catch (Error e) {
            leave();
            throw e;
        }
        return true;
    }

    /** Takes back a turn that still waits. Returns whether it did; if so it will never run. */
    synchronized boolean withdraw(Runnable turn) {
        return waiting.remove(turn);
    }

    /** Ends a turn: its place goes to the one that has waited longest. */
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
        try {
            executor.execute(next);
        } catch (Error e) {
            synchronized (this) {
                inside--; // no thread is left: the turn ends by its deadline, and the place is not lost
            }
        }
    }
}
