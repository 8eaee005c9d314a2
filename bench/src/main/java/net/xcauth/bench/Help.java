package net.xcauth.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@code --help} prints. */
final class Help {

    private static final int WIDTH = 80;
    private static final int COLUMN = 26;
    private static final int HANGING = COLUMN + 2;

    private final StringBuilder text = new StringBuilder();

    Help(Program program) {
        String usage = "Usage: " + program.name() + " ";
        text.append(usage);
        wrapped(synopsis(program), usage.length(), usage.length());
        program.description().forEach(line -> wrapped(List.of(line.split(" ")), 0, 0));
        if (!program.rest().isEmpty()) {
            entry("      " + program.rest() + "...", "The program and its arguments.");
        }
        program.parameters().forEach(each -> entry("      " + each.written(), each.description()));
        entry("  -h, --help", "Show this help message and exit.");
        entry("  -V, --version", "Print version information and exit.");
    }

    private static List<String> synopsis(Program program) {
        List<String> words = new ArrayList<>(List.of("[-hV]"));
        program.parameters().stream()
                .sorted(Comparator.comparing(Parameter::takesValue).thenComparing(Parameter::name))
                .forEach(each -> {
                    words.add(each.isNeeded() ? each.written() : "[" + each.written() + "]");
                    if (each.kind() == Parameter.Kind.REPEATED) {
                        words.add("[" + each.written() + "]...");
                    }
                });
        if (!program.rest().isEmpty()) {
            words.add(program.rest() + "...");
        }
        return words;
    }

    private void entry(String names, String description) {
        text.append(names);
        int free = COLUMN - names.length();
        text.append(free > 0 ? " ".repeat(free) : "\n" + " ".repeat(COLUMN));
        wrapped(List.of(description.split(" ")), COLUMN, HANGING);
    }

    /** Writes the words from one column on, further lines from the other. */
    private void wrapped(List<String> words, int from, int indent) {
        String gap = "";
        int column = from;
        for (String word : words) {
            if (column + gap.length() + word.length() > WIDTH) {
                gap = "\n" + " ".repeat(indent);
                column = indent;
            } else {
                column += gap.length();
            }
            text.append(gap).append(word);
            column += word.length();
            gap = " ";
        }
        text.append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
