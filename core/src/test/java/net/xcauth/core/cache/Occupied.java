package net.xcauth.core.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A hasher that computes nothing for a while. */
public final class Occupied {
    private final CountDownLatch end = new CountDownLatch(1);

    /** @param hasher of a single thread, which does nothing else from now on */
    public Occupied(PasswordHasher hasher) {
        Thread here = Thread.currentThread();
        CompletableFuture<Boolean> waits;
        do {
            CompletableFuture<Boolean> willWait = new CompletableFuture<>();
            hasher.hash("any").thenRun(() -> {
                // Here if it was computed already: then once more.
                boolean elsewhere = Thread.currentThread() != here;
                willWait.complete(elsewhere);
                if (elsewhere) {
                    await();
                }
            });
            waits = willWait;
        } while (!waits.join());
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets it go on. */
    public void end() {
        end.countDown();
    }
}
