package net.xcauth.bridge.start;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import net.xcauth.core.Clouds;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.text.Reason;
import net.xcauth.core.thread.Threads;
import org.slf4j.LoggerFactory;

/** Loads in the background what the first request would wait for, while the main thread opens logs and sockets. */
public final class WarmUp {
    private WarmUp() {}

    /** Starts the threads and returns at once. */
    public static void start(Clouds clouds, CloudSettings settings, Collection<Endpoint> endpoints) {
        Map<String, Endpoint> onePerScheme = endpoints.stream()
                .collect(Collectors.toMap(endpoint -> endpoint.url().getScheme(), endpoint -> endpoint, (a, b) -> a));
        for (Endpoint endpoint : onePerScheme.values()) {
            if (endpoint instanceof Endpoint.Jsxc jsxc) {
                inBackground(() -> settings.signature().sign(jsxc.signingSecret(), new byte[0]));
            }
            inBackground(() -> clouds.prepare(endpoint));
        }
    }

    private static void inBackground(Runnable preparation) {
        Threads.daemon(() -> run(preparation), "xcauth-prepare").start();
    }

    private static void run(Runnable preparation) {
        try {
            preparation.run();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(WarmUp.class)
                    .debug("preparing a connection failed, the first request will report it: {}", Reason.of(e));
        }
    }
}
