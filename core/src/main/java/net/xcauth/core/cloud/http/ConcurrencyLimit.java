package net.xcauth.core.cloud.http;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Limits the number of concurrent requests; others wait in order. Never blocks: a waiting request is run when its turn
 * comes.
 */
final class ConcurrencyLimit {

    private final int maxInside;
    private final int maxWaiting;
    private final Executor executor;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int inside;

    /** @param executor runs the requests; must allow as many threads as the limit */
    ConcurrencyLimit(int maxInside, int maxWaiting, Executor executor) {
        this.maxInside = maxInside;
        this.maxWaiting = maxWaiting;
        this.executor = executor;
    }

    /**
     * Runs a request now or later, never on this thread. Each one that runs must call {@link #leave()} once.
     *
     * @return false if too many are waiting already, so that it will never run
     * @throws Error if no thread can be started, so that it will never run
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

    /** Removes a request that is still waiting; returns whether it was, in which case it will never run. */
    synchronized boolean withdraw(Runnable turn) {
        return waiting.remove(turn);
    }

    /** Ends a request and runs the one that has waited longest. */
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
                inside--; // no thread could be started: the request ends at its deadline, and its permit is not lost
            }
        }
    }
}
