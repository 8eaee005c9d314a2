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
 * What the administrator gave, from command line and configuration file together.
 *
 * @param given every option that was given; the command line wins
 * @param file  the configuration file that was read
 */
record Settings(Map<Option, Setting> given, Optional<Path> file) {
    static final List<Path> SEARCHED =
            List.of(Path.of("/etc/xcauth.conf"), Path.of("/etc/external_cloud.conf"), Path.of("xcauth.conf"));
    static final String NO_FILE = "no configuration file";
    private static final String COMMAND_LINE = "option ";

    /** @throws ConfigException when the file that was asked for, or found, cannot be read or understood */
    static Settings withFile(Map<Option, Setting> commandLine) throws ConfigException {
        return withFile(commandLine, SEARCHED);
    }

    /** @param searched where a file may be that was not asked for; the first found is read */
    static Settings withFile(Map<Option, Setting> commandLine, List<Path> searched) throws ConfigException {
        Optional<Path> file = new Values(commandLine)
                .path(Option.CONFIG_FILE)
                .or(() -> searched.stream().filter(Files::exists).findFirst());
        Map<Option, Setting> all = new EnumMap<>(Option.class);
        if (file.isPresent()) {
            all.putAll(new ConfigFile(file.get()).read());
        }
        all.putAll(commandLine);
        return new Settings(all, file);
    }

    /** The configuration file that was read, or that none was, for people. */
    String source() {
        return file.map(Path::toString).orElse(NO_FILE);
    }

    /** What is to be said of files that hold secrets and that others can read. */
    List<String> openSecrets() throws ConfigException {
        List<String> complaints = new ArrayList<>();
        boolean secretInside = Stream.of(
                        Option.SECRET, Option.SERVICE_PASSWORD, Option.DB_PASSWORD, Option.EJABBERD_TOKEN)
                .map(given::get)
                .filter(Objects::nonNull)
                .anyMatch(secret -> !isFromCommandLine(secret));
        if (secretInside && file.isPresent()) {
            FilePrivacy.complaint(file.get(), "configuration file").ifPresent(complaints::add);
        }
        Values values = new Values(given);
        values.path(Option.SECRET_FILE)
                .flatMap(path -> FilePrivacy.complaint(path, "secret file"))
                .ifPresent(complaints::add);
        values.path(Option.SERVICE_PASSWORD_FILE)
                .flatMap(path -> FilePrivacy.complaint(path, "service password file"))
                .ifPresent(complaints::add);
        values.path(Option.PER_DOMAIN_CONFIG)
                .flatMap(path -> FilePrivacy.complaint(path, "per-domain configuration"))
                .ifPresent(complaints::add);
        return complaints;
    }

    static boolean isFromCommandLine(Setting setting) {
        return setting.origin().startsWith(COMMAND_LINE);
    }
}
