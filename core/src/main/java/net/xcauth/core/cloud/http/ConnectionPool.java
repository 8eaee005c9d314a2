package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;

/** Idle connections to clouds, kept for later requests. Thread-safe. */
final class ConnectionPool implements AutoCloseable {
    /** The time for which an unused connection stays open. Web servers close it after 5 s (Apache) to 75 s (nginx). */
    static final Duration KEPT = Duration.ofSeconds(30);
    /** A connection used this recently is not tested before reuse. */
    private static final Duration TRUSTED = Duration.ofSeconds(1);

    private final CloudSettings settings;
    private final Dialer dialer;
    private final Tls tls;
    /** The most recently used first. */
    private final Deque<CloudConnection> idle = new ArrayDeque<>();

    private boolean closed;

    ConnectionPool(CloudSettings settings, Optional<CaFile> caFile, Dialer dialer) {
        this.settings = settings;
        this.dialer = dialer;
        this.tls = new Tls(caFile);
    }

    /** Loads what connections need. */
    void prepare(boolean encrypted) {
        if (encrypted) {
            tls.context();
        }
    }

    /** Takes an idle connection; empty if none is still open. */
    Optional<CloudConnection> kept(Route route) {
        for (Optional<CloudConnection> found = take(route); found.isPresent(); found = take(route)) {
            if (System.nanoTime() - found.get().idleSince() < TRUSTED.toNanos()
                    || found.get().isSound()) {
                return found;
            }
            found.get().close();
        }
        return Optional.empty();
    }

    /** Opens a connection; blocks. */
    CloudConnection open(Route route, Cancellation cancellation) throws IOException {
        SocketChannel channel =
                dialer.connect(route.first().host(), route.first().port(), settings.connectTimeout(), cancellation);
        try {
            return new CloudConnection(
                    route, channel, route.cloud().encrypted() ? encrypted(route, channel) : channel.socket());
        } catch (IOException | RuntimeException | Error e) {
            Cancellation.close(channel);
            throw e;
        }
    }

    private Socket encrypted(Route route, SocketChannel channel) throws IOException {
        if (route.proxy().isPresent()) {
            route.tunnel(channel.socket());
        }
        return tls.over(channel.socket(), route.cloud());
    }

    /** Keeps a connection for later requests. */
    void keep(CloudConnection connection) {
        connection.idleSince(System.nanoTime());
        synchronized (this) {
            if (!closed && idle.size() < settings.maxConcurrent()) {
                idle.addFirst(connection);
                return;
            }
        }
        connection.close();
    }

    /** Closes connections unused for a while; returns false if none are left. */
    boolean sweep() {
        long now = System.nanoTime();
        List<CloudConnection> old = new ArrayList<>();
        boolean left;
        synchronized (this) {
            while (!idle.isEmpty() && now - idle.peekLast().idleSince() >= KEPT.toNanos()) {
                old.add(idle.pollLast());
            }
            left = !idle.isEmpty();
        }
        old.forEach(CloudConnection::close);
        return left;
    }

    private synchronized Optional<CloudConnection> take(Route route) {
        Iterator<CloudConnection> each = idle.iterator();
        while (each.hasNext()) {
            CloudConnection connection = each.next();
            if (connection.route().equals(route)) {
                each.remove();
                return Optional.of(connection);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        List<CloudConnection> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(idle);
            idle.clear();
        }
        ending.forEach(CloudConnection::close);
    }
}
