package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that happen while a password is being hashed. */
class PasswordCacheTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");

    private final ManualClock clock = new ManualClock();
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 100, System::nanoTime);
    private final List<Class<?>> stored = new CopyOnWriteArrayList<>();
    private final Attempt attempt = new Fingerprinter().attempt(ALICE, "wonderland");

    /** @param before called before each change is saved */
    private PasswordCache cache(Consumer<Change> before) {
        return new PasswordCache(
                CachePolicy.defaults(),
                hasher,
                new Persistence() {
                    @Override
                    public void attach(BackedCache cache) {
                        // Never loads anything.
                    }

                    @Override
                    public CompletableFuture<Void> load(UserKey user) {
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public void save(Change change, LongConsumer onSaved) {
                        before.accept(change);
                        stored.add(change.getClass());
                    }
                },
                clock,
                user -> {});
    }

    @AfterEach
    void close() {
        hasher.close();
    }

    @Test
    void savesAHashBeforeDeletingItIfThePasswordIsRefusedMeanwhile() throws Exception {
        PasswordCache[] cache = new PasswordCache[1];
        Thread refusal = new Thread(() -> cache[0].refused(ALICE, attempt, false, cache[0].sent(ALICE)));
        cache[0] = cache(change -> {
            if (change instanceof Change.Hashed) {
                refusal.start();
                until("refused, or waiting", () -> refusal.getState() == Thread.State.BLOCKED || !refusal.isAlive());
            }
        });
        cache[0].accepted(ALICE, attempt, cache[0].sent(ALICE));

        Eventually.until("all stored", () -> stored.size() == 4);
        assertThat(stored)
                .containsExactly(
                        Change.Accepted.class, Change.Hashed.class, Change.Refused.class, Change.Unconfirmed.class);
    }

    @Test
    void savesAHashEvenIfTheCacheWasClearedMeanwhile() throws Exception {
        PasswordCache cache = cache(change -> {});
        Occupied occupied = new Occupied(hasher);
        cache.accepted(ALICE, attempt, cache.sent(ALICE));
        cache.clear();
        assertThat(stored).containsExactly(Change.Accepted.class);
        occupied.end();

        Eventually.until("stored", () -> stored.size() == 2);
        assertThat(stored).containsExactly(Change.Accepted.class, Change.Hashed.class);
    }

    @Test
    void savesNoHashIfAnotherCloudServesTheDomainByThen() {
        PasswordCache cache = cache(change -> {});
        Occupied occupied = new Occupied(hasher);
        cache.accepted(ALICE, attempt, cache.sent(ALICE));
        cache.forgetDomain("example.org");
        occupied.end();
        hasher.hash("computed after all others").join();

        assertThat(stored).containsExactly(Change.Accepted.class);
    }

    /** Other processes' changes may be read at any moment. */
    @Test
    void keepsAPasswordUnconfirmedAlthoughTheDatabaseDoesNotKnowItYet() throws Exception {
        List<Change> changes = new CopyOnWriteArrayList<>();
        PasswordCache cache = cache(changes::add);
        cache.accepted(ALICE, attempt, cache.sent(ALICE));
        Eventually.until("stored", () -> stored.size() == 2);
        StoredUser before = new StoredUser(Optional.empty(), List.of(((Change.Hashed) changes.get(1)).password()));

        cache.refused(ALICE, new Fingerprinter().attempt(ALICE, "another"), true, cache.sent(ALICE));
        cache.changed(ALICE, before);

        CachedPassword found = cache.find(ALICE, attempt, true).join().orElseThrow();
        assertThat(cache.useIfFresh(ALICE, found)).isFalse();
        assertThat(cache.useWhileUnreachable(ALICE, found)).isFalse();
    }

    @Test
    void comparesFirstWhatALoginWaitsForByNow() throws Exception {
        UserKey bob = new UserKey("bob", "example.org");
        PasswordCache cache = cache(change -> {});
        String hash = hasher.hash("another").join();
        StoredUser stored = new StoredUser(
                Optional.empty(),
                List.of(new StoredPassword(hash, clock.instant(), clock.instant(), clock.instant(), false)));
        cache.loaded(ALICE, stored);
        cache.loaded(bob, stored);
        Occupied busy = new Occupied(hasher);
        List<UserKey> compared = new CopyOnWriteArrayList<>();
        cache.find(bob, new Fingerprinter().attempt(bob, "builder"), false).thenRun(() -> compared.add(bob));
        cache.find(ALICE, attempt, false).thenRun(() -> compared.add(ALICE));
        cache.find(ALICE, attempt, true);
        busy.end();

        Eventually.until("compared", () -> compared.size() == 2);
        assertThat(compared).containsExactly(ALICE, bob);
    }

    private static void until(String what, Callable<Boolean> condition) {
        try {
            Eventually.until(what, condition);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
