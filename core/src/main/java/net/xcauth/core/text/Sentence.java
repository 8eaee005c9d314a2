package net.xcauth.core.text;

/**
 * A message with placeholders for arguments: <code>{0}</code> is the first, <code>{1}</code> the second. All other
 * characters are literal, including apostrophes and braces. Implemented by enums.
 */
public interface Sentence {
    /** The key for translations, such as {@code finding.address_unresolved}. */
    String key();

    /** The message in English. */
    String english();

    /**
     * Fills in the arguments.
     *
     * @param arguments texts, which are translated as well, or values that are the same in all languages
     */
    default Text with(Object... arguments) {
        return Text.of(this, arguments);
    }
}
