package net.xcauth.openfire.it.control;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;

/**
 * Does the same as the console's button that refreshes groups, again and again: the plugin's own schedule has no
 * interval below a second, which is long for a test.
 */
final class Refresher {
    static final String PROPERTY = "testcontrol.refresh";

    private static final String PACKAGE = "net.xcauth.openfire.administration.";

    private static final int PAUSE_MILLIS = 50;
    /** The number of pauses after which the next refresh begins even if the last one has not ended. */
    private static final int PATIENCE = 20;

    private final CountDownLatch stopped = new CountDownLatch(1);

    void stop() {
        stopped.countDown();
    }

    /** Runs until it is stopped. */
    void run(PluginManager manager) {
        try {
            while (!pause()) {
                Object service = service(manager).orElse(null);
                if (service != null) {
                    refresh(service);
                }
            }
        } catch (InterruptedException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refresh(Object service) throws ReflectiveOperationException, InterruptedException {
        Object history = call(service, "refreshes");
        List<Object> before = lastRefreshes(history);
        call(service, "refreshNow");
        for (int i = 0; i < PATIENCE && lastRefreshes(history).equals(before) && !pause(); i++) {
            // Continues.
        }
    }

    private static List<Object> lastRefreshes(Object history) throws ReflectiveOperationException {
        return List.of(call(history, "lastSuccess"), call(history, "lastFailure"));
    }

    private boolean pause() throws InterruptedException {
        return stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The service of the plugin under test, whose classes are not visible here; empty if none is running. */
    private static Optional<?> service(PluginManager manager) throws ReflectiveOperationException {
        for (Plugin plugin : manager.getPlugins()) {
            if ("nextcloudauth".equals(manager.getCanonicalName(plugin))) {
                return service(plugin.getClass().getClassLoader());
            }
        }
        return Optional.empty();
    }

    private static Optional<?> service(ClassLoader loader) throws ReflectiveOperationException {
        Optional<?> administration = (Optional<?>) loader.loadClass(PACKAGE + "Administrations")
                .getMethod("current")
                .invoke(null);
        return administration.isEmpty()
                ? Optional.empty()
                : (Optional<?>) loader.loadClass(PACKAGE + "Administration")
                        .getMethod("service")
                        .invoke(administration.get());
    }

    private static Object call(Object object, String method) throws ReflectiveOperationException {
        return object.getClass().getMethod(method).invoke(object);
    }
}
