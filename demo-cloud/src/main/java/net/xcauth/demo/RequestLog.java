package net.xcauth.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.demo.jsxc.JsxcApi;
import net.xcauth.demo.nextcloud.NextcloudApi;

/** The newest requests, if they are kept, and the number of requests per operation. Thread-safe. */
final class RequestLog {

    static final int CAPACITY = 10_000;
    /** The operations of both APIs, which have some in common. */
    static final Collection<String> OPERATIONS = Stream.concat(
                    JsxcApi.OPERATIONS.stream(), NextcloudApi.OPERATIONS.stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));

    /** The counter of all other operations: their names come from clients and are unbounded. */
    private static final String OTHER = "";

    private final boolean keep;
    private final Deque<LoggedRequest> kept = new ArrayDeque<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    RequestLog(boolean keep) {
        this.keep = keep;
    }

    void add(LoggedRequest request) {
        String counted = OPERATIONS.contains(request.operation()) ? request.operation() : OTHER;
        counts.computeIfAbsent(counted, operation -> new LongAdder()).increment();
        if (keep) {
            remember(request);
        }
    }

    synchronized List<LoggedRequest> requests() {
        return List.copyOf(kept);
    }

    synchronized List<LoggedRequest> await(int count, Duration timeout) throws InterruptedException {
        if (!keep || count > CAPACITY) {
            throw new IllegalStateException("cannot wait for " + count + " requests: the log "
                    + (keep ? "keeps only " + CAPACITY : "keeps none"));
        }
        long end = System.nanoTime() + timeout.toNanos();
        while (kept.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(
                        "received " + kept.size() + " of " + count + " requests within " + timeout);
            }
            // One millisecond more, because waiting 0 ms means waiting forever.
            TimeUnit.MILLISECONDS.timedWait(this, TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        return List.copyOf(kept);
    }

    long count() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long count(String operation) {
        LongAdder count = counts.get(operation);
        return count == null ? 0 : count.sum();
    }

    synchronized void clear() {
        kept.clear();
        counts.clear();
    }

    private synchronized void remember(LoggedRequest request) {
        if (kept.size() == CAPACITY) {
            kept.removeFirst();
        }
        kept.addLast(request);
        notifyAll();
    }
}
