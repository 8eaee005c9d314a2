package net.xcauth.openfire.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/**
 * The result of many concurrent logins during a time.
 *
 * @param logins    the number of successful logins
 * @param failures  the number of failed logins
 * @param perSecond logins per second
 * @param p50       the median, in milliseconds
 * @param p99       the 99th percentile, in milliseconds
 */
record Turn(long logins, long failures, double perSecond, double p50, double p99) {

    static Turn of(XmppLogin client, Population crowd, int atOnce, Duration time) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicLong failures = new AtomicLong();
        ConcurrentLinkedQueue<Long> taken = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        long start = System.nanoTime();
        long end = start + time.toNanos();
        try {
            List<Future<?>> loops = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                loops.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        int number = Math.floorMod(next.getAndIncrement(), crowd.size());
                        long began = System.nanoTime();
                        try {
                            client.run(crowd.user(number), crowd.password(number));
                            taken.add(System.nanoTime() - began);
                        } catch (IOException e) {
                            failures.incrementAndGet();
                            System.err.println(e.getMessage());
                        }
                    }
                }));
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        } finally {
            threads.shutdownNow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = taken.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Turn(
                sorted.length, failures.get(), sorted.length / seconds, quantile(sorted, 0.5), quantile(sorted, 0.99));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / 1e6;
    }

    static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        double[] figures = turns.stream().mapToDouble(figure).sorted().toArray();
        return figures[figures.length / 2];
    }
}
