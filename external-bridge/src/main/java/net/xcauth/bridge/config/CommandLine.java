package net.xcauth.bridge.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.AmbiguousOptionException;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** The options and words of a command line, which Commons CLI has told apart. */
public final class CommandLine {
    private final Map<Option, OptionValue> options;
    private final List<String> words;

    private CommandLine(Map<Option, OptionValue> options, List<String> words) {
        this.options = options;
        this.words = words;
    }

    /** @throws ConfigException if an option does not exist or has too few values; the message names it */
    public static CommandLine parse(String... arguments) throws ConfigException {
        org.apache.commons.cli.CommandLine parsed = read(arguments);
        Map<Option, OptionValue> options = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            if (parsed.hasOption(option.longName())) {
                options.put(option, OptionValue.ofCommandLine(option, values(parsed, option)));
            }
        }
        return new CommandLine(options, List.copyOf(parsed.getArgList()));
    }

    /** The words that belong to no option: a command and its arguments. */
    public List<String> words() {
        return words;
    }

    /** True if the option is given. */
    public boolean has(Option option) {
        return options.containsKey(option);
    }

    /** The values of an option; empty if it is not given. */
    public Optional<List<String>> values(Option option) {
        return Optional.ofNullable(options.get(option)).map(OptionValue::values);
    }

    Map<Option, OptionValue> options() {
        return options;
    }

    /** The values of the last occurrence, or of all if the option is repeatable. */
    private static List<String> values(org.apache.commons.cli.CommandLine parsed, Option option)
            throws ConfigException {
        List<String> values = new ArrayList<>();
        for (org.apache.commons.cli.Option occurrence : parsed.getOptions()) {
            if (occurrence.getLongOpt().equals(option.longName())) {
                if (occurrence.getValuesList().size() != option.arity()) {
                    throw needs(option);
                }
                if (!option.isRepeatable()) {
                    values.clear();
                }
                values.addAll(occurrence.getValuesList());
            }
        }
        return List.copyOf(values);
    }

    private static ConfigException needs(Option option) {
        return new ConfigException("option --" + option.longName() + " needs " + option.parameter());
    }

    private static org.apache.commons.cli.CommandLine read(String[] arguments) throws ConfigException {
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(true)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(allOptions(), arguments);
        } catch (AmbiguousOptionException e) {
            throw new ConfigException(
                    "the option " + e.getOption() + " is ambiguous: " + e.getMatchingOptions() + "; write it in full");
        } catch (UnrecognizedOptionException e) {
            // The text after the equals sign may be a secret.
            String name = e.getOption().replaceFirst("(?s)=.*", "");
            throw new ConfigException("there is no option " + name + Suggestion.forKey(name.replaceFirst("^-+", "")));
        } catch (MissingArgumentException e) {
            throw needs(Option.named(e.getOption().getLongOpt()).orElseThrow());
        } catch (ParseException e) {
            throw new ConfigException("the command line is not valid: " + e.getMessage());
        }
    }

    private static Options allOptions() {
        Options options = new Options();
        for (Option option : Option.values()) {
            org.apache.commons.cli.Option.Builder builder = org.apache.commons.cli.Option.builder(
                            option.shortName().orElse(null))
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
