package net.xcauth.bridge.ejabberd;

/** A command to ejabberd has failed. The message names the command, the failure, and the remedy. */
public final class EjabberdException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The consequence of the failure for other commands. */
    public enum Kind {
        /** No answer: all commands fail until ejabberd is reachable again. */
        UNREACHABLE,
        /** ejabberd refuses us: all commands fail until an administrator changes something. */
        NOT_ALLOWED,
        /** This command has failed; others may succeed. */
        FAILED
    }

    private final Kind kind;
    private final String message;

    EjabberdException(Kind kind, String message) {
        this.kind = kind;
        this.message = message;
    }

    EjabberdException(Kind kind, String message, Throwable cause) {
        super(cause);
        this.kind = kind;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    public Kind kind() {
        return kind;
    }
}
