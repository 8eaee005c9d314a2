package net.xcauth.bridge.process;

import java.util.concurrent.atomic.AtomicBoolean;
import net.xcauth.bridge.log.Logs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** What the program does when it is signalled. */
public final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** @param end runs once, in a thread of its own, on SIGTERM or SIGINT */
    public static void install(Logs logs, Runnable end) {
        AtomicBoolean ending = new AtomicBoolean();
        handle("HUP", logs::reopen);
        handle("USR1", Signals::listThreads);
        Runnable endOnce = () -> {
            if (ending.compareAndSet(false, true)) {
                log.info("ending after the answers under way");
                end.run();
            }
        };
        handle("TERM", endOnce);
        handle("INT", endOnce);
    }

    private static void handle(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> action.run());
        } catch (IllegalArgumentException e) {
            log.debug("SIG{} has no effect on this system: {}", name, e.getMessage());
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
