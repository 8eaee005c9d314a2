package net.xcauth.core.text;

/** Thrown to refuse an input, such as the value of a setting. The message is one line, in English, without secrets. */
public final class RefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    /** @param message what is wrong, and what would be right, in English only */
    public RefusedException(String message) {
        this(Text.plain(message));
    }

    /** @param text what is wrong, and what would be right */
    public RefusedException(Text text) {
        super(text.toString());
        this.text = text;
    }

    /**
     * @param text  what is wrong, and what would be right
     * @param cause the reason
     */
    public RefusedException(Text text, Throwable cause) {
        super(text.toString(), cause);
        this.text = text;
    }

    /** The message, to be translated. */
    public Text text() {
        return text;
    }
}
