package net.xcauth.bridge.manual;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A manual page in the making. Whatever is given to it may hold any characters, except where that is said. */
final class Roff {
    /** Names of something else, but not the letter of an option, and signs that say what may be left out. */
    private static final Pattern NOT_LITERAL =
            Pattern.compile("(?<placeholder>(?<!-)[A-Z]+(?:[@:,][A-Z]+)*)|[\\[\\]|]");

    private final StringBuilder text = new StringBuilder();

    /**
     * @param name    of the page
     * @param chapter of the manual, 1 for commands
     * @param date    of the page, perhaps empty
     * @param version for its foot
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
        // No hyphenation, which would tear names of options apart, and no even margins: what the macros go back to.
        text.append(".nr HY 0\n.ds AD l\n.nh\n.ad l\n");
    }

    /** What the page is about, in the form from which indexes are made. */
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

    /** Lines as they are, each of its own. */
    Roff example(String lines) {
        text.append(".PP\n.in +4n\n.EX\n");
        lines.lines().forEach(this::line);
        text.append(".EE\n.in\n");
        return this;
    }

    /**
     * Terms, and what they mean.
     *
     * @param terms as {@link #term} makes them
     */
    Roff entry(List<String> terms, String meaning) {
        for (int i = 0; i < terms.size(); i++) {
            text.append(i == 0 ? ".TP\n" : ".TQ\n").append(terms.get(i)).append('\n');
        }
        return line(meaning);
    }

    /** What belongs to the entry before: written as it is, each value in one line even if that is long. */
    Roff values(String what, List<String> values) {
        text.append(".nf\n").append(plain(what)).append(values.size() == 1 ? ": " : ":\n");
        values.forEach(value -> text.append(bold(value)).append('\n'));
        text.append(".fi\n");
        return this;
    }

    /** How a command line looks, as {@link #term} makes it. */
    Roff synopsis(List<String> terms) {
        text.append(String.join("\n.br\n", terms)).append('\n');
        return this;
    }

    /** Words that are written as they are, in bold, and words in capitals for something else, in italics. */
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

    /** Words that are written as they are. */
    static String bold(String words) {
        return words.isEmpty() ? "" : "\\fB" + plain(words) + "\\fR";
    }

    private Roff line(String words) {
        // A dot or an apostrophe at the beginning would be a command.
        text.append(words.startsWith(".") ? "\\&" : "").append(plain(words)).append('\n');
        return this;
    }

    /** A hyphen that is not escaped is another character, which nobody can copy into a terminal or search for. */
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
