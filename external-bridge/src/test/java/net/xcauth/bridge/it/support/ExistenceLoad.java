package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.xcauth.test.Eventually;

/** Servers that query the existence of users over {@code generic}, once per user, until this is stopped. */
public final class ExistenceLoad implements AutoCloseable {
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();
    private final ExecutorService threads;
    private volatile boolean stopped;

    private ExistenceLoad(int servers) {
        threads = Executors.newFixedThreadPool(servers);
    }

    public static ExistenceLoad start(SocketAddress address, int servers) throws IOException {
        ExistenceLoad load = new ExistenceLoad(servers);
        for (int i = 0; i < servers; i++) {
            Wire wire = Wire.connect(address);
            String prefix = "user" + i + "-";
            load.ends.add(CompletableFuture.runAsync(() -> load.ask(wire, prefix), load.threads));
        }
        return load;
    }

    /** Waits until further queries have been answered. */
    public void moreAreAnswered() throws Exception {
        int before = asked.size();
        Eventually.until(
                "more questions are answered",
                () -> asked.size() > before + ends.size()
                        || ends.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
    }

    /** Stops, and returns the users queried. */
    public List<String> stop() {
        close();
        ends.forEach(CompletableFuture::join);
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
    }

    private void ask(Wire wire, String prefix) {
        try (wire) {
            for (int i = 0; !stopped; i++) {
                wire.ask("isuser:" + prefix + i + ":example.org");
                asked.add(prefix + i);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
