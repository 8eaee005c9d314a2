package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.TestDatabase;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with one database, which read each other's changes only when notified. */
class DatabasePersistenceTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey BOB = new UserKey("bob", "example.org");

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final List<DatabasePersistence> memories = new ArrayList<>();

    private DatabasePersistence memory(TestDatabase database, Runnable whenStored) {
        return memory(users(database), whenStored);
    }

    private DatabasePersistence memory(UserStore store, Runnable whenStored) {
        DatabasePersistence memory = new DatabasePersistence(
                store,
                new StoredClouds(store, domain -> Optional.of("cloud")),
                CachePolicy.defaults(),
                Duration.ofDays(1),
                clock,
                whenStored);
        memories.add(memory);
        return memory;
    }

    private JdbcUsers users(TestDatabase database) {
        return new JdbcUsers(database.withTables(), Tables.ofBridge(), clock);
    }

    /** Delays the result of a store's method at its first call. */
    private static final class Slow {
        private final CountDownLatch done = new CountDownLatch(1);
        private final CountDownLatch mayAnswer = new CountDownLatch(1);

        UserStore of(UserStore store, String slow) {
            return (UserStore) Proxy.newProxyInstance(
                    UserStore.class.getClassLoader(), new Class<?>[] {UserStore.class}, (proxy, method, arguments) -> {
                        Object result = method.invoke(store, arguments);
                        if (method.getName().equals(slow) && done.getCount() > 0) {
                            done.countDown();
                            assertThat(mayAnswer.await(60, TimeUnit.SECONDS)).isTrue();
                        }
                        return result;
                    });
        }
    }

    private TestDatabase database() {
        return new TestDatabase(folder.resolve("xcauth.sqlite3"));
    }

    @AfterEach
    void close() {
        memories.forEach(DatabasePersistence::close);
    }

    /** Keeps everything it receives. */
    private static class Everything implements Persistence.BackedCache {
        private final Map<UserKey, StoredUser> users = new ConcurrentHashMap<>();

        @Override
        public boolean holds(UserKey user) {
            return users.containsKey(user);
        }

        @Override
        public void loaded(UserKey user, StoredUser stored) {
            users.put(user, stored);
        }

        @Override
        public void clear() {
            users.clear();
        }

        @Override
        public void forgetDomain(String domain) {
            users.keySet().removeIf(user -> user.domain().equals(domain));
        }

        private boolean knows(UserKey user) {
            return users.containsKey(user) && users.get(user).existence().isPresent();
        }
    }

    private Change exists(UserKey user) {
        return new Change.Existence(user, true, clock.instant());
    }

    @Test
    void readsAnotherProcesssChangesWhenNotified() throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        Everything here = new Everything();
        DatabasePersistence mine = memory(database(), () -> {});
        mine.attach(here);
        mine.load(ALICE).orTimeout(60, TimeUnit.SECONDS).join();
        Eventually.until("read", () -> here.holds(ALICE));
        memory(database(), stored::countDown).save(exists(ALICE));
        assertThat(stored.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(here.knows(ALICE)).isFalse();
        mine.refreshNow().orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(here.knows(ALICE)).isTrue();
        assertThat(here.holds(BOB)).isFalse();
    }

    @Test
    void discardsStateThatWasReadBeforeAChangeArrived() throws Exception {
        JdbcUsers users = users(database());
        users.apply(List.of(exists(ALICE)), 3);
        Slow reading = new Slow();
        Everything here = new Everything();
        DatabasePersistence mine = memory(reading.of(users, "load"), () -> {});
        mine.attach(here);
        mine.load(ALICE);
        assertThat(reading.done.await(60, TimeUnit.SECONDS)).isTrue();
        users.forget(Set.of(ALICE));
        mine.refreshNow().orTimeout(60, TimeUnit.SECONDS).join();
        reading.mayAnswer.countDown();

        Eventually.until("read", () -> here.holds(ALICE));
        assertThat(here.knows(ALICE)).isFalse();
    }

    @Test
    void loadsManyUsersWithFewQueries() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        JdbcUsers users = users(database());
        UserStore counting = (UserStore) Proxy.newProxyInstance(
                UserStore.class.getClassLoader(), new Class<?>[] {UserStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("load")) {
                        questions.incrementAndGet();
                        assertThat(mayAnswer.await(60, TimeUnit.SECONDS)).isTrue();
                    }
                    return method.invoke(users, arguments);
                });
        List<UserKey> crowd = IntStream.range(0, 300)
                .mapToObj(number -> new UserKey("user" + number, "example.org"))
                .toList();
        users.apply(crowd.stream().map(this::exists).toList(), 3);
        Everything here = new Everything();
        DatabasePersistence mine = memory(counting, () -> {});
        mine.attach(here);

        List<CompletableFuture<Void>> reading =
                crowd.stream().map(mine::loadAsLastResort).toList();
        mayAnswer.countDown();
        reading.forEach(CompletableFuture::join);

        assertThat(crowd).allMatch(here::knows);
        assertThat(questions.get())
                .as("two by the two readers, and three for the users who were added meanwhile")
                .isLessThanOrEqualTo(5);
    }

    @Test
    void reportsAChangeAsSavedBeforeItReadsOthersChanges() throws Exception {
        Slow writing = new Slow();
        AtomicBoolean told = new AtomicBoolean();
        AtomicBoolean toldInTime = new AtomicBoolean();
        Everything here = new Everything() {
            @Override
            public void loaded(UserKey user, StoredUser stored) {
                super.loaded(user, stored);
                toldInTime.set(told.get());
            }
        };
        DatabasePersistence mine = memory(writing.of(users(database()), "apply"), () -> {});
        mine.attach(here);
        mine.load(ALICE).orTimeout(60, TimeUnit.SECONDS).join();
        Eventually.until("read", () -> here.holds(ALICE));
        mine.save(exists(ALICE), revision -> told.set(true));
        assertThat(writing.done.await(60, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> refresh = mine.refreshNow();
        Eventually.until("the refresh waits", () -> refresh.isDone() || isBlocked("xcauth-store-refresh"));
        writing.mayAnswer.countDown();
        refresh.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(here.knows(ALICE)).isTrue();
        assertThat(toldInTime).isTrue();
    }

    private static boolean isBlocked(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(one -> one.getName().equals(thread) && one.getState() == Thread.State.BLOCKED);
    }

    @Test
    void canBeNotifiedBeforeItsFirstUseAndAfterClosing() throws Exception {
        DatabasePersistence memory = memory(database(), () -> {});
        memory.refreshNow();
        memory.close();
        memory.refreshNow();

        Eventually.until(
                "the thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("xcauth-store-refresh")));
    }

    @Test
    void notifiesOthersOnceChangesThatConcernThemAreSaved() throws Exception {
        TestDatabase database = database();
        AtomicInteger told = new AtomicInteger();
        DatabasePersistence memory = memory(database, told::incrementAndGet);
        JdbcUsers users = users(database());
        database.fail();
        CountDownLatch stored = new CountDownLatch(1);
        memory.save(exists(ALICE), revision -> {
            assertThat(told).hasValue(0);
            stored.countDown();
        });
        assertThat(stored.getCount()).isOne();
        database.recover();

        assertThat(stored.await(60, TimeUnit.SECONDS)).isTrue();
        Eventually.until("told", () -> told.get() == 1);
        assertThat(users.present()).containsOnlyKeys(ALICE);
    }

    @Test
    void doesNotNotifyOthersOfTheUseOfAPassword() throws Exception {
        AtomicInteger told = new AtomicInteger();
        DatabasePersistence memory = memory(database(), told::incrementAndGet);
        Instant now = clock.instant();
        memory.save(new Change.Accepted(ALICE, Optional.of("hash"), new Sent(1, 0), now));
        Eventually.until("told", () -> told.get() == 1);
        CountDownLatch used = new CountDownLatch(1);
        memory.save(new Change.Used(ALICE, "hash", now), revision -> used.countDown());
        assertThat(used.await(60, TimeUnit.SECONDS)).isTrue();
        memory.close();

        assertThat(told).hasValue(1);
    }

    @Test
    void doesNotDelayUsersWhileItReadsChangesFromAHangingDatabase() {
        TestDatabase database = database();
        DatabasePersistence memory = memory(database, () -> {});
        memory.attach(new Everything());
        database.hang();
        memory.refreshNow();

        memory.load(ALICE).orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(memory.load(BOB)).isDone();
    }

    @Test
    void doesNotUseTheDatabaseAfterClosing() throws Exception {
        TestDatabase database = database();
        DatabasePersistence memory = memory(database, () -> {});
        memory.save(exists(ALICE));
        for (int i = 0; i < 100; i++) {
            memory.refreshNow();
        }
        memory.close();
        database.calls();

        memory.load(ALICE).join();
        assertThat(database.calls()).isZero();
        assertThat(users(database()).load(Set.of(ALICE)).get(ALICE).existence()).isPresent();
    }
}
