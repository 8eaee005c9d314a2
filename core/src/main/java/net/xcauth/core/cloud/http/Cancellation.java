package net.xcauth.core.cloud.http;

import java.io.Closeable;
import java.io.IOException;
import net.xcauth.core.text.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Interrupts, from another thread, the I/O that a request is waiting for, by closing it. */
final class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private @Nullable Closeable awaited;
    private boolean cancelled;

    /**
     * Makes {@link #cancel} close this from now on.
     *
     * @throws IOException if already cancelled; this is then closed
     */
    void closes(Closeable what) throws IOException {
        synchronized (this) {
            awaited = what;
            if (!cancelled) {
                return;
            }
        }
        close(what);
        throw new IOException("cancelled");
    }

    /** Makes {@link #cancel} close nothing: nothing is pending. */
    synchronized void closesNothing() {
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

    /** Closes a connection; a failure to do so does not matter. */
    static void close(Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            LOG.debug("closing a connection failed: {}", Reason.of(e));
        }
    }
}
