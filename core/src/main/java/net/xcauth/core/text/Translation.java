package net.xcauth.core.text;

/** A language. */
@FunctionalInterface
public interface Translation {
    /** The language in which all messages are written. */
    Translation ENGLISH = key -> "";

    /**
     * The translation of a sentence.
     *
     * @param key the {@linkplain Sentence#key sentence's}
     * @return a pattern with the same placeholders as the English one; empty if that is to be used
     */
    String pattern(String key);
}
