package net.xcauth.core.thread;

import java.util.concurrent.ThreadFactory;

/** Daemon threads, which do not keep the program from exiting. */
public final class Threads {
    private Threads() {}

    /** A factory for daemon threads with this name. */
    public static ThreadFactory daemons(String name) {
        return task -> daemon(task, name);
    }

    /** A daemon thread, not yet started. */
    public static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
