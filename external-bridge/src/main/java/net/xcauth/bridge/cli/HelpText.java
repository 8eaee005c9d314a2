package net.xcauth.bridge.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.xcauth.bridge.config.Option;

/** The text of {@code --help}: commands, and options by purpose. */
public final class HelpText {
    private static final int WIDTH = 100;
    private static final int COLUMN = 30;

    private HelpText() {}

    /** The whole help, with a line end at its end. */
    public static String all() {
        StringBuilder text = new StringBuilder();
        text.append("Usage: xcauth [OPTIONS]\n       xcauth COMMAND [OPTIONS]\n");
        paragraph(text, Facts.sentence(Facts.PURPOSE));
        text.append('\n')
                .append(Facts.COMMANDS)
                .append(":\n")
                .append(commands())
                .append('\n');
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

    /** All commands, one per line, without a line end after the last. */
    public static String commands() {
        return commands(Arrays.asList(Subcommand.values()));
    }

    /**
     * The help about the commands that begin with some words, with a line end at its end.
     *
     * @param words one or two, such as {@code cache} or {@code cache forget}
     * @return empty if no command begins with them
     */
    public static Optional<String> about(List<String> words) {
        String beginning = String.join(" ", words) + ' ';
        List<Subcommand> commands = Arrays.stream(Subcommand.values())
                .filter(command -> (command.form() + ' ').startsWith(beginning))
                .toList();
        return commands.isEmpty()
                ? Optional.empty()
                : Optional.of("Usage: xcauth COMMAND [OPTIONS]\n" + commands(commands) + '\n');
    }

    private static String commands(List<Subcommand> commands) {
        int width = commands.stream()
                .mapToInt(command -> command.form().length())
                .max()
                .orElseThrow();
        return commands.stream()
                .map(command -> String.format("  %-" + width + "s   %s", command.form(), command.purpose()))
                .collect(Collectors.joining("\n"));
    }

    private static String listed(List<Facts.Fact> facts) {
        return facts.stream().map(fact -> fact.name() + ' ' + fact.meaning()).collect(Collectors.joining(", "));
    }

    private static void entry(StringBuilder text, Option option) {
        String names = option.shortName().map(letter -> "  -" + letter + ", --").orElse("      --")
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
