package net.xcauth.bridge.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Changes of the domains in the database, and the domains whose cloud changes with them. */
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
        domains = new StoredDomains(
                new ConfigLoader(Map.of())
                        .load(new String[] {
                            "--config-file",
                            config.toString(),
                            "--type",
                            "generic",
                            "--db",
                            folder.resolve("xcauth.sqlite3").toString()
                        })
                        .endpoints(),
                store,
                Duration.ofMillis(20));
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
    void aDomainWithADifferentAddressOrAuthenticationDomainAndNoOtherDomain() throws Exception {
        put("a.example", SECRET, "https://elsewhere.example/externalApi.php", "a.example");
        Eventually.until("noticed", () -> changed.equals(List.of("a.example")));
        put("a.example", SECRET, "https://elsewhere.example/externalApi.php", "accounts.example");
        Eventually.until("noticed", () -> changed.equals(List.of("a.example", "a.example")));
    }

    @Test
    void aRemovedDomainButNotOneWithADifferentSecretOrNote() throws Exception {
        store.put(List.of(new StoredDomain(
                "a.example", "FEDCBA9876543210", "https://a.example/externalApi.php", "a.example", "a note")));
        Eventually.until(
                "the secret is known",
                () -> domains.forDomain("a.example")
                        .orElseThrow()
                        .secrets()
                        .get(0)
                        .equals(ApiSecret.of("FEDCBA9876543210")));
        assertThat(changed).isEmpty();
        store.remove("b.example");
        Eventually.until("noticed", () -> changed.equals(List.of("b.example")));
    }

    @Test
    void unicodeAndPunycodeNameTheSameStoredDomain() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("xcauth.sqlite3"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO domains (xmppdomain, authsecret, authurl, authdomain) VALUES ('xn--exmple-cua.org', '"
                            + SECRET + "', 'https://wölke.example.org/externalApi.php', '')");
        }
        Eventually.until(
                "known",
                () -> domains.forDomain("exämple.org")
                        .map(endpoint -> endpoint.url().getHost())
                        .equals(Optional.of("xn--wlke-5qa.example.org")));
        assertThat(domains.forDomain("XN--EXMPLE-CUA.org")).isEqualTo(domains.forDomain("Exämple.org"));

        put("exämple.org", SECRET, "https://next_cloud/externalApi.php", "");
        assertThat(store.all())
                .as("the same row")
                .extracting(StoredDomain::domain)
                .containsExactly("a.example", "b.example", "exämple.org");
        assertThat(store.find("xn--exmple-cua.org").orElseThrow().url())
                .isEqualTo("https://next_cloud/externalApi.php");
        assertThat(store.remove("exämple.org")).isTrue();
        assertThat(store.find("exämple.org")).isEmpty();
    }
}
