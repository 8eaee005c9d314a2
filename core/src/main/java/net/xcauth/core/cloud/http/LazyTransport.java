package net.xcauth.core.cloud.http;

import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.text.RefusedException;
import org.jspecify.annotations.Nullable;

/** The transport to all clouds, created for the first request: constructing this is cheap and starts no thread. */
public final class LazyTransport implements AutoCloseable {

    private final CloudSettings settings;
    private final Optional<CaFile> caFile;
    private volatile @Nullable HttpTransport transport;
    private boolean closed;

    /** @throws RefusedException if the CA file cannot be read; the message names it and the problem */
    public LazyTransport(CloudSettings settings) {
        this.settings = settings;
        this.caFile = settings.caFile().map(CaFile::read);
    }

    /** The only transport; closed if this is. */
    public HttpTransport get() {
        HttpTransport created = transport;
        return created == null ? create() : created;
    }

    private synchronized HttpTransport create() {
        if (transport == null) {
            transport = new HttpTransport(settings, caFile);
            if (closed) {
                transport.close();
            }
        }
        return transport;
    }

    /** True if finished requests have left nothing behind. */
    public boolean idle() {
        HttpTransport open = transport;
        return open == null || open.idle();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        HttpTransport open = transport;
        if (open != null) {
            open.close();
        }
    }
}
