package net.xcauth.bridge.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output in UTF-8, whatever the locale. */
public final class StandardOutput {
    private StandardOutput() {}

    /** A stream that is flushed after each line. */
    public static PrintStream open() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }
}
