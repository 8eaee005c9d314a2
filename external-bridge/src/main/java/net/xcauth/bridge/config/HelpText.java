package net.xcauth.bridge.config;

import java.util.Arrays;

/** What {@code --help} prints: options by purpose. */
final class HelpText {
    private static final int WIDTH = 100;
    private static final int COLUMN = 30;

    private final String commands;

    /** @param commands how they are written and what they do, a line each */
    HelpText(String commands) {
        this.commands = commands;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("Usage: xcauth [OPTIONS]\n       xcauth COMMAND [OPTIONS]\n");
        paragraph(text, "Lets XMPP and mail servers authenticate their users against Nextcloud with JSXC.");
        for (Option.Group group : Option.Group.values()) {
            text.append('\n').append(group.heading()).append(":\n");
            Arrays.stream(Option.values()).filter(option -> option.group() == group)
                    .forEach(option -> entry(text, option));
        }
        text.append("\nCommands, which work while xcauth serves elsewhere:\n").append(commands).append("\n\n");
        paragraph(text, "Each option is also a key in the configuration file; the command line wins. TIME is a number "
                + "with s, m, h, d or w.");
        paragraph(text, "One of -A, -I, -R, -t, --listen or inherited sockets is needed, or a command; a test comes "
                + "before sockets, and sockets before standard input.");
        paragraph(text, "SIGHUP reopens the logs, SIGUSR1 lists the threads in xcauth.err, SIGTERM ends after the "
                + "answers under way.");
        paragraph(text, "Exit status: 0 done, 1 could not start or could not be done, 2 something on the command line or "
                + "in the configuration is wrong.");
        return text.toString();
    }

    private static void entry(StringBuilder text, Option option) {
        String names = (option.shortName() == null ? "      --" : "  -" + option.shortName() + ", --")
                + option.longName() + (option.arity() == 0 ? "" : " " + option.parameter());
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
