package net.xcauth.bridge.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line, read by picocli. */
final class CommandLineOptions {
    private static final int HELP_WIDTH = 100;

    private final CommandLine parser = new CommandLine(spec()).setAbbreviatedOptionsAllowed(true);

    /** @throws ConfigException naming the wrong option */
    Map<Option, Setting> parse(String[] arguments) throws ConfigException {
        try {
            ParseResult result = parser.parseArgs(arguments);
            Map<Option, Setting> settings = new EnumMap<>(Option.class);
            for (Option option : Option.values()) {
                String name = option.names()[option.names().length - 1];
                if (result.hasMatchedOption(name)) {
                    settings.put(option, new Setting(values(result, option, name), "option " + name));
                }
            }
            return settings;
        } catch (ParameterException e) {
            String message = e.getMessage().lines().findFirst().orElse("the command line is not understood");
            throw new ConfigException(message + "; xcauth --help lists the options");
        }
    }

    private static List<String> values(ParseResult result, Option option, String name) {
        return option.arity() == 0 ? List.of() : Arrays.asList(result.<String[]>matchedOptionValue(name, null));
    }

    String help() {
        return parser.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("xcauth");
        for (Option.Group group : Option.Group.values()) {
            ArgGroupSpec.Builder section = ArgGroupSpec.builder().heading("%n" + group.heading() + ":%n")
                    .exclusive(false).validate(false).order(group.ordinal());
            Arrays.stream(Option.values()).filter(option -> option.group() == group)
                    .forEach(option -> section.addArg(option(option)));
            spec.addArgGroup(section.build());
        }
        spec.usageMessage().width(HELP_WIDTH).abbreviateSynopsis(true).sortOptions(false)
                .description("Lets XMPP and mail servers authenticate their users against Nextcloud with JSXC.")
                .footer("%nEach option is also a key in the configuration file; the command line wins. TIME is a "
                        + "number with s, m, h, d or w.%nOne of -A, -I, -R, -t, --listen or inherited sockets is "
                        + "needed, and the first of them counts. SIGHUP reopens the logs, SIGUSR1 lists the threads in "
                        + "xcauth.err, SIGTERM ends after the answers under way.%nExit status: 0 done, 1 could not "
                        + "start, 2 something in the configuration is wrong.");
        return spec;
    }

    private static OptionSpec option(Option option) {
        OptionSpec.Builder spec = OptionSpec.builder(option.names()).description(option.description().replace("%", "%%"))
                .order(option.ordinal());
        return option.arity() == 0 ? spec.arity("0").type(boolean.class).build()
                : spec.arity(String.valueOf(option.arity())).type(String[].class).paramLabel(option.parameter())
                        .hideParamSyntax(true).build();
    }
}
