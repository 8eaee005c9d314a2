package net.xcauth.bridge.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.xcauth.bridge.ejabberd.ApiAddress;
import net.xcauth.bridge.ejabberd.EjabberdSettings;
import net.xcauth.bridge.ejabberd.EjabberdSettings.Kick;
import net.xcauth.bridge.roster.RosterSettings;
import net.xcauth.core.roster.GroupRules;
import net.xcauth.core.roster.NamePattern;
import net.xcauth.core.text.RefusedException;

/** Reads the settings of shared rosters. */
final class RosterLoader {
    private static final Duration DEFAULT_REFRESH = Duration.ofMinutes(15);
    private static final int DEFAULT_LARGEST = 500;
    private static final int MOST_MEMBERS = 1_000_000;
    private static final int DEFAULT_CALLS = 4;
    private static final int MOST_CALLS = 100;

    private final Values values;
    private final Map<String, String> environment;

    RosterLoader(Values values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    RosterSettings load() throws ConfigException {
        GroupRules rules = new GroupRules(
                patterns(Option.GROUPS_INCLUDE),
                patterns(Option.GROUPS_EXCLUDE),
                values.number(Option.GROUPS_LARGEST, 1, MOST_MEMBERS, DEFAULT_LARGEST),
                RosterSettings.LONGEST_ID,
                RosterSettings.UNWANTED);
        return new RosterSettings(rules, values.timeNotZero(Option.ROSTER_REFRESH, DEFAULT_REFRESH), ejabberd());
    }

    /** In a configuration file, patterns may be a list. */
    private List<NamePattern> patterns(Option option) {
        return values.value(option)
                .map(setting -> NamePattern.list(String.join(",", setting.values())))
                .orElse(List.of());
    }

    private Optional<EjabberdSettings> ejabberd() throws ConfigException {
        if (values.value(Option.EJABBERD_TOKEN)
                .filter(OptionValue::isFromCommandLine)
                .isPresent()) {
            throw new ConfigException(
                    "option --ejabberd-token: other local users can see it on a command line; write it "
                            + "into the configuration file, or into the environment variable "
                            + EnvironmentVariable.EJABBERD_TOKEN.variable());
        }
        Optional<ApiAddress> api = values.read(Option.EJABBERD_API, ApiAddress::parse);
        Optional<Path> program = values.path(Option.EJABBERDCTL);
        int calls = values.number(Option.EJABBERD_CALLS, 1, MOST_CALLS, DEFAULT_CALLS);
        Kick kick = values.read(Option.EJABBERD_KICK, RosterLoader::kick).orElse(Kick.PASSWORD);
        String token =
                EnvironmentVariable.EJABBERD_TOKEN.in(environment).orElse(values.text(Option.EJABBERD_TOKEN, ""));
        return api.isPresent() || program.isPresent()
                ? Optional.of(new EjabberdSettings(program, api, token, values.path(Option.CA_FILE), calls, kick))
                : Optional.empty();
    }

    private static Kick kick(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "never" -> Kick.NEVER;
            case "account" -> Kick.ACCOUNT;
            case "password" -> Kick.PASSWORD;
            default -> throw new RefusedException("it must be never, account or password");
        };
    }
}
