package net.xcauth.demo.nextcloud;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brute force protection: counts failed logins per address. More than 10 in 30 minutes block the address. */
final class FailedLogins {

    private static final int MOST = 10;
    private static final int SLOWEST = 25_000;
    private static final Duration BLOCKING = Duration.ofMinutes(30);
    private static final Duration DELAYING = Duration.ofHours(12);
    /** The most failures kept per address; older ones do not affect any answer. */
    private static final int REMEMBERED = 1000;

    private static final int ADDRESSES = 1000;

    private final Clock clock;
    private final Map<InetAddress, Deque<Instant>> failures = new LinkedHashMap<>();

    FailedLogins(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(InetAddress client) {
        Deque<Instant> times = failures.computeIfAbsent(client, any -> new ArrayDeque<>());
        if (times.size() == REMEMBERED) {
            times.removeFirst();
        }
        times.addLast(clock.instant());
        if (failures.size() > ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized boolean blocks(InetAddress client) {
        return within(client, BLOCKING) > MOST;
    }

    /** The delay in milliseconds: 0 without failures, else 100, doubled by each in the last 12 hours, up to 25,000. */
    synchronized int delay(InetAddress client) {
        long count = within(client, DELAYING);
        return count == 0 ? 0 : (int) Math.min(SLOWEST, 100L << Math.min(count, 8));
    }

    synchronized void clear() {
        failures.clear();
    }

    private long within(InetAddress client, Duration period) {
        Instant start = clock.instant().minus(period);
        Deque<Instant> times = failures.get(client);
        return times == null
                ? 0
                : times.stream().filter(time -> time.isAfter(start)).count();
    }
}
