package net.xcauth.core.cloud.http;

import java.io.Closeable;
import java.io.IOException;
import net.xcauth.core.text.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends, from another thread, what a request is waiting for. */
final class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

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
        close(what);
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
            close(closing);
        }
    }

    /** Closes a connection; one that cannot even be closed is of no use either. */
    static void close(Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            LOG.debug("a connection was not closed: {}", Reason.of(e));
        }
    }
}
