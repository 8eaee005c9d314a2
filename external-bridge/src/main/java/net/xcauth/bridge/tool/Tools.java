package net.xcauth.bridge.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.cli.Subcommand;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.database.DatabaseSettings.SqliteFile;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.text.OneLine;
import net.xcauth.core.text.RefusedException;

/** Runs the commands that work with the database. */
public final class Tools {
    private final Config config;
    private final Dialog dialog;
    private final PrintStream out;
    private final Clock clock;

    /**
     * @param in  standard input
     * @param out the stream for results
     * @param err the stream for questions and error messages
     */
    public Tools(Config config, InputStream in, PrintStream out, PrintStream err) {
        this(config, new Dialog(in, err, new Dialog.ProgramTerminal(in)), out, Clock.system(ZoneId.systemDefault()));
    }

    /** @param clock decides what has expired, and the zone in which times are shown */
    Tools(Config config, Dialog dialog, PrintStream out, Clock clock) {
        this.config = config;
        this.dialog = dialog;
        this.out = out;
        this.clock = clock;
    }

    /** @return the exit status of the program */
    public int run(Job.DatabaseJob job) {
        try {
            int status = job instanceof Job.RunCommand command ? runCommand(command) : runEntries(job);
            if (out.checkError()) {
                throw new ToolException("writing the result to standard output failed; free some space and try again");
            }
            return status;
        } catch (StoreException e) {
            dialog.tell(e.getMessage() + remedy());
        } catch (ToolException | ConfigException | RefusedException | IOException e) {
            dialog.tell(String.valueOf(e.getMessage()));
        }
        return ExitStatus.FAILED;
    }

    private int runEntries(Job.DatabaseJob job) throws ToolException, ConfigException, StoreException, IOException {
        try (Stores stores =
                DomainEntries.createsDatabase(job) ? Stores.created(config, clock) : Stores.existing(config, clock)) {
            new DomainEntries(stores, dialog, out).run(job);
            stores.notice().ifPresent(dialog::tell);
            return ExitStatus.DONE;
        }
    }

    private int runCommand(Job.RunCommand job) throws ToolException, ConfigException, StoreException, IOException {
        try (Stores stores = open(job.command())) {
            confirm(job, stores);
            int status = show(result(job, stores), job.json());
            stores.notice().ifPresent(dialog::tell);
            return status;
        }
    }

    private Stores open(Subcommand command) throws ToolException {
        return switch (command) {
            case DOMAIN_ADD -> Stores.created(config, clock);
            case DOMAIN_TEST, ROSTER_SHOW, ROSTER_DIFF -> Stores.optional(config, clock);
            default -> Stores.existing(config, clock);
        };
    }

    private Result result(Job.RunCommand job, Stores stores)
            throws ToolException, ConfigException, StoreException, IOException {
        DomainCommands domains = new DomainCommands(config, stores);
        CacheCommands cache = new CacheCommands(config, stores, clock);
        DeleteCommands deletion = new DeleteCommands(config, stores);
        MissingCommands missing = new MissingCommands(config, stores, clock);
        RosterCommands rosters = new RosterCommands(config, stores, clock);
        return switch (job.command()) {
            case DOMAIN_LIST -> domains.list();
            case DOMAIN_ADD -> domains.add(job, dialog);
            case DOMAIN_REMOVE -> domains.remove(job);
            case DOMAIN_TEST -> domains.test(job);
            case CACHE_SHOW -> cache.show(job);
            case CACHE_FORGET -> cache.forget(job);
            case CACHE_CLEAR -> cache.clear();
            case CACHE_PRUNE -> cache.prune();
            case USER_DELETE -> deletion.user(job);
            case USER_MISSING -> missing.list(job);
            case USER_CONFIRM_MISSING -> missing.confirm(job);
            case GROUP_DELETE -> deletion.group(job);
            case HOST_DELETE -> deletion.host(job);
            case ROSTER_SHOW -> rosters.show(job);
            case ROSTER_DIFF -> rosters.diff(job);
            case ROSTER_REFRESH -> rosters.refresh(job);
            case DOCTOR, HELP -> throw new IllegalArgumentException(job.command() + " does not work with the database");
        };
    }

    /** Asks a person before all data of users are deleted, but not a program. */
    private void confirm(Job.RunCommand job, Stores stores) throws ToolException, IOException {
        if (job.json()) {
            return;
        }
        switch (job.command()) {
            case CACHE_CLEAR -> dialog.confirm("forget everything remembered about all users in " + stores.name());
            case USER_CONFIRM_MISSING ->
                dialog.confirm("treat all users of " + job.domain(0) + " that the cloud no longer knows as deleted");
            case HOST_DELETE ->
                dialog.confirm("delete " + job.domain(0) + " and all its users and groups from " + stores.name());
            default -> {}
        }
    }

    private int show(Result result, boolean json) throws IOException {
        if (json) {
            out.print(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result.document()) + '\n');
        } else {
            result.lines().forEach(line -> out.print(OneLine.of(line) + '\n'));
        }
        result.failure().ifPresent(reason -> dialog.tell(OneLine.of(reason)));
        return result.failure().isPresent() ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private String remedy() {
        return config.database().settings() instanceof SqliteFile
                ? "; run this as a user who can read and write the file and its folder, or name another one with --db"
                : "; check that the database server is running, and check db, db-user and db-password in the "
                        + "configuration";
    }
}
