package net.xcauth.bridge.tool;

import net.xcauth.bridge.process.ExitStatus;

/** A command could not be done. The message names the input and the remedy, without secrets. */
final class ToolException extends Exception {
    private final int status;

    private ToolException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** It was understood, and cannot be done. */
    static ToolException failed(String message) {
        return new ToolException(message, ExitStatus.FAILED);
    }

    /** It was not understood. */
    static ToolException misused(String message) {
        return new ToolException(message, ExitStatus.MISUSED);
    }

    /** The exit status of the program. */
    int status() {
        return status;
    }
}
