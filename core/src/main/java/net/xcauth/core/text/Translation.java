package net.xcauth.core.text;

/** A language. */
@FunctionalInterface
public interface Translation {
    /** The language that everything is written in. */
    Translation ENGLISH = key -> "";

    /**
     * How a sentence is said.
     *
     * @param key the {@linkplain Sentence#key sentence's}
     * @return with the same places for arguments as the English one; null or empty if that is to be said
     */
    String pattern(String key);
}
