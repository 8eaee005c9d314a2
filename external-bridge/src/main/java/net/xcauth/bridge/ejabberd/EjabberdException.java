package net.xcauth.bridge.ejabberd;

/** ejabberd did not do what it was asked. The message says what was asked, what came of it, and what to do. */
public final class EjabberdException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What that says about other commands. */
    public enum Kind {
        /** Nothing came back: all others would fail too, until it is there again. */
        UNREACHABLE,
        /** It is there and does not let us: all others would fail too, until an administrator changes something. */
        NOT_ALLOWED,
        /** It could not do this one. */
        FAILED
    }

    private final Kind kind;

    EjabberdException(Kind kind, String message) {
        this(kind, message, null);
    }

    EjabberdException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
