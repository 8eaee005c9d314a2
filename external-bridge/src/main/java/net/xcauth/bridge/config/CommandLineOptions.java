package net.xcauth.bridge.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.AmbiguousOptionException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** The command line, read by Commons CLI. */
final class CommandLineOptions {
    private final Options options = options();

    /**
     * A command line.
     *
     * @param options what was given
     * @param words   a command and what belongs to it; perhaps none
     */
    record Given(Map<Option, Setting> options, List<String> words) {}

    /** @throws ConfigException naming the wrong option */
    Given parse(String[] arguments) throws ConfigException {
        CommandLine commandLine = read(arguments);
        List<String> words = commandLine.getArgList();
        if (!words.isEmpty() && !ToolLoader.COMMANDS.contains(words.get(0))) {
            throw surplus(commandLine);
        }
        Map<Option, Setting> settings = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            if (commandLine.hasOption(option.longName())) {
                settings.put(option, new Setting(values(commandLine, option), "option --" + option.longName()));
            }
        }
        return new Given(settings, words);
    }

    /** Of an option that is given twice, the last counts, unless it is repeatable. */
    private static List<String> values(CommandLine commandLine, Option option) throws ConfigException {
        List<String> values = new ArrayList<>();
        for (org.apache.commons.cli.Option given : commandLine.getOptions()) {
            if (given.getLongOpt().equals(option.longName())) {
                if (given.getValuesList().size() != option.arity()) {
                    throw needs(option);
                }
                if (!option.isRepeatable()) {
                    values.clear();
                }
                values.addAll(given.getValuesList());
            }
        }
        return List.copyOf(values);
    }

    private static ConfigException needs(Option option) {
        return new ConfigException("option --" + option.longName() + " needs " + option.parameter());
    }

    /** Half a password is not shown either. */
    private static ConfigException surplus(CommandLine commandLine) {
        boolean mayBeSecret = Arrays.stream(Option.values())
                .anyMatch(option -> option.isSecret() && commandLine.hasOption(option.longName()));
        String word = commandLine.getArgList().get(0);
        return new ConfigException(
                mayBeSecret
                        ? "there is an argument too many on the command line; put a password or "
                                + "secret with spaces in quotes"
                        : "\"" + word + "\" on the command line belongs to no option and is no command"
                                + Suggestion.nearest(word, ToolLoader.COMMANDS, 2)
                                        .map(command -> "; did you mean \"" + command + "\"?")
                                        .orElse("; xcauth --help lists both"));
    }

    private CommandLine read(String[] arguments) throws ConfigException {
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(true)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options, arguments);
        } catch (AmbiguousOptionException e) {
            throw new ConfigException(
                    "the option " + e.getOption() + " may be any of " + e.getMatchingOptions() + "; write it in full");
        } catch (UnrecognizedOptionException e) {
            // What stands behind the equals sign may be a secret.
            String name = e.getOption().replaceFirst("(?s)=.*", "");
            throw new ConfigException("there is no option " + name + Suggestion.forKey(name.replaceFirst("^-+", "")));
        } catch (MissingArgumentException e) {
            throw needs(Option.named(e.getOption().getLongOpt()).orElseThrow());
        } catch (ParseException e) {
            throw new ConfigException("the command line is not understood: " + e.getMessage());
        }
    }

    private static Options options() {
        Options options = new Options();
        for (Option option : Option.values()) {
            org.apache.commons.cli.Option.Builder builder = org.apache.commons.cli.Option.builder(option.shortName())
                    .longOpt(option.longName())
                    .desc(option.description());
            if (option.arity() > 0) {
                builder.numberOfArgs(option.arity()).argName(option.parameter());
            }
            options.addOption(builder.get());
        }
        return options;
    }
}
