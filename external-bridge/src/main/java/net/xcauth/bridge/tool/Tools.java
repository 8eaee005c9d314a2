package net.xcauth.bridge.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.DomainOperation;
import net.xcauth.bridge.database.DatabaseSettings.SqliteFile;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.text.OneLine;

/** Does what a command line wants of the database, once. */
public final class Tools {
    private static final String NAME = "xcauth: ";

    private final Config config;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Clock clock;
    private final Terminal terminal;

    /**
     * @param config with {@link Config#tool()}, what is to be done
     * @param in     standard input
     * @param out    where results go
     * @param err    where questions and complaints go
     */
    public Tools(Config config, InputStream in, PrintStream out, PrintStream err) {
        this(config, in, out, err, Clock.system(ZoneId.systemDefault()), new SystemTerminal(in));
    }

    /** @param clock says what is too old, and in which zone times are shown */
    Tools(Config config, InputStream in, PrintStream out, PrintStream err, Clock clock, Terminal terminal) {
        this.config = config;
        this.in = in;
        this.out = out;
        this.err = err;
        this.clock = clock;
        this.terminal = terminal;
    }

    /** @return the exit status: 0 done, 1 could not be done, 2 not understood */
    public int run() {
        try {
            int status = perform();
            if (out.checkError()) {
                throw ToolException.failed(
                        "the result could not be written to standard output; make room there and " + "repeat");
            }
            return status;
        } catch (ToolException e) {
            err.println(NAME + e.getMessage());
            return e.status();
        } catch (StoreException e) {
            err.println(NAME + e.getMessage() + remedy());
            return ExitStatus.FAILED;
        } catch (IOException e) {
            err.println(NAME + e.getMessage());
            return ExitStatus.FAILED;
        }
    }

    private int perform() throws ToolException, StoreException, IOException {
        if (config.tool().operation().isPresent()) {
            DomainOperation operation = config.tool().operation().get();
            try (Stores stores = EntryOperations.makesDatabase(operation)
                    ? Stores.made(config, clock)
                    : Stores.existing(config, clock)) {
                new EntryOperations(stores, in, out, err).perform(operation);
                stores.news().ifPresent(news -> err.println(NAME + news));
            }
            return ExitStatus.DONE;
        }
        Arguments given = Arguments.read(config.tool().words());
        try (Stores stores = open(given.command())) {
            int status = show(perform(given, stores));
            stores.news().ifPresent(news -> err.println(NAME + news));
            return status;
        }
    }

    private Result perform(Arguments given, Stores stores) throws ToolException, StoreException, IOException {
        DomainCommands domains = new DomainCommands(config, stores);
        CacheCommands cache = new CacheCommands(config, stores, clock);
        DeleteCommands deletion = new DeleteCommands(config, stores);
        switch (given.command()) {
            case CACHE_CLEAR -> confirm("forget the passwords and existence of everybody in " + stores.name());
            case USER_CONFIRM_MISSING ->
                confirm("take all users of " + given.domain(0) + " for deleted whom the cloud does not "
                        + "know any more");
            case HOST_DELETE ->
                confirm("delete " + given.domain(0) + " and all its users and groups from " + stores.name());
            default -> {}
        }
        return switch (given.command()) {
            case DOMAIN_LIST -> domains.list();
            case DOMAIN_ADD -> domains.add(given, in, terminal, err);
            case DOMAIN_REMOVE -> domains.remove(given);
            case DOMAIN_TEST -> new DomainTrial(config, stores).run(given);
            case CACHE_SHOW -> cache.show(given);
            case CACHE_FORGET -> cache.forget(given);
            case CACHE_CLEAR -> cache.clear();
            case CACHE_PRUNE -> cache.prune();
            case USER_DELETE -> deletion.user(given);
            case USER_MISSING -> new MissingCommands(config, stores, clock).list(given);
            case USER_CONFIRM_MISSING -> new MissingCommands(config, stores, clock).confirm(given);
            case GROUP_DELETE -> deletion.group(given);
            case HOST_DELETE -> deletion.host(given);
            case ROSTER_SHOW -> new RosterCommands(config, stores, clock).show(given);
            case ROSTER_DIFF -> new RosterCommands(config, stores, clock).diff(given);
            case ROSTER_REFRESH -> new RosterCommands(config, stores, clock).refresh(given);
        };
    }

    private Stores open(Command command) throws ToolException {
        return switch (command) {
            case DOMAIN_ADD -> Stores.made(config, clock);
            case DOMAIN_TEST, ROSTER_SHOW, ROSTER_DIFF -> Stores.perhaps(config, clock);
            default -> Stores.existing(config, clock);
        };
    }

    /** Nobody is asked who is a program. */
    private void confirm(String what) throws ToolException, IOException {
        if (config.tool().json() || !terminal.isPresent()) {
            return;
        }
        err.print(NAME + what + "? Type yes: ");
        err.flush();
        if (!terminal.line().strip().equals("yes")) {
            throw ToolException.failed("nothing was changed, since the answer was not yes");
        }
    }

    private int show(Result result) throws IOException {
        if (config.tool().json()) {
            out.print(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result.document()) + '\n');
        } else {
            result.lines().forEach(line -> out.print(OneLine.of(line) + '\n'));
        }
        result.complaint().ifPresent(complaint -> err.println(NAME + OneLine.of(complaint)));
        return result.complaint().isPresent() ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private String remedy() {
        return config.database().settings() instanceof SqliteFile
                ? "; let a user run this who may read and write the file and its folder, or name another one with --db"
                : "; check that the database server runs, and db, db-user and db-password in the configuration";
    }
}
