package net.xcauth.bridge.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A secret from an option, from a file that an option names, or from the environment. The command line overrides the
 * environment, and the environment overrides the configuration file.
 */
final class GivenSecret {
    private final Values values;
    private final Option option;
    private final Option file;
    private final String inEnvironment;

    /**
     * @param option   the option with the secret itself
     * @param file     the option that names a file with the secret
     * @param variable the environment variable with the secret
     */
    GivenSecret(
            Values values, Map<String, String> environment, Option option, Option file, EnvironmentVariable variable) {
        this.values = values;
        this.option = option;
        this.file = file;
        this.inEnvironment = variable.in(environment).orElse("");
    }

    /**
     * The secret, or several while it is being changed.
     *
     * @param texts         at least one; from the environment one, which may hold several separated by white space
     * @param origin        its place, for messages
     * @param inEnvironment true if it is from the environment
     */
    record Found(List<String> texts, String origin, boolean inEnvironment) {
        String last() {
            return texts.get(texts.size() - 1);
        }

        @Override
        public String toString() {
            return "Found(at " + origin + ')';
        }
    }

    /** @throws ConfigException if two places contradict each other, or the file cannot be used */
    Optional<Found> find() throws ConfigException {
        Optional<OptionValue> direct = values.value(option);
        Optional<OptionValue> named = values.value(file);
        boolean onCommandLine =
                Stream.of(direct, named).flatMap(Optional::stream).anyMatch(OptionValue::isFromCommandLine);
        if (!onCommandLine && !inEnvironment.isBlank()) {
            return Optional.of(new Found(List.of(inEnvironment), "the environment", true));
        }
        if (direct.isPresent()
                && named.isPresent()
                && direct.get().isFromCommandLine() == named.get().isFromCommandLine()) {
            throw new ConfigException(named.get().origin() + ": " + file.longName() + " and " + option.longName() + " ("
                    + direct.get().origin() + ") are both set; keep one of them");
        }
        if (named.isPresent() && (direct.isEmpty() || named.get().isFromCommandLine())) {
            return Optional.of(fromFile(values.path(file).orElseThrow(), what()));
        }
        return direct.map(value -> new Found(value.values(), value.origin() + ": " + option.longName(), false));
    }

    private String what() {
        return option == Option.SECRET ? "secret file" : "service password file";
    }

    private static Found fromFile(Path file, String what) throws ConfigException {
        List<String> lines = ConfigFile.lines(file, what).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw new ConfigException("the " + what + ' ' + file + " is empty; write "
                    + (what.startsWith("secret") ? "the API secret" : "the service account's app password")
                    + " into it");
        }
        return new Found(lines, "the " + what + ' ' + file, false);
    }

    /** The first line of a file that is not empty. */
    static String oneLine(Path file, String what) throws ConfigException {
        return fromFile(file, what).texts().get(0);
    }
}
