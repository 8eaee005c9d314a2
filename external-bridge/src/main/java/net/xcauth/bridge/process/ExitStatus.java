package net.xcauth.bridge.process;

/** What the program's exit status says, in all its commands. */
public final class ExitStatus {
    /** It did what it was told to; {@code doctor} found nothing that fails. */
    public static final int DONE = 0;
    /** It could not do that, for example because a port is taken; {@code doctor} found something that fails. */
    public static final int FAILED = 1;
    /** The configuration or the command line is wrong. */
    public static final int MISUSED = 2;

    private ExitStatus() {}
}
