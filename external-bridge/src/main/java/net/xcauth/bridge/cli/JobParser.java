package net.xcauth.bridge.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.xcauth.bridge.config.CommandLine;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.Option;
import net.xcauth.bridge.config.Suggestion;
import net.xcauth.core.text.OneLine;

/** Turns a command line into the job that it names. */
public final class JobParser {
    private static final String DATABASE_PROGRAM = "xcdbm";
    private static final Pattern DOMAIN = Pattern.compile("[^@/\\s\\p{Cntrl}]+");
    private static final int FIRST_WORD_TYPOS = 2;
    private static final int COMMAND_TYPOS = 4;

    private JobParser() {}

    /**
     * Reads a command line.
     *
     * @param program the name by which the program was called
     * @throws ConfigException if it names no job, or several; the message never shows a secret
     */
    public static Job parse(CommandLine line, String program) throws ConfigException {
        List<String> words = line.words();
        if (!words.isEmpty() && !Subcommand.firstWords().contains(words.get(0))) {
            throw surplus(line);
        }
        boolean help = begins(words, Subcommand.HELP);
        if (help || line.has(Option.HELP)) {
            return new Job.Help(words.subList(help ? 1 : 0, words.size()));
        }
        if (line.has(Option.VERSION)) {
            return new Job.ShowVersion();
        }
        List<Job> jobs = entryJobs(line);
        if (jobs.size() > 1 || !jobs.isEmpty() && !words.isEmpty()) {
            throw new ConfigException("give only one of -G, -P, -D, -L, -U or a command");
        }
        if (program.equals(DATABASE_PROGRAM) && jobs.isEmpty()) {
            throw new ConfigException(DATABASE_PROGRAM + " needs one of -G, -P, -D, -L and -U");
        }
        if (!jobs.isEmpty()) {
            return jobs.get(0);
        }
        boolean json = line.has(Option.JSON);
        return words.isEmpty()
                ? new Job.Serve()
                : begins(words, Subcommand.DOCTOR)
                        ? new Job.Diagnose(line.values(Option.LOGIN).map(values -> values.get(0)), json)
                        : command(words, json);
    }

    private static boolean begins(List<String> words, Subcommand command) {
        return !words.isEmpty() && words.get(0).equals(command.words());
    }

    /** Half of a secret with spaces must not be shown either. */
    private static ConfigException surplus(CommandLine line) {
        boolean mayBeSecret = Arrays.stream(Option.values()).anyMatch(option -> option.isSecret() && line.has(option));
        String word = line.words().get(0);
        return new ConfigException(
                mayBeSecret
                        ? "the command line has one argument too many; put a password or secret with spaces in quotes"
                        : "\"" + word + "\" on the command line is neither a command nor the value of an option"
                                + Suggestion.nearest(word, Subcommand.firstWords(), FIRST_WORD_TYPOS)
                                        .map(command -> "; did you mean \"" + command + "\"?")
                                        .orElse("; xcauth --help lists both"));
    }

    /** From the command line only: in a configuration file they would be done at every start. */
    private static List<Job> entryJobs(CommandLine line) {
        List<Job> jobs = new ArrayList<>();
        line.values(Option.GET).ifPresent(values -> jobs.add(new Job.GetEntry(values.get(0))));
        line.values(Option.PUT).ifPresent(values -> jobs.add(new Job.PutEntry(values.get(0), values.get(1))));
        line.values(Option.DELETE).ifPresent(values -> jobs.add(new Job.DeleteEntry(values.get(0))));
        line.values(Option.LOAD).ifPresent(values -> jobs.add(new Job.LoadEntries()));
        line.values(Option.UNLOAD).ifPresent(values -> jobs.add(new Job.UnloadEntries()));
        return jobs;
    }

    private static Job command(List<String> words, boolean json) throws ConfigException {
        String name = String.join(" ", words.subList(0, Math.min(2, words.size())));
        Subcommand command = Subcommand.named(name).orElseThrow(() -> unknown(OneLine.of(name)));
        List<String> arguments = words.subList(2, words.size());
        // A word that is no setting is the authentication domain.
        boolean twoDomains = command == Subcommand.DOMAIN_ADD
                && arguments.stream()
                                .skip(2)
                                .filter(word -> word.indexOf('=') < 0)
                                .count()
                        > 1;
        if (!command.accepts(arguments.size()) || arguments.stream().anyMatch(String::isBlank) || twoDomains) {
            // The arguments are not shown, since one may be a secret.
            throw new ConfigException("usage: xcauth " + command.form());
        }
        List<String> parameters = command.parameters();
        for (int i = 0; i < arguments.size(); i++) {
            check(
                    command,
                    parameters.get(Math.min(i, parameters.size() - 1)),
                    arguments.get(i).strip());
        }
        return new Job.RunCommand(command, arguments, json);
    }

    private static ConfigException unknown(String name) {
        return new ConfigException(
                "there is no command \"" + name + "\""
                        + Suggestion.nearest(
                                        name,
                                        Arrays.stream(Subcommand.values())
                                                .map(Subcommand::words)
                                                .toList(),
                                        COMMAND_TYPOS)
                                .flatMap(Subcommand::named)
                                .map(command -> "; did you mean \"" + command.form() + "\"?")
                                .orElse("; the commands are:"),
                HelpText.commands());
    }

    private static void check(Subcommand command, String parameter, String argument) throws ConfigException {
        boolean hasAt = argument.lastIndexOf('@') > 0;
        switch (parameter) {
            case "DOMAIN" ->
                check(command, argument, DOMAIN.matcher(argument).matches(), "an XMPP domain, such as example.org");
            case "USER@DOMAIN" -> check(command, argument, hasAt, "a user with domain, such as alice@example.org");
            case "GROUP@DOMAIN" -> check(command, argument, hasAt, "a group with domain, such as Staff@example.org");
            default -> {}
        }
    }

    private static void check(Subcommand command, String argument, boolean valid, String expected)
            throws ConfigException {
        if (!valid) {
            throw new ConfigException("\"" + argument + "\" is not " + expected + "; usage: xcauth " + command.form());
        }
    }
}
