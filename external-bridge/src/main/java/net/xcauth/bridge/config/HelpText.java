package net.xcauth.bridge.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code --help} prints: options by purpose. */
public final class HelpText {
    private static final int WIDTH = 100;
    private static final int COLUMN = 30;

    private final String commands;

    /** @param commands how they are written and what they do, a line each */
    public HelpText(String commands) {
        this.commands = commands;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("Usage: xcauth [OPTIONS]\n       xcauth COMMAND [OPTIONS]\n");
        paragraph(text, Facts.sentence(Facts.PURPOSE));
        text.append('\n').append(Facts.COMMANDS).append(":\n").append(commands).append('\n');
        for (Option.Group group : Option.Group.values()) {
            text.append('\n').append(group.heading()).append(":\n");
            Arrays.stream(Option.values())
                    .filter(option -> option.group() == group)
                    .forEach(option -> entry(text, option));
        }
        text.append('\n');
        paragraph(text, Facts.OPTIONS);
        paragraph(text, Facts.WORK);
        paragraph(text, Facts.sentence(listed(Facts.SIGNALS)));
        paragraph(text, Facts.sentence("exit status: " + listed(Facts.EXIT_STATUS)));
        return text.toString();
    }

    private static String listed(List<Facts.Fact> facts) {
        return facts.stream().map(fact -> fact.name() + ' ' + fact.meaning()).collect(Collectors.joining(", "));
    }

    private static void entry(StringBuilder text, Option option) {
        String names = (option.shortName() == null ? "      --" : "  -" + option.shortName() + ", --")
                + option.longName()
                + (option.arity() == 0 ? "" : " " + option.parameter());
        text.append(names);
        if (names.length() + 2 > COLUMN) {
            text.append('\n').append(" ".repeat(COLUMN));
        } else {
            text.append(" ".repeat(COLUMN - names.length()));
        }
        wrapped(text, option.description(), COLUMN);
    }

    private static void paragraph(StringBuilder text, String words) {
        wrapped(text, words, 0);
    }

    private static void wrapped(StringBuilder text, String words, int indent) {
        int column = indent;
        boolean first = true;
        for (String word : words.split(" ")) {
            if (!first && column + 1 + word.length() > WIDTH) {
                text.append('\n').append(" ".repeat(indent));
                column = indent;
            } else if (!first) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
            first = false;
        }
        text.append('\n');
    }
}
