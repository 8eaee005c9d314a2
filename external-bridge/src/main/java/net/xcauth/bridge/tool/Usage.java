package net.xcauth.bridge.tool;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.bridge.config.Suggestion;

/** How the commands are written. */
public final class Usage {
    private static final int LIKELY = 4;
    private static final String PROGRAM = "xcauth ";

    /** Examines more than the database, and so is done elsewhere. */
    private static final Form DOCTOR =
            new Form("doctor [--login USER@DOMAIN]", "looks for what is wrong, and says " + "what to do");

    private static final Form HELP = new Form("help [COMMAND]", "says how a command, or everything, is written");

    private Usage() {}

    /**
     * One command.
     *
     * @param form    how it is written, as {@code cache forget USER@DOMAIN}
     * @param purpose what it does, as {@code forgets a user's passwords and existence}
     */
    public record Form(String form, String purpose) {}

    /** All commands, in the order of the help. */
    public static List<Form> forms() {
        return Stream.concat(
                        Arrays.stream(Command.values()).map(command -> new Form(command.form(), command.purpose())),
                        Stream.of(DOCTOR, HELP))
                .toList();
    }

    /** All commands, one a line, without a line end behind the last. */
    public static String text() {
        return text(forms());
    }

    /**
     * How the commands that begin with some words are written, and what they do.
     *
     * @param words one or two, such as {@code cache} or {@code cache forget}
     * @return a line each, without a line end behind the last; empty if no command begins with these words
     */
    public static Optional<String> about(List<String> words) {
        String beginning = String.join(" ", words) + ' ';
        List<Form> forms = forms().stream()
                .filter(form -> (form.form() + ' ').startsWith(beginning))
                .toList();
        return forms.isEmpty() ? Optional.empty() : Optional.of("Usage: xcauth COMMAND [OPTIONS]\n" + text(forms));
    }

    private static String text(List<Form> forms) {
        int width = forms.stream().mapToInt(form -> form.form().length()).max().orElseThrow();
        return forms.stream()
                .map(form -> String.format("  %-" + width + "s   %s", form.form(), form.purpose()))
                .collect(Collectors.joining("\n"));
    }

    /** For somebody who gave a command too few words, or too many; these are not shown, since one may be a secret. */
    static ToolException wrongWords(Command command) {
        return ToolException.misused("the form is: " + PROGRAM + command.form());
    }

    /** For somebody who gave a command that does not exist. */
    static ToolException unknown(String words) {
        return ToolException.misused("there is no command \"" + words + "\""
                + likely(words)
                        .map(command -> "; did you mean \"" + command.form() + "\"?")
                        .orElse("; there are these:")
                + "\n" + text());
    }

    private static Optional<Command> likely(String words) {
        return Suggestion.nearest(
                        words,
                        Arrays.stream(Command.values()).map(Command::words).toList(),
                        LIKELY)
                .flatMap(nearest -> Arrays.stream(Command.values())
                        .filter(command -> command.words().equals(nearest))
                        .findFirst());
    }
}
