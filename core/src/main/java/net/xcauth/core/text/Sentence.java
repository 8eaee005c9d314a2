package net.xcauth.core.text;

/**
 * Something to say, with places for arguments: the first is <code>{0}</code>, the second <code>{1}</code>. All else is
 * said as it is written, apostrophes and braces too. Enums implement this.
 */
public interface Sentence {
    /** The same in all languages, such as {@code finding.address_unresolved}. */
    String key();

    /** In English. */
    String english();

    /**
     * Says it.
     *
     * @param arguments texts, which are said in the same language, or what is the same in all languages
     */
    default Text with(Object... arguments) {
        return Text.of(this, arguments);
    }
}
