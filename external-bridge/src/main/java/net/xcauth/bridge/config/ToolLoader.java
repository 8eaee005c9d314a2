package net.xcauth.bridge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** From a command line to what the program is to do instead of serving. */
final class ToolLoader {
    static final String HELP = "help";
    /** What a command line may begin with; {@link HelpText} says what follows. */
    static final Set<String> COMMANDS = Set.of("domain", "cache", "user", "group", "host", "roster", "doctor", HELP);

    private static final String DATABASE_PROGRAM = "xcdbm";

    private final Values values;
    private final List<String> words;
    private final String program;

    /** @param program the name that the program was called by */
    ToolLoader(Values values, List<String> words, String program) {
        this.values = values;
        this.words = words;
        this.program = program;
    }

    ToolRequest load() throws ConfigException {
        List<DomainOperation> operations = operations();
        if (operations.size() > 1 || !operations.isEmpty() && !words.isEmpty()) {
            throw new ConfigException("give only one of -G, -P, -D, -L, -U and the commands");
        }
        if (program.equals(DATABASE_PROGRAM) && operations.isEmpty()) {
            throw new ConfigException(DATABASE_PROGRAM + " does one thing with the domains in the database: give one "
                    + "of -G, -P, -D, -L and -U");
        }
        return new ToolRequest(words, operations.stream().findFirst(), values.has(Option.JSON));
    }

    private List<DomainOperation> operations() {
        List<DomainOperation> operations = new ArrayList<>();
        given(Option.GET).forEach(given -> operations.add(new DomainOperation.Get(given.value())));
        given(Option.PUT)
                .forEach(given -> operations.add(new DomainOperation.Put(
                        given.values().get(0), given.values().get(1))));
        given(Option.DELETE).forEach(given -> operations.add(new DomainOperation.Delete(given.value())));
        given(Option.LOAD).forEach(given -> operations.add(new DomainOperation.Load()));
        given(Option.UNLOAD).forEach(given -> operations.add(new DomainOperation.Unload()));
        return operations;
    }

    /** In a configuration file they would be done at every start. */
    private Stream<Setting> given(Option option) {
        return values.setting(option).filter(Settings::isFromCommandLine).stream();
    }
}
