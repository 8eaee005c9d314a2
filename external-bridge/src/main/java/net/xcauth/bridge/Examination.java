package net.xcauth.bridge;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
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
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.ConfigLoader.Invocation;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.Databases;
import net.xcauth.bridge.doctor.DatabaseCheck;
import net.xcauth.bridge.doctor.Doctor;
import net.xcauth.bridge.doctor.EjabberdCheck;
import net.xcauth.bridge.doctor.Login;
import net.xcauth.bridge.doctor.Report;
import net.xcauth.bridge.doctor.ServiceCheck;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.store.Tables;
import org.slf4j.LoggerFactory;

/** {@code xcauth doctor}: examines the installation and prints what it finds. */
final class Examination {
    private Examination() {}

    /**
     * Examines and prints.
     *
     * @return the exit status: 0 when nothing fails
     * @throws ConfigException when the login to try cannot be used
     * @throws IOException     when standard input cannot be read
     */
    static int run(Invocation invocation) throws ConfigException, IOException {
        Optional<Login> login = login(invocation);
        Clock clock = Clock.systemUTC();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Doctor doctor = new Doctor(
                () -> withStoredDomains(invocation.load(), clock),
                clock,
                login,
                List.of(new DatabaseCheck(clock), new EjabberdCheck(), new ServiceCheck()));
        Report report = doctor.examine(finding -> {
            if (!invocation.json()) {
                Report.print(finding, out);
            }
        });
        if (invocation.json()) {
            out.println(report.json());
        }
        return report.exitStatus();
    }

    private static Optional<Login> login(Invocation invocation) throws ConfigException, IOException {
        if (invocation.login().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Login.of(
                    invocation.login().get(), password(invocation.login().get())));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
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

    /** The clouds of the database are examined like those of the configuration. */
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
            LoggerFactory.getLogger(Examination.class).debug("the check of the database will tell", e);
        }
        return config.withEndpoints(config.endpoints().and(stored));
    }

    private static void add(Map<String, Endpoint> stored, StoredDomain domain, boolean allowHttp) {
        try {
            stored.put(domain.domain(), DomainEntry.endpoint(domain, allowHttp));
        } catch (ConfigException e) {
            LoggerFactory.getLogger(Examination.class).debug("the check of the database will tell", e);
        }
    }
}
