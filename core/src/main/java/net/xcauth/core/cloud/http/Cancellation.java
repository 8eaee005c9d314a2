package net.xcauth.core.cloud.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Ends, from another thread, what a request is waiting for. */
final class Cancellation {
    private Closeable awaited;
    private boolean cancelled;

    /**
     * From now on, {@link #cancel} closes this.
     *
     * @throws IOException if it has been cancelled already; this is closed then
     */
    void ends(Closeable what) throws IOException {
        synchronized (this) {
            awaited = what;
            if (!cancelled) {
                return;
            }
        }
        what.close();
        throw new IOException("given up");
    }

    /** Nothing is waited for any more, so that {@link #cancel} closes nothing. */
    synchronized void endsNothing() {
        awaited = null;
    }

    void cancel() {
        Closeable closing;
        synchronized (this) {
            cancelled = true;
            closing = awaited;
        }
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
