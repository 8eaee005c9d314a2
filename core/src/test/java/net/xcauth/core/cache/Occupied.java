package net.xcauth.core.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Blocks a hasher for a while. */
public final class Occupied {
    private final CountDownLatch end = new CountDownLatch(1);

    /** @param hasher with a single thread, which is blocked from now on */
    public Occupied(PasswordHasher hasher) {
        Thread here = Thread.currentThread();
        CompletableFuture<Boolean> waits;
        do {
            CompletableFuture<Boolean> willWait = new CompletableFuture<>();
            hasher.hash("any").thenRun(() -> {
                // On this thread if the hash was complete already: try again.
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

    /** Unblocks the hasher. */
    public void end() {
        end.countDown();
    }
}
