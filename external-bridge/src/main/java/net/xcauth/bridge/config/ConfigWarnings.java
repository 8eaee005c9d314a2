package net.xcauth.bridge.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.database.DatabaseSettings;

/** Warnings about a valid configuration that an administrator should change. */
final class ConfigWarnings {
    private ConfigWarnings() {}

    /** @param oldDatabase the database of xcauth 1.x that the configuration still names */
    static List<String> of(ConfigSources sources, DatabaseUse database, Optional<Path> oldDatabase)
            throws ConfigException {
        Values values = new Values(sources.options());
        List<String> warnings = new ArrayList<>();
        values.value(Option.SECRET)
                .filter(OptionValue::isFromCommandLine)
                .ifPresent(secret -> warnings.add("the secret is on the command line, where other local users can see "
                        + "it; use secret-file, the environment variable " + EnvironmentVariable.SECRET.variable()
                        + " or a configuration file that only this user can read"));
        values.value(Option.SERVICE_PASSWORD)
                .filter(OptionValue::isFromCommandLine)
                .ifPresent(password -> warnings.add("the service password is on the command line, where other local "
                        + "users can see it; use service-password-file, the environment variable "
                        + EnvironmentVariable.SERVICE_PASSWORD.variable()
                        + " or a configuration file that only this user can read"));
        warnings.addAll(sources.openSecrets());
        if (database.settings() instanceof DatabaseSettings.SqliteFile file) {
            FilePrivacy.databaseComplaint(file.path()).ifPresent(warnings::add);
        }
        oldDatabase.ifPresent(
                old -> warnings.add(old + " is a database of xcauth 1.x, which is not read; export it with the old "
                        + "program (xcdbm -b " + old + " -U) and pipe that into xcauth -L, once"));
        sources.options()
                .forEach((option, value) -> withoutEffect(option, value)
                        .ifPresent(why ->
                                warnings.add(value.origin() + ": " + option.longName() + " has no effect " + why)));
        return warnings;
    }

    private static Optional<String> withoutEffect(Option option, OptionValue value) {
        if (option.group() == Option.Group.DOMAINS && !value.isFromCommandLine()) {
            return Optional.of("in a configuration file, since it would run at every start; give it on the command "
                    + "line, once");
        }
        return option.group() == Option.Group.LATER
                ? Optional.of("in this version (" + option.description() + ')')
                : Optional.empty();
    }
}
