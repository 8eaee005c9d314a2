package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.xcauth.core.store.AccountStore.StoredAccount;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data for Nextcloud's own API, in a database shared by two processes. */
class FailuresAndAccountsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final String CLOUD = "0123456789abcdef";

    @TempDir
    Path folder;

    private JdbcUsers here;
    private JdbcUsers there;

    @BeforeEach
    void open() {
        here = users();
        there = users();
    }

    private JdbcUsers users() {
        return new JdbcUsers(
                new TestDatabase(folder.resolve("xcauth.sqlite3")).withTables(),
                Tables.ofBridge(),
                Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static StoredFailure failure(long id, UserKey user, Instant at) {
        return new StoredFailure(id, Optional.of(user), at);
    }

    @Test
    void aFailureIsCountedByAllProcesses() throws Exception {
        assertThat(here.failures().reserve(CLOUD, failure(1, ALICE, NOON), NOON.minusSeconds(60), List::isEmpty))
                .isTrue();
        assertThat(there.failures().reserve(CLOUD, failure(2, ALICE, NOON), NOON.minusSeconds(60), List::isEmpty))
                .isFalse();
        assertThat(there.failures()
                        .reserve("another cloud", failure(2, ALICE, NOON), NOON.minusSeconds(60), List::isEmpty))
                .isTrue();
        assertThat(there.failures()
                        .reserve(
                                CLOUD,
                                failure(3, ALICE, NOON),
                                NOON.minusSeconds(60),
                                failures -> failures.equals(List.of(failure(1, ALICE, NOON)))))
                .isTrue();

        there.failures().release(1);
        here.failures().release(3);
        assertThat(here.failures().reserve(CLOUD, failure(4, ALICE, NOON), NOON.minusSeconds(60), List::isEmpty))
                .isTrue();
    }

    @Test
    void olderFailuresAreIgnored() throws Exception {
        here.failures().reserve(CLOUD, failure(1, ALICE, NOON), NOON.minusSeconds(60), List::isEmpty);
        Instant later = NOON.plusSeconds(61);
        assertThat(here.failures().reserve(CLOUD, failure(2, ALICE, later), later.minusSeconds(60), List::isEmpty))
                .isTrue();
    }

    @Test
    void concurrentProcessesNeverExceedTheLimit() {
        AtomicInteger counted = new AtomicInteger();
        IntStream.range(0, 40).parallel().forEach(i -> {
            try {
                boolean reserved = (i % 2 == 0 ? here : there)
                        .failures()
                        .reserve(
                                CLOUD,
                                failure(i, ALICE, NOON),
                                NOON.minusSeconds(60),
                                failures -> failures.size() < 10);
                counted.addAndGet(reserved ? 1 : 0);
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(counted).hasValue(10);
    }

    @Test
    void failuresCausedByOthersAreCountedOnce() throws Exception {
        here.failures().reserve(CLOUD, failure(1, ALICE, NOON), NOON.minusSeconds(60), List::isEmpty);
        List<StoredFailure> others = List.of(10L, 11L, 12L).stream()
                .map(id -> new StoredFailure(id, Optional.empty(), NOON))
                .toList();
        here.failures().atLeast(CLOUD, 3, NOON.minus(Duration.ofHours(12)), others);
        there.failures()
                .atLeast(
                        CLOUD,
                        3,
                        NOON.minus(Duration.ofHours(12)),
                        List.of(20L, 21L, 22L).stream()
                                .map(id -> new StoredFailure(id, Optional.empty(), NOON))
                                .toList());
        assertThat(here.failures()
                        .reserve(
                                CLOUD,
                                failure(2, ALICE, NOON),
                                NOON.minusSeconds(60),
                                failures -> failures.size() == 3
                                        && failures.stream()
                                                        .filter(each ->
                                                                each.user().isEmpty())
                                                        .count()
                                                == 2))
                .isTrue();
    }

    private static StoredAccount account(String name, String id, Instant proven) {
        return new StoredAccount(name, id, Optional.ofNullable(proven));
    }

    @Test
    void aNameHasOneAccountAndAnAccountOneName() throws Exception {
        here.accounts().put(CLOUD, account("lena", "6E6B-UUID", NOON));
        assertThat(there.accounts().ofName(CLOUD, "Lena")).contains(account("lena", "6E6B-UUID", NOON));
        assertThat(there.accounts().ofId(CLOUD, "6e6b-uuid")).contains(account("lena", "6E6B-UUID", NOON));
        assertThat(there.accounts().ofName("another cloud", "lena")).isEmpty();
        assertThat(there.accounts().any(CLOUD)).isTrue();
        assertThat(there.accounts().any("another cloud")).isFalse();

        assertThatThrownBy(() -> there.accounts().put(CLOUD, account("lena", "another", NOON)))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> there.accounts().put(CLOUD, account("mallory", "6e6b-uuid", NOON)))
                .isInstanceOf(StoreException.class);
        there.accounts().put(CLOUD, account("lena", "6E6B-UUID", NOON.plusSeconds(1)));
        there.accounts().put(CLOUD, account("bob", "bobs", null));
        assertThat(here.accounts().all(CLOUD))
                .containsExactly(account("bob", "bobs", null), account("lena", "6E6B-UUID", NOON.plusSeconds(1)));

        assertThat(here.accounts().remove(CLOUD, "LENA")).isTrue();
        assertThat(there.accounts().remove(CLOUD, "lena")).isFalse();
        there.accounts().put(CLOUD, account("mallory", "6e6b-uuid", NOON));
    }

    @Test
    void accountsAreForgottenWithTheirCloudTheirDomainAndTheirUser() throws Exception {
        here.apply(List.of(), 1, Map.of("example.org", CLOUD, "example.com", CLOUD));
        here.accounts().put(CLOUD, account("alice", "id", NOON));
        here.useCloud("example.com", "new");
        assertThat(here.accounts().all(CLOUD)).as("the other domain's").hasSize(1);
        here.useCloud("example.org", "newer");
        assertThat(here.accounts().all(CLOUD)).isEmpty();

        here.accounts().put("newer", account("alice", "id", NOON));
        here.forget(Set.of(new UserKey("bob", "example.org"), new UserKey("alice", "example.com")));
        assertThat(here.accounts().all("newer")).hasSize(1);
        here.forget(Set.of(ALICE));
        assertThat(here.accounts().all("newer")).isEmpty();

        here.accounts().put("newer", account("alice", "id", NOON));
        here.forgetDomain("example.com");
        assertThat(here.accounts().all("newer")).hasSize(1);
        here.forgetDomain("example.org");
        assertThat(here.accounts().all("newer")).isEmpty();
    }

    @Test
    void aDomainsSettingsForNextcloudAreKeptAlongWithThoseForJsxc() throws Exception {
        JdbcDomains domains = new JdbcDomains(
                new TestDatabase(folder.resolve("xcauth.sqlite3")).withTables(),
                Tables.ofBridge(),
                Clock.fixed(NOON, ZoneOffset.UTC));
        StoredDomain nextcloud = new StoredDomain(
                "example.org",
                "",
                "https://cloud.example.org/",
                "",
                "",
                new StoredDomain.Nextcloud(
                        "nextcloud",
                        "app-password",
                        "https://cloud.example.org/",
                        "admin",
                        "local@domain",
                        "app-only"));
        StoredDomain jsxc =
                new StoredDomain("example.com", "secret", "https://cloud.example.com/externalApi.php", "", "");
        domains.put(List.of(nextcloud, jsxc));
        assertThat(domains.all()).containsExactly(jsxc, nextcloud);
        assertThat(nextcloud.toString() + nextcloud.nextcloud()).doesNotContain("app-password");
        domains.put(List.of(
                new StoredDomain("example.org", "secret", "https://cloud.example.org/externalApi.php", "", "")));
        assertThat(domains.find("example.org").orElseThrow().nextcloud()).isEqualTo(StoredDomain.Nextcloud.NOTHING);
    }
}
