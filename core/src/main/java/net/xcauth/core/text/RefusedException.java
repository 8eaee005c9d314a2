package net.xcauth.core.text;

/** A value that somebody configured cannot be used. The message is one line, in English and without secrets. */
public final class RefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    /** @param message what is wrong and what would be right, in English only */
    public RefusedException(String message) {
        this(Text.plain(message));
    }

    /** @param text what is wrong and what would be right */
    public RefusedException(Text text) {
        this(text, null);
    }

    /**
     * @param text  what is wrong and what would be right
     * @param cause why, null if there is nothing more to tell
     */
    public RefusedException(Text text, Throwable cause) {
        super(text.toString(), cause);
        this.text = text;
    }

    /** The message, for other languages. */
    public Text text() {
        return text;
    }
}
