package net.xcauth.bridge.server;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that are open, and how many may be. */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final Limits limits;
    private final Duration grace;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    /** Those that have not said anything yet, oldest first: they make room. */
    private final LinkedHashSet<Connection> silent = new LinkedHashSet<>();

    private boolean full;
    private volatile boolean stopping;

    /** @param grace how long somebody who has just connected may take to ask something although this is to end */
    Connections(Limits limits, Duration grace) {
        this.limits = limits;
        this.grace = grace;
    }

    Duration grace() {
        return grace;
    }

    /** @return whether the new connection may stay */
    boolean opened(Connection connection) {
        Connection leaves = null;
        synchronized (this) {
            if (open.size() >= limits.maxConnections()) {
                warnOnce();
                leaves = takeOldestSilent();
                if (leaves == null) {
                    return false;
                }
            }
            open.add(connection);
            silent.add(connection);
        }
        if (leaves != null) {
            leaves.abort();
        }
        return true;
    }

    private void warnOnce() {
        if (!full) {
            full = true;
            log.warn(
                    "{} connections are open, the most there may be (max-connections): for each new one the oldest "
                            + "that never sent anything is closed, and if there is none, the new one",
                    open.size());
        }
    }

    private Connection takeOldestSilent() {
        Iterator<Connection> oldest = silent.iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        Connection connection = oldest.next();
        oldest.remove();
        open.remove(connection);
        return connection;
    }

    /** The connection has sent its first bytes. */
    synchronized void spoke(Connection connection) {
        silent.remove(connection);
    }

    synchronized void closed(Connection connection) {
        open.remove(connection);
        silent.remove(connection);
        if (full && open.size() < limits.maxConnections() * 9L / 10) {
            full = false;
            log.warn("there is room for connections again");
        }
        notifyAll();
    }

    /** Whether no further requests are to be answered, but those under way. */
    boolean isStopping() {
        return stopping;
    }

    void checkTimes() {
        long now = System.nanoTime();
        forEach(connection -> connection.checkTimes(now, limits));
    }

    /**
     * Lets answers under way go out, then closes everything.
     *
     * @return whether all were done in time
     */
    boolean stop() throws InterruptedException {
        synchronized (this) {
            stopping = true;
        }
        forEach(Connection::stop);
        boolean done = awaitNone();
        forEach(Connection::abort);
        return done;
    }

    private synchronized boolean awaitNone() throws InterruptedException {
        long deadline = System.nanoTime() + limits.stopTimeout().toNanos();
        while (!open.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private void forEach(Consumer<Connection> action) {
        List.copyOf(open).forEach(action);
    }
}
