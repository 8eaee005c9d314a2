package net.xcauth.bridge.process;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signal handlers of the program. */
public final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Handles SIGHUP, SIGUSR1 (prints the threads on standard error), SIGTERM and SIGINT.
     *
     * @param reopen runs on each SIGHUP
     * @param end    runs once, in a thread of its own, on SIGTERM or SIGINT
     */
    public static void install(Runnable reopen, Runnable end) {
        AtomicBoolean ending = new AtomicBoolean();
        handle("HUP", reopen);
        handle("USR1", Signals::listThreads);
        Runnable endOnce = () -> {
            if (ending.compareAndSet(false, true)) {
                log.info("shutting down after the requests in progress");
                end.run();
            }
        };
        handle("TERM", endOnce);
        handle("INT", endOnce);
    }

    private static void handle(String name, Runnable action) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> action.run());
        } catch (IllegalArgumentException e) {
            log.debug("SIG{} cannot be handled on this system: {}", name, e.getMessage());
        }
    }

    private static void listThreads() {
        StringBuilder list = new StringBuilder("Current thread list:\n");
        Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread + " " + thread.getState())
                .sorted()
                .forEach(line -> list.append(line).append('\n'));
        System.err.print(list.append("(Ends)\n"));
    }
}
