package net.xcauth.core.roster;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pattern for names, in which {@code *} matches any text and {@code ?} any character; ignores case. */
public final class NamePattern {
    private final String text;
    private final Pattern regex;

    private NamePattern(String text) {
        this.text = text;
        regex = Pattern.compile(
                text.codePoints().mapToObj(NamePattern::regexOf).collect(Collectors.joining()),
                Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** Parses a comma-separated list; {@code ?} matches a comma in a name. */
    public static List<NamePattern> list(String texts) {
        return Stream.of(texts.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(NamePattern::new)
                .toList();
    }

    boolean matches(String name) {
        return regex.matcher(name).matches();
    }

    private static String regexOf(int character) {
        return switch (character) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(Character.toString(character));
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
