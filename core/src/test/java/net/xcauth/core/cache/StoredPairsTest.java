package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.AccountPairs.Known;
import net.xcauth.core.cloud.AccountPairs.Pair;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login names that differ from account ids, across two processes with one database. */
class StoredPairsTest {
    private static final Endpoint.Nextcloud CLOUD = cloud("https://cloud.example.org/");
    private static final Pair LENA = new Pair("lena", "6E6B-UUID", Optional.of(Instant.parse("2026-11-23T12:00:00Z")));

    @TempDir
    Path folder;

    private TestDatabase database;
    private DatabasePersistence memory;
    private DatabasePersistence another;
    private StoredPairs here;
    private StoredPairs there;

    @BeforeEach
    void open() {
        database = new TestDatabase(folder.resolve("xcauth.sqlite3"));
        memory = memory();
        another = memory();
        here = new StoredPairs(memory);
        there = new StoredPairs(another);
    }

    private DatabasePersistence memory() {
        JdbcUsers users = new JdbcUsers(database.withTables(), Tables.ofBridge(), Clock.systemUTC());
        return new DatabasePersistence(
                users,
                new StoredClouds(users, domain -> Optional.of(CLOUD.fingerprint())),
                CachePolicy.defaults(),
                Duration.ofDays(1),
                Clock.systemUTC());
    }

    private static Endpoint.Nextcloud cloud(String url) {
        return new Endpoint.Nextcloud(URI.create(url), Optional.empty(), AccountName.LOCAL, false, false, List.of());
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @AfterEach
    void close() {
        database.recover();
        memory.close();
        another.close();
    }

    @Test
    void aPairIsKnownToAllProcessesUntilItEnds() {
        await(here.proven(CLOUD, LENA));
        assertThat(await(there.ofName(CLOUD, "Lena"))).contains(LENA);
        assertThat(await(there.of(CLOUD, "mallory", "6e6b-uuid")))
                .isEqualTo(new Known(Optional.empty(), Optional.of(LENA)));
        assertThat(await(there.all(CLOUD))).containsExactly(LENA);
        assertThat(await(there.any(cloud("https://another.example.org/")))).isFalse();
        await(there.end(CLOUD, "LENA"));
        assertThat(await(here.any(CLOUD))).isFalse();
    }

    @Test
    void aPairThatCannotBeStoredIsReported() {
        await(here.proven(CLOUD, LENA));
        assertThatThrownBy(() -> await(there.proven(CLOUD, new Pair("mallory", "6e6b-uuid", LENA.proven()))))
                .hasCauseInstanceOf(StoreException.class);
        database.fail();
        assertThatThrownBy(() -> await(here.ofName(CLOUD, "lena"))).hasCauseInstanceOf(StoreException.class);
    }
}
