package net.xcauth.bridge.tool;

import java.util.Objects;

/** A command failed. The message names the input and the remedy, without secrets. */
final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    ToolException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
