package net.xcauth.bridge.tool;

import java.io.IOException;

/** Somebody in front of the program who can be asked. */
interface Terminal {

    /** Whether there is somebody. */
    boolean isPresent();

    /**
     * What is typed, without showing it.
     *
     * @throws ToolException if it would be shown
     */
    String secret() throws ToolException;

    /** What is typed; empty at the end of input. */
    String line() throws IOException;
}
