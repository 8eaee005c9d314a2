package net.xcauth.core.cloud.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.cloud.http.NoConnectionException.Tried;

/**
 * Connects to a host by name. All its addresses are tried, alternating between IPv4 and IPv6. The next attempt starts
 * when one fails, or after a short delay, so that a dead address does not use up the others' time. The first connection
 * wins, and its address is tried first next time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305">RFC 8305: Happy Eyeballs</a>
 */
public final class Dialer {
    private static final long ATTEMPT_DELAY = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int REMEMBERED_HOSTS = 1_000;

    private final Resolver resolver;
    private final Cache<String, InetAddress> lastWinners = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(REMEMBERED_HOSTS)
            .build();

    /** Uses this machine's name resolution. */
    public Dialer() {
        this(Resolver.SYSTEM);
    }

    public Dialer(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Connects, and waits until that has succeeded or failed.
     *
     * @param host     a name, or an address without brackets
     * @param patience time limit for all attempts together
     * @return the connection, in blocking mode
     * @throws java.net.UnknownHostException if the host has no address
     * @throws NoConnectionException         if no address accepts in time
     */
    public SocketChannel connect(String host, int port, Duration patience) throws IOException {
        return connect(host, port, patience, new Cancellation());
    }

    SocketChannel connect(String host, int port, Duration patience, Cancellation cancellation) throws IOException {
        List<InetAddress> addresses = inTurn(host, resolver.addresses(host));
        try (Race race = new Race(addresses, port, patience)) {
            cancellation.closes(race.selector);
            Winner winner = race.run();
            cancellation.closes(winner.channel());
            if (!winner.address().equals(addresses.get(0))) {
                lastWinners.put(host, winner.address());
            }
            winner.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
            return winner.channel();
        } catch (ClosedSelectorException e) {
            throw new IOException("cancelled", e);
        }
    }

    /** The addresses with alternating families, and the last winner first. */
    private List<InetAddress> inTurn(String host, List<InetAddress> resolved) {
        Map<Boolean, Deque<InetAddress>> families = resolved.stream()
                .collect(Collectors.partitioningBy(
                        each -> each.getClass() == resolved.get(0).getClass(),
                        Collectors.toCollection(ArrayDeque::new)));
        List<InetAddress> inTurn = new ArrayList<>();
        for (boolean first = true; inTurn.size() < resolved.size(); first = !first) {
            InetAddress next = Objects.requireNonNull(families.get(first)).poll();
            if (next != null) {
                inTurn.add(next);
            }
        }
        InetAddress last = lastWinners.getIfPresent(host);
        if (last != null && inTurn.remove(last)) {
            inTurn.add(0, last);
        }
        return inTurn;
    }

    private record Winner(SocketChannel channel, InetAddress address) {}

    /** Concurrent connection attempts to the addresses of one host. */
    private static final class Race implements AutoCloseable {
        private final Deque<InetAddress> waiting;
        private final int port;
        private final long delay;
        private final long end;
        private final Map<SocketChannel, InetAddress> running = new LinkedHashMap<>();
        private final List<Tried> failed = new ArrayList<>();
        private final Selector selector = Selector.open();
        /** Nanoseconds, as {@link System#nanoTime} counts them. */
        private long next = System.nanoTime();

        Race(List<InetAddress> addresses, int port, Duration patience) throws IOException {
            this.waiting = new ArrayDeque<>(addresses);
            this.port = port;
            this.delay = Math.min(ATTEMPT_DELAY, patience.toNanos() / (addresses.size() + 1));
            this.end = next + patience.toNanos();
        }

        Winner run() throws IOException {
            while (true) {
                long now = System.nanoTime();
                if (now - end >= 0 || waiting.isEmpty() && running.isEmpty()) {
                    throw lost();
                }
                if (!waiting.isEmpty() && now - next >= 0) {
                    next = now + delay;
                    begin(waiting.poll());
                } else {
                    long pause = waiting.isEmpty() ? end - now : Math.min(next - now, end - now);
                    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(pause)));
                    selector.selectedKeys().clear();
                }
                Optional<Winner> connected = finished();
                if (connected.isPresent()) {
                    return connected.get();
                }
            }
        }

        private void begin(InetAddress address) throws IOException {
            SocketChannel channel = SocketChannel.open();
            running.put(channel, address);
            try {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_CONNECT);
                channel.connect(new InetSocketAddress(address, port));
            } catch (IOException e) {
                lose(channel, e);
            }
        }

        /** The first connected channel, if there is one. */
        private Optional<Winner> finished() throws IOException {
            for (SocketChannel channel : List.copyOf(running.keySet())) {
                try {
                    if (channel.finishConnect()) {
                        channel.keyFor(selector).cancel();
                        channel.configureBlocking(true);
                        return Optional.of(new Winner(channel, Objects.requireNonNull(running.remove(channel))));
                    }
                } catch (IOException e) {
                    lose(channel, e);
                }
            }
            return Optional.empty();
        }

        private void lose(SocketChannel channel, IOException failure) throws IOException {
            failed.add(new Tried(Objects.requireNonNull(running.remove(channel)), failure));
            channel.close();
            next = System.nanoTime();
        }

        private NoConnectionException lost() {
            Stream.concat(running.values().stream(), waiting.stream())
                    .forEach(address -> failed.add(new Tried(address, new SocketTimeoutException("timed out"))));
            return new NoConnectionException(failed);
        }

        /** Aborts the remaining attempts. */
        @Override
        public void close() throws IOException {
            for (SocketChannel channel : running.keySet()) {
                channel.close();
            }
            selector.close();
        }
    }
}
