package net.xcauth.core.cloud.http;

import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.text.RefusedException;

/** The way to all clouds, created at the first request: constructing this costs next to nothing, and starts no thread. */
public final class LazyTransport implements AutoCloseable {

    private final CloudSettings settings;
    private final Optional<CaFile> caFile;
    private volatile HttpTransport transport;
    private boolean closed;

    /** @throws RefusedException if the CA file cannot be read; the message names it and says what is wrong */
    public LazyTransport(CloudSettings settings) {
        this.settings = settings;
        this.caFile = settings.caFile().map(CaFile::read);
    }

    /** The one transport; closed if this is. */
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

    /** True if nothing is left behind of finished requests. */
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
