package net.xcauth.bridge.tool;

/** A command failed. The message names the input and the remedy, without secrets. */
final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;

    ToolException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
