package net.xcauth.bench;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** A command line, read by Commons CLI. */
final class Arguments {

    private static final String HELP = "help";
    private static final String VERSION = "version";

    private final CommandLine given;

    private Arguments(CommandLine given) {
        this.given = given;
    }

    /**
     * Reads a command line up to its first argument that belongs to no option; that and all others are the rest.
     *
     * @throws WrongArgumentsException if an option is unknown or lacks its value
     */
    static Arguments parse(List<Parameter> parameters, String... arguments) throws WrongArgumentsException {
        Options options = new Options().addOption("h", HELP, false, "").addOption("V", VERSION, false, "");
        parameters.forEach(each -> options.addOption(Option.builder()
                .longOpt(each.name())
                .hasArg(each.takesValue())
                .argName(each.placeholder())
                .get()));
        Arguments read = new Arguments(parse(options, arguments));
        // Commons CLI takes an unknown option for the beginning of the rest.
        if (!read.rest().isEmpty() && read.rest().get(0).startsWith("-")) {
            throw unknown(read.rest().get(0));
        }
        return read;
    }

    private static CommandLine parse(Options options, String... arguments) throws WrongArgumentsException {
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options, arguments, true);
        } catch (UnrecognizedOptionException e) {
            throw unknown(e.getOption());
        } catch (MissingArgumentException e) {
            throw new WrongArgumentsException("Missing required parameter for option '--"
                    + e.getOption().getLongOpt() + "' (" + e.getOption().getArgName() + ")");
        } catch (ParseException e) {
            throw new WrongArgumentsException(e.getMessage());
        }
    }

    private static WrongArgumentsException unknown(String option) {
        return new WrongArgumentsException("Unknown option: '" + option + "'");
    }

    boolean wantHelp() {
        return given.hasOption(HELP);
    }

    boolean wantVersion() {
        return given.hasOption(VERSION);
    }

    /** @throws WrongArgumentsException if the parameter is needed and missing, or is given too often */
    void check(Parameter parameter) throws WrongArgumentsException {
        long times = Arrays.stream(given.getOptions())
                .filter(option -> parameter.name().equals(option.getLongOpt()))
                .count();
        if (times == 0 && parameter.isNeeded()) {
            throw new WrongArgumentsException("Missing required option: '" + parameter.written() + "'");
        }
        if (times > 1 && parameter.kind() != Parameter.Kind.REPEATED) {
            throw new WrongArgumentsException("option '--" + parameter.name() + "'"
                    + (parameter.takesValue() ? " (" + parameter.placeholder() + ")" : "")
                    + " should be specified only once");
        }
    }

    /** What follows the options; empty if nothing does. */
    List<String> rest() {
        return given.getArgList();
    }

    boolean has(Parameter flag) {
        return given.hasOption(flag.name());
    }

    String text(Parameter parameter) {
        return given.getOptionValue(parameter.name(), parameter.fallback());
    }

    List<String> texts(Parameter repeated) {
        return List.of(given.getOptionValues(repeated.name()));
    }

    /** @throws WrongArgumentsException if the value is no whole number */
    int integer(Parameter parameter) throws WrongArgumentsException {
        String text = text(parameter);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new WrongArgumentsException(
                    "Invalid value for option '--" + parameter.name() + "': '" + text + "' is not an int");
        }
    }

    /** @throws WrongArgumentsException if the value is no URI */
    URI uri(Parameter parameter) throws WrongArgumentsException {
        try {
            return new URI(text(parameter));
        } catch (URISyntaxException e) {
            throw new WrongArgumentsException(
                    "Invalid value for option '--" + parameter.name() + "': " + e.getMessage());
        }
    }

    /** @throws WrongArgumentsException if the value is the name of none of the constants */
    <E extends Enum<E>> E choice(Parameter parameter, Class<E> type) throws WrongArgumentsException {
        return choice(parameter, type, text(parameter));
    }

    /**
     * A part of the parameter's value.
     *
     * @throws WrongArgumentsException if it is the name of none of the constants
     */
    static <E extends Enum<E>> E choice(Parameter parameter, Class<E> type, String name)
            throws WrongArgumentsException {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongArgumentsException("Invalid value for option '--" + parameter.name()
                        + "': expected one of " + Arrays.toString(constants) + " (case-sensitive) but was '" + name
                        + "'"));
    }
}
