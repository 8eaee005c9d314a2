package net.xcauth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.store.Tables;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes of the domains in the database make another cloud answer. */
class StoredDomainsTest {
    private static final String SECRET = "0123456789ABCDEF";

    @TempDir
    Path folder;

    private final List<String> changed = new CopyOnWriteArrayList<>();
    private Database database;
    private JdbcDomains store;
    private StoredDomains domains;

    @BeforeEach
    void start() throws Exception {
        database = Databases.open(new DatabaseSettings.SqliteFile(folder.resolve("xcauth.sqlite3")));
        store = new JdbcDomains(database, Tables.ofBridge(), Clock.systemUTC());
        put("a.example", SECRET, "https://a.example/externalApi.php", "a.example");
        put("b.example", SECRET, "https://b.example/externalApi.php", "b.example");
        Path config = Files.writeString(folder.resolve("xcauth.conf"), "");
        domains = new StoredDomains(new ConfigLoader(Map.of()).load(new String[] {"--config-file", config.toString(), "--type",
            "generic", "--db", folder.resolve("xcauth.sqlite3").toString()}).endpoints(), store, Duration.ofMillis(20));
        domains.start();
        domains.await();
        domains.whenChanged(changed::add);
    }

    @AfterEach
    void close() {
        domains.close();
        database.close();
    }

    private void put(String domain, String secret, String url, String authenticationDomain) throws Exception {
        store.put(List.of(new StoredDomain(domain, secret, url, authenticationDomain, "")));
    }

    @Test
    void aDomainWithAnotherAddressOrAuthenticationDomainAndNoOtherDomain() throws Exception {
        put("a.example", SECRET, "https://elsewhere.example/externalApi.php", "a.example");
        Eventually.until("noticed", () -> changed.equals(List.of("a.example")));
        put("a.example", SECRET, "https://elsewhere.example/externalApi.php", "accounts.example");
        Eventually.until("noticed", () -> changed.equals(List.of("a.example", "a.example")));
    }

    @Test
    void aDomainThatIsRemovedButNotOneWithAnotherSecretOrNote() throws Exception {
        store.put(List.of(new StoredDomain("a.example", "FEDCBA9876543210", "https://a.example/externalApi.php", "a.example", "a note")));
        Eventually.until("the secret is known", () -> domains.forDomain("a.example").orElseThrow().secrets().get(0)
                .equals(ApiSecret.of("FEDCBA9876543210")));
        assertThat(changed).isEmpty();
        store.remove("b.example");
        Eventually.until("noticed", () -> changed.equals(List.of("b.example")));
    }
}
