package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.xcauth.test.Eventually;

/** Users who log in over {@code generic} again and again, each on their own connection, until this is closed. */
public final class LoginLoad implements AutoCloseable {
    /** The pause between a user's logins, which leaves some processor time to others. */
    private static final int PAUSE_MILLIS = 40;

    private final List<Loop> loops;
    private final ExecutorService threads;

    /** A user to log in, and the password. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** An answered login; {@code start} is a time of {@link System#nanoTime()}. */
    private record Answered(long start, Duration took) {}

    private static final class Loop implements Runnable {
        private final Login login;
        private final Wire wire;
        private final AtomicInteger refusals = new AtomicInteger();
        private volatile Answered newest = new Answered(System.nanoTime(), Duration.ZERO);
        private volatile boolean stopped;
        private CompletableFuture<Void> end;

        private Loop(Login login, Wire wire) {
            this.login = login;
            this.wire = wire;
        }

        @Override
        public void run() {
            try (wire) {
                while (!stopped) {
                    long start = System.nanoTime();
                    String answer = wire.ask("auth:" + login.user() + ":example.org:" + login.password());
                    if (!answer.equals("1")) {
                        refusals.incrementAndGet();
                    }
                    newest = new Answered(start, Duration.ofNanos(System.nanoTime() - start));
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean hasLoggedInSince(long time) {
            if (end.isCompletedExceptionally()) {
                end.join();
            }
            return newest.start() - time >= 0;
        }
    }

    private LoginLoad(List<Loop> loops) {
        this.loops = loops;
        threads = Executors.newFixedThreadPool(loops.size());
        loops.forEach(loop -> loop.end = CompletableFuture.runAsync(loop, threads));
    }

    public static LoginLoad start(BridgeProcess bridge, List<Login> logins) throws IOException {
        List<Loop> loops = new ArrayList<>();
        for (Login login : logins) {
            loops.add(new Loop(login, bridge.connect("generic")));
        }
        return new LoginLoad(loops);
    }

    /**
     * Waits until every user has begun a login after this time from now, and has received its reply.
     *
     * @return the time that each user waited for the reply
     */
    public List<Duration> everybodyLogsIn(Duration later) throws Exception {
        long since = System.nanoTime() + later.toNanos();
        Eventually.until(
                "everybody's next login is answered",
                () -> loops.stream().allMatch(loop -> loop.hasLoggedInSince(since)));
        return loops.stream().map(loop -> loop.newest.took()).toList();
    }

    /** The users who have been refused at least once. */
    public List<String> refused() {
        return loops.stream()
                .filter(loop -> loop.refusals.get() > 0)
                .map(loop -> loop.login.user())
                .toList();
    }

    @Override
    public void close() {
        loops.forEach(loop -> loop.stopped = true);
        threads.shutdown();
    }
}
