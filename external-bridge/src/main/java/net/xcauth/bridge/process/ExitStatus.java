package net.xcauth.bridge.process;

/** The exit statuses of the program, the same for all commands. */
public final class ExitStatus {
    /** Success; {@code doctor} has found nothing that fails. */
    public static final int DONE = 0;
    /** Failure, for example because a port is in use; {@code doctor} has found something that fails. */
    public static final int FAILED = 1;
    /** An error in the configuration or on the command line. */
    public static final int MISUSED = 2;

    private ExitStatus() {}
}
