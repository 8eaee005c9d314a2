package net.xcauth.bridge.manual;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds a manual page in man(7) format. Texts may contain any characters and are escaped. */
final class Roff {
    /** Placeholders in capitals, other than the letter of an option, and the characters of the notation. */
    private static final Pattern NOT_LITERAL =
            Pattern.compile("(?<placeholder>(?<!-)[A-Z]+(?:[@:,][A-Z]+)*)|[\\[\\]|]");

    private final StringBuilder text = new StringBuilder();

    /**
     * Begins a page.
     *
     * @param chapter the section of the manual, 1 for commands
     * @param date    may be empty
     * @param version shown in the footer
     */
    Roff(String name, int chapter, String date, String version) {
        text.append(".\\\" Generated from the program; do not edit.\n");
        text.append(".TH \"")
                .append(plain(name.toUpperCase(Locale.ROOT)))
                .append("\" \"")
                .append(chapter)
                .append("\" \"")
                .append(plain(date))
                .append("\" \"xcauth ")
                .append(plain(version))
                .append("\"\n");
        // Neither hyphenation, which would split option names, nor justification; the macros restore these settings.
        text.append(".nr HY 0\n.ds AD l\n.nh\n.ad l\n");
    }

    /** The first section, in the form that mandb(8) indexes. */
    Roff name(String names, String purpose) {
        text.append(".SH NAME\n")
                .append(plain(names))
                .append(" \\- ")
                .append(plain(purpose))
                .append('\n');
        return this;
    }

    Roff heading(String words) {
        text.append(".SH \"").append(plain(words.toUpperCase(Locale.ROOT))).append("\"\n");
        return this;
    }

    Roff subheading(String words) {
        text.append(".SS \"").append(plain(words)).append("\"\n");
        return this;
    }

    Roff paragraph(String words) {
        text.append(".PP\n");
        return line(words);
    }

    /** Lines that are not filled. */
    Roff example(String lines) {
        text.append(".PP\n.in +4n\n.EX\n");
        lines.lines().forEach(this::line);
        text.append(".EE\n.in\n");
        return this;
    }

    /**
     * Terms and their meaning.
     *
     * @param terms formatted by {@link #term}
     */
    Roff entry(List<String> terms, String meaning) {
        for (int i = 0; i < terms.size(); i++) {
            text.append(i == 0 ? ".TP\n" : ".TQ\n").append(terms.get(i)).append('\n');
        }
        return line(meaning);
    }

    /** Values that belong to the previous entry, one per line without filling. */
    Roff values(String what, List<String> values) {
        text.append(".nf\n").append(plain(what)).append(values.size() == 1 ? ": " : ":\n");
        values.forEach(value -> text.append(bold(value)).append('\n'));
        text.append(".fi\n");
        return this;
    }

    /** The forms of the command line, formatted by {@link #term}. */
    Roff synopsis(List<String> terms) {
        text.append(String.join("\n.br\n", terms)).append('\n');
        return this;
    }

    /** Literal words in bold, and placeholders in capitals in italics. */
    static String term(String words) {
        StringBuilder term = new StringBuilder();
        Matcher other = NOT_LITERAL.matcher(words);
        int end = 0;
        while (other.find()) {
            String text = plain(other.group());
            term.append(bold(words.substring(end, other.start())))
                    .append(other.group("placeholder") == null ? text : "\\fI" + text + "\\fR");
            end = other.end();
        }
        return term.append(bold(words.substring(end))).toString();
    }

    /** Literal words. */
    static String bold(String words) {
        return words.isEmpty() ? "" : "\\fB" + plain(words) + "\\fR";
    }

    private Roff line(String words) {
        // A dot at the beginning would be a request.
        text.append(words.startsWith(".") ? "\\&" : "").append(plain(words)).append('\n');
        return this;
    }

    /** Escaped text. An unescaped hyphen becomes a different character, which cannot be pasted into a terminal. */
    private static String plain(String words) {
        StringBuilder plain = new StringBuilder();
        words.codePoints()
                .forEach(c -> plain.append(
                        switch (c) {
                            case '\\' -> "\\e";
                            case '-' -> "\\-";
                            case '\'' -> "\\(aq";
                            case '"' -> "\\(dq";
                            case '`' -> "\\(ga";
                            case '^' -> "\\(ha";
                            case '~' -> "\\(ti";
                            default -> c < 128 ? Character.toString(c) : String.format("\\[u%04X]", c);
                        }));
        return plain.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
