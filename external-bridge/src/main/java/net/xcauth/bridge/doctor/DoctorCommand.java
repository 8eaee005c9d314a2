package net.xcauth.bridge.doctor;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.Databases;
import net.xcauth.bridge.process.StandardOutput;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.store.Tables;
import net.xcauth.core.text.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code xcauth doctor}: examines the installation and prints the findings. */
public final class DoctorCommand {
    private static final Logger log = LoggerFactory.getLogger(DoctorCommand.class);

    private DoctorCommand() {}

    /**
     * Examines and prints.
     *
     * @return the exit status of the program
     * @throws ConfigException if the login to try is not valid
     * @throws IOException     if standard input cannot be read
     */
    public static int run(Job.Diagnose job, Doctor.Loader loader) throws ConfigException, IOException {
        Optional<Login> login = job.login().isEmpty()
                ? Optional.empty()
                : Optional.of(login(job.login().get()));
        Clock clock = Clock.systemUTC();
        PrintStream out = StandardOutput.open();
        Doctor doctor = new Doctor(
                () -> withStoredDomains(loader.load(), clock),
                clock,
                login,
                List.of(new DatabaseCheck(clock), new EjabberdCheck(), new ServiceCheck()));
        Report report = doctor.examine(finding -> {
            if (!job.json()) {
                Report.print(finding, out);
            }
        });
        if (job.json()) {
            out.println(report.json());
        }
        return report.exitStatus();
    }

    private static Login login(String address) throws ConfigException, IOException {
        try {
            return Login.of(address, password(address));
        } catch (RefusedException e) {
            throw new ConfigException(e.text().toString());
        }
    }

    @SuppressWarnings("SystemConsoleNull") // Newer Javas then read the line themselves.
    private static String password(String user) throws IOException {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("Password of %s: ", user);
            return typed == null ? "" : new String(typed);
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    /** Adds the clouds in the database, which are examined like those in the configuration. */
    private static Config withStoredDomains(Config config, Clock clock) {
        boolean missing = config.database().settings() instanceof DatabaseSettings.SqliteFile file
                && Files.notExists(file.path());
        if (!config.database().used() || missing) {
            return config;
        }
        Map<String, Endpoint> stored = new HashMap<>();
        try (Database database = Databases.open(config.database().settings())) {
            for (StoredDomain domain : new JdbcDomains(database, Tables.ofBridge(), clock).all()) {
                add(stored, domain, config.endpoints().allowsHttp());
            }
        } catch (StoreException e) {
            log.debug("the database check will report this", e);
        }
        return config.withEndpoints(config.endpoints().and(stored));
    }

    private static void add(Map<String, Endpoint> stored, StoredDomain domain, boolean allowHttp) {
        try {
            stored.put(domain.domain(), DomainEntry.endpoint(domain, allowHttp));
        } catch (ConfigException e) {
            log.debug("the database check will report this", e);
        }
    }
}
