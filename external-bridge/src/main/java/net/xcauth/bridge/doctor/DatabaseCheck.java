package net.xcauth.bridge.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DatabaseUse;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.auth.MassDisappearance;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.store.Tables;
import net.xcauth.core.user.UserKey;

/** Checks that this user can read and write the database, and that its domains are valid. */
public final class DatabaseCheck implements Check {
    private final Clock clock;

    /** @param clock the clock of the stores */
    public DatabaseCheck(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String title() {
        return "database";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        DatabaseUse use = config.database();
        if (!use.used()) {
            findings.accept(Finding.ok(
                    title(),
                    "not used: cache-storage is not db, and " + use.settings().name() + " does not exist"));
        } else if (use.settings() instanceof DatabaseSettings.SqliteFile file && !Files.exists(file.path())) {
            findings.accept(missing(file.path()));
        } else {
            try (Database database = Databases.open(use.settings())) {
                open(database, config.endpoints().allowsHttp(), findings);
            }
        }
    }

    /** Does not create the database, which would belong to the user that runs the doctor. */
    private Finding missing(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && Files.isDirectory(folder) && Files.isWritable(folder)) {
            return Finding.ok(title(), file + " does not exist yet and will be created");
        }
        return Finding.fail(
                title(),
                file + " does not exist, and the user \"" + System.getProperty("user.name") + "\" cannot create it",
                "Run install -d -m 700 -o USER " + folder + ", where USER is the user that xcauth runs "
                        + "as, or choose another file with db=FILE.");
    }

    private void open(Database database, boolean allowHttp, Consumer<Finding> findings) {
        Tables tables = Tables.ofBridge();
        try {
            List<StoredDomain> domains = new JdbcDomains(database, tables, clock).all();
            JdbcUsers users = new JdbcUsers(database, tables, clock);
            users.apply(List.of(), 1);
            findings.accept(Finding.ok(
                    title(), database.name() + " can be read and written; domains in it: " + domains.size()));
            domains.forEach(domain -> examine(domain, allowHttp, findings));
            examineMissing(users, findings);
        } catch (StoreException e) {
            findings.accept(Finding.fail(
                    title(),
                    String.valueOf(e.getMessage()),
                    "Check that it is running, that its disk is not full, and that the user \""
                            + System.getProperty("user.name")
                            + "\" can read and write it. Logins work without it, but xcauth then forgets passwords "
                            + "when it restarts."));
        }
    }

    private void examineMissing(JdbcUsers users, Consumer<Finding> findings) throws StoreException {
        Map<String, Long> missing = users.missing().keySet().stream()
                .collect(Collectors.groupingBy(UserKey::domain, TreeMap::new, Collectors.counting()));
        for (Map.Entry<String, Long> entry : missing.entrySet()) {
            MassDisappearance many = new MassDisappearance(
                    entry.getKey(), entry.getValue(), users.countPresent(entry.getKey()), clock.instant());
            if (MassDisappearance.isOne(many.missing(), many.known())) {
                findings.accept(Finding.warn(
                        title(),
                        many.toString(),
                        "Check the cloud's users and its LDAP directory. Until you confirm it, none of "
                                + "these users is treated as deleted. If they really are deleted, run xcauth user "
                                + "confirm-missing " + many.domain() + "; xcauth user missing lists them."));
            }
        }
    }

    private void examine(StoredDomain domain, boolean allowHttp, Consumer<Finding> findings) {
        try {
            DomainEntry.endpoint(domain, allowHttp);
            if (DomainEntry.isServicePasswordStale(domain)) {
                findings.accept(Finding.warn(
                        title(),
                        "the service password of the domain " + domain.domain()
                                + " was entered for a different host, so it is not sent",
                        "Enter it again with xcauth domain add " + domain.domain() + " URL."));
            }
        } catch (ConfigException e) {
            findings.accept(Finding.fail(
                    title(),
                    e.getMessage(),
                    "Correct it with xcauth domain add " + domain.domain()
                            + " URL, or remove it with xcauth domain remove " + domain.domain() + "."));
        }
    }
}
