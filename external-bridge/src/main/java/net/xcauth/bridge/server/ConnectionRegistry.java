package net.xcauth.bridge.server;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import net.xcauth.bridge.net.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections; limits their number and their time, and closes them at the end. Thread-safe. */
final class ConnectionRegistry implements Connection.Listener {
    private static final Logger log = LoggerFactory.getLogger(ConnectionRegistry.class);

    private final Limits limits;
    private final Duration grace;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    /** Connections that have never sent anything, oldest first: these are evicted. */
    private final LinkedHashSet<Connection> silent = new LinkedHashSet<>();

    private boolean full;
    private boolean stopping;

    /** @param grace for a client that has just connected to send its first request, although the program is stopping */
    ConnectionRegistry(Limits limits, Duration grace) {
        this.limits = limits;
        this.grace = grace;
    }

    @Override
    public boolean opened(Connection connection) {
        Optional<Connection> evicted = Optional.empty();
        boolean late;
        synchronized (this) {
            if (open.size() >= limits.maxConnections()) {
                warnOnce();
                evicted = removeOldestSilent();
                if (evicted.isEmpty()) {
                    return false;
                }
            }
            open.add(connection);
            silent.add(connection);
            late = stopping;
        }
        evicted.ifPresent(Connection::abort);
        if (late) {
            connection.stop(grace);
        }
        return true;
    }

    private void warnOnce() {
        if (!full) {
            full = true;
            log.warn(
                    "the limit of {} connections is reached (max-connections): each new one replaces "
                            + "the oldest that has never sent anything, or is refused if there is none",
                    open.size());
        }
    }

    private Optional<Connection> removeOldestSilent() {
        Iterator<Connection> oldest = silent.iterator();
        if (!oldest.hasNext()) {
            return Optional.empty();
        }
        Connection connection = oldest.next();
        oldest.remove();
        open.remove(connection);
        return Optional.of(connection);
    }

    @Override
    public synchronized void spoke(Connection connection) {
        silent.remove(connection);
    }

    @Override
    public synchronized void closed(Connection connection) {
        open.remove(connection);
        silent.remove(connection);
        if (full && open.size() < limits.maxConnections() * 9L / 10) {
            full = false;
            log.warn("new connections are accepted again");
        }
        notifyAll();
    }

    void checkTimes() {
        long now = System.nanoTime();
        forEach(connection -> connection.checkTimes(now, limits));
    }

    /**
     * Waits for pending replies, within the stop timeout, then closes all connections.
     *
     * @return true if all replies were sent in time
     */
    boolean stop() throws InterruptedException {
        synchronized (this) {
            stopping = true;
        }
        forEach(connection -> connection.stop(grace));
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
