package net.xcauth.bridge.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A secret that may stand in an option, in a file that an option names, or in the environment. The command line wins over the
 * environment, which wins over the configuration file.
 */
final class GivenSecret {
    private final Values values;
    private final Option option;
    private final Option file;
    private final String inEnvironment;

    /**
     * @param option   holds the secret itself
     * @param file     names a file that holds it
     * @param variable the name of the environment variable that may hold it
     */
    GivenSecret(Values values, Map<String, String> environment, Option option, Option file, String variable) {
        this.values = values;
        this.option = option;
        this.file = file;
        this.inEnvironment = environment.getOrDefault(variable, "");
    }

    /**
     * What was found.
     *
     * @param texts         at least one; from the environment one, which may hold several with white space between
     * @param origin        where it stands, for messages
     * @param inEnvironment whether that is the environment
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
        Optional<Setting> direct = values.setting(option);
        Optional<Setting> named = values.setting(file);
        boolean onCommandLine =
                Stream.of(direct, named).flatMap(Optional::stream).anyMatch(Settings::isFromCommandLine);
        if (!onCommandLine && !inEnvironment.isBlank()) {
            return Optional.of(new Found(List.of(inEnvironment), "the environment", true));
        }
        if (direct.isPresent()
                && named.isPresent()
                && Settings.isFromCommandLine(direct.get()) == Settings.isFromCommandLine(named.get())) {
            throw new ConfigException(named.get().origin() + ": " + file.longName() + " is set, and so is "
                    + option.longName() + " (" + direct.get().origin() + "); keep one of them");
        }
        if (named.isPresent() && (direct.isEmpty() || Settings.isFromCommandLine(named.get()))) {
            return Optional.of(fromFile(values.path(file).orElseThrow(), what()));
        }
        return direct.map(setting -> new Found(setting.values(), setting.origin() + ": " + option.longName(), false));
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
