package net.xcauth.bridge.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The options of command line and configuration file together.
 *
 * @param options every option that is set; the command line overrides the file
 * @param file    the configuration file that was read
 */
record ConfigSources(Map<Option, OptionValue> options, Optional<Path> file) {
    static final String NO_FILE = "no configuration file";

    /** @throws ConfigException if the file that is named or found cannot be read or is not valid */
    static ConfigSources withFile(Map<Option, OptionValue> commandLine) throws ConfigException {
        return withFile(commandLine, Defaults.CONFIGURATION_FILES);
    }

    /** @param searched the places of a file that is not named; the first one that exists is read */
    static ConfigSources withFile(Map<Option, OptionValue> commandLine, List<Path> searched) throws ConfigException {
        Optional<Path> file = new Values(commandLine)
                .path(Option.CONFIG_FILE)
                .or(() -> searched.stream().filter(Files::exists).findFirst());
        Map<Option, OptionValue> all = new EnumMap<>(Option.class);
        if (file.isPresent()) {
            all.putAll(new ConfigFile(file.get()).read());
        }
        all.putAll(commandLine);
        return new ConfigSources(all, file);
    }

    /** The path of the configuration file, or words that there is none. */
    String source() {
        return file.map(Path::toString).orElse(NO_FILE);
    }

    /** One warning for each file that holds secrets and that other users can read. */
    List<String> openSecrets() throws ConfigException {
        List<String> warnings = new ArrayList<>();
        boolean secretInside = Stream.of(
                        Option.SECRET, Option.SERVICE_PASSWORD, Option.DB_PASSWORD, Option.EJABBERD_TOKEN)
                .map(options::get)
                .filter(Objects::nonNull)
                .anyMatch(secret -> !secret.isFromCommandLine());
        if (secretInside && file.isPresent()) {
            FilePrivacy.complaint(file.get(), "configuration file").ifPresent(warnings::add);
        }
        Values values = new Values(options);
        values.path(Option.SECRET_FILE)
                .flatMap(path -> FilePrivacy.complaint(path, "secret file"))
                .ifPresent(warnings::add);
        values.path(Option.SERVICE_PASSWORD_FILE)
                .flatMap(path -> FilePrivacy.complaint(path, "service password file"))
                .ifPresent(warnings::add);
        values.path(Option.PER_DOMAIN_CONFIG)
                .flatMap(path -> FilePrivacy.complaint(path, "per-domain configuration"))
                .ifPresent(warnings::add);
        return warnings;
    }
}
