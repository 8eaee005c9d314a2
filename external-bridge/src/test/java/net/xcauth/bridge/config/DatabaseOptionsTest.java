package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.core.store.Schema.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options that select the database, and their effects. */
class DatabaseOptionsTest {
    private static final DatabaseSettings DEFAULT =
            new DatabaseSettings.SqliteFile(Path.of("/var/lib/xcauth/xcauth.sqlite3"));

    @TempDir
    Path folder;

    @Test
    void theDefaultDatabaseIsNotCreatedUnasked() throws Exception {
        DatabaseUse use = Given.file(folder, "cache-storage=memory").load().database();

        assertThat(use).isEqualTo(new DatabaseUse(DEFAULT, false, false, Duration.ofSeconds(2)));
    }

    @Test
    void storingPasswordsUsesTheDatabaseAndTheMoreExpensiveHashes() throws Exception {
        Config config = Given.file(folder, "cache-storage=db", "cache-bcrypt-rounds=10,5", "db-refresh=5s")
                .load();

        assertThat(config.database()).isEqualTo(new DatabaseUse(DEFAULT, true, true, Duration.ofSeconds(5)));
        assertThat(config.bcryptRounds()).isEqualTo(10);
        assertThat(config.cache().passwords()).isTrue();
    }

    @Test
    void anExistingFileIsUsedForItsDomainsWhateverIsRemembered() throws Exception {
        Path file = Files.createFile(folder.resolve("there.sqlite3"));

        DatabaseUse use = Given.file(folder, "db=" + file).load().database();

        assertThat(use.used()).isTrue();
        assertThat(use.remembers()).isFalse();
        assertThat(use.settings()).isEqualTo(new DatabaseSettings.SqliteFile(file));
    }

    @Test
    void aDatabaseThatEveryoneCanReadIsWarnedAbout() throws Exception {
        Path file = Files.createFile(folder.resolve("there.sqlite3"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(Given.file(folder, "db=" + file).load().warnings())
                .singleElement()
                .asString()
                .contains("database " + file, "chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Given.file(folder, "db=" + file).load().warnings()).isEmpty();
    }

    @Test
    void aDatabaseInMemoryIsNotUsed() throws Exception {
        DatabaseUse use =
                Given.file(folder, "db=:memory:", "cache-storage=db").load().database();

        assertThat(use.settings()).isEqualTo(new DatabaseSettings.InMemory());
        assertThat(use.used()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://db.example.org/xcauth, POSTGRESQL", "jdbc:mariadb://db.example.org/xcauth, MARIADB"})
    void aServerTakesItsUserAndPasswordFromTheFile(String url, Dialect dialect) throws Exception {
        Given given = Given.file(folder, "db=" + url, "db-user=chat", "db-password=hIdDeN");

        assertThat(given.load().database().settings())
                .isEqualTo(new DatabaseSettings.Server(dialect, url, "chat", "hIdDeN"));
        assertThat(given.load().toString()).doesNotContain("hIdDeN");
    }

    @Test
    void thePasswordInTheEnvironmentOverridesTheFile() throws Exception {
        Config config = Given.file(folder, "db=jdbc:mariadb://h/x", "db-password=old")
                .environment("XCAUTH_DB_PASSWORD", "new")
                .load();

        assertThat(config.database().settings())
                .isEqualTo(new DatabaseSettings.Server(Dialect.MARIADB, "jdbc:mariadb://h/x", "", "new"));
    }

    @Test
    void aPasswordOnTheCommandLineIsRefusedAndNotShown() throws Exception {
        assertThat(Given.file(folder, "db=jdbc:mariadb://h/x").complaint("--db-password", "hIdDeN"))
                .contains("--db-password", "configuration file", "XCAUTH_DB_PASSWORD")
                .doesNotContain("hIdDeN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/x?user=a&password=hIdDeN",
                "jdbc:mariadb://h/x?password=hIdDeN",
                "jdbc:mariadb://root:hIdDeN@h/x",
                "jdbc:postgresql://h/x?ssl=true&Password=hIdDeN"
            })
    void credentialsInAnAddressAreRefusedAndNotShown(String url) throws Exception {
        assertThat(Given.file(folder, "db=" + url).complaint())
                .contains("db-user", "db-password", "line 3")
                .doesNotContain("hIdDeN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mysql://h/x", "jdbc:sqlite:/x.db", "jdbc:oracle:thin:@h"})
    void otherAddressesAreRefusedWithTheValidOnes(String url) throws Exception {
        assertThat(Given.file(folder, "db=" + url).complaint()).contains("a path", "jdbc:postgresql:", "jdbc:mariadb:");
    }

    @Test
    void domainDbIsTheDatabaseUnlessItIsABerkeleyFileOrDbIsSet() throws Exception {
        assertThat(Given.file(folder, "domain-db=/x/new.sqlite3")
                        .load()
                        .database()
                        .settings())
                .isEqualTo(new DatabaseSettings.SqliteFile(Path.of("/x/new.sqlite3")));
        assertThat(Given.file(folder, "domain-db=/x/new.sqlite3", "db=/y.sqlite3")
                        .load()
                        .database()
                        .settings())
                .isEqualTo(new DatabaseSettings.SqliteFile(Path.of("/y.sqlite3")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBerkeleyDatabaseIsNotTouchedAndTheWarningSaysHowToMigrateIt(boolean littleEndian) throws Exception {
        Path old = berkeley(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        Config config = Given.file(folder, "domain-db=" + old).load();

        assertThat(config.database().settings()).isEqualTo(DEFAULT);
        assertThat(config.warnings()).singleElement().asString().contains(old.toString(), "-U", "-L");
    }

    private Path berkeley(ByteOrder order) throws IOException {
        byte[] page = new byte[4096];
        ByteBuffer.wrap(page).order(order).putInt(12, 0x061561);
        return Files.write(folder.resolve("domains.db"), page);
    }

    @Test
    void aSecretNeedsNoUrlIfTheDatabaseMayHaveClouds() throws Exception {
        assertThat(Given.onlyFile(folder, "cache-storage=db", "secret=" + Given.SECRET)
                        .load()
                        .endpoints()
                        .isEmpty())
                .isTrue();
        assertThat(Given.onlyFile(folder, "cache-storage=memory", "secret=" + Given.SECRET)
                        .complaint())
                .contains("no url");
    }
}
