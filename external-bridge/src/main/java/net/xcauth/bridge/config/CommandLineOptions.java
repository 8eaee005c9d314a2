package net.xcauth.bridge.config;

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

    /** @throws ConfigException naming the wrong option */
    Map<Option, Setting> parse(String[] arguments) throws ConfigException {
        CommandLine commandLine = read(arguments);
        if (!commandLine.getArgList().isEmpty()) {
            throw new ConfigException("\"" + commandLine.getArgList().get(0) + "\" on the command line belongs to no "
                    + "option; xcauth --help lists the options");
        }
        Map<Option, Setting> settings = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            if (commandLine.hasOption(option.longName())) {
                String[] values = commandLine.getOptionValues(option.longName());
                settings.put(option, new Setting(values == null ? List.of() : List.of(values),
                        "option --" + option.longName()));
            }
        }
        return settings;
    }

    private CommandLine read(String[] arguments) throws ConfigException {
        try {
            return DefaultParser.builder().setAllowPartialMatching(true).setStripLeadingAndTrailingQuotes(false).build()
                    .parse(options, arguments);
        } catch (AmbiguousOptionException e) {
            throw new ConfigException("the option " + e.getOption() + " may be any of " + e.getMatchingOptions()
                    + "; write it in full");
        } catch (UnrecognizedOptionException e) {
            throw new ConfigException("there is no option " + e.getOption()
                    + Suggestion.forKey(e.getOption().replaceFirst("^-+", "").replaceFirst("=.*", "")));
        } catch (MissingArgumentException e) {
            Option option = Option.named(e.getOption().getLongOpt()).orElseThrow();
            throw new ConfigException("option --" + option.longName() + " needs " + option.parameter());
        } catch (ParseException e) {
            throw new ConfigException("the command line is not understood: " + e.getMessage());
        }
    }

    String help() {
        return new HelpText().toString();
    }

    private static Options options() {
        Options options = new Options();
        for (Option option : Option.values()) {
            org.apache.commons.cli.Option.Builder builder = org.apache.commons.cli.Option.builder(option.shortName())
                    .longOpt(option.longName()).desc(option.description());
            if (option.arity() > 0) {
                builder.numberOfArgs(option.arity()).argName(option.parameter());
            }
            options.addOption(builder.get());
        }
        return options;
    }
}
