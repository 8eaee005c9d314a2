package net.xcauth.core.thread;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the program from ending. */
public final class Daemons {
    private Daemons() {}

    /** Makes threads with this name. */
    public static ThreadFactory named(String name) {
        return task -> thread(task, name);
    }

    /** A thread that has not been started. */
    public static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
