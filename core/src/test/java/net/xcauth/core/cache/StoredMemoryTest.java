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
import net.xcauth.core.auth.MovableClock;
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

/** Two processes at one database, which look for each other's changes only when they are told to. */
class StoredMemoryTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey BOB = new UserKey("bob", "example.org");

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final List<StoredMemory> memories = new ArrayList<>();

    private StoredMemory memory(TestDatabase database, Runnable whenStored) {
        return memory(users(database), whenStored);
    }

    private StoredMemory memory(UserStore store, Runnable whenStored) {
        StoredMemory memory = new StoredMemory(
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

    /** A method of a store, whose first call does its work and then answers only when it may. */
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
        memories.forEach(StoredMemory::close);
    }

    /** Holds everything that it is told. */
    private static class Everything implements Persistence.Holder {
        private final Map<UserKey, StoredUser> users = new ConcurrentHashMap<>();

        @Override
        public boolean holds(UserKey user) {
            return users.containsKey(user);
        }

        @Override
        public void recalled(UserKey user, StoredUser stored) {
            users.put(user, stored);
        }

        @Override
        public void forget() {
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
    void takesOverWhatAnotherProcessHasStoredWhenItIsTold() throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        Everything here = new Everything();
        StoredMemory mine = memory(database(), () -> {});
        mine.hold(here);
        mine.recall(ALICE).orTimeout(60, TimeUnit.SECONDS).join();
        Eventually.until("read", () -> here.holds(ALICE));
        memory(database(), stored::countDown).remember(exists(ALICE));
        assertThat(stored.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(here.knows(ALICE)).isFalse();
        mine.refreshNow().orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(here.knows(ALICE)).isTrue();
        assertThat(here.holds(BOB)).isFalse();
    }

    @Test
    void holdsNothingOfFromBeforeAChangeThatCameInWhileItWasBeingRead() throws Exception {
        JdbcUsers users = users(database());
        users.apply(List.of(exists(ALICE)), 3);
        Slow reading = new Slow();
        Everything here = new Everything();
        StoredMemory mine = memory(reading.of(users, "load"), () -> {});
        mine.hold(here);
        mine.recall(ALICE);
        assertThat(reading.done.await(60, TimeUnit.SECONDS)).isTrue();
        users.forget(Set.of(ALICE));
        mine.refreshNow().orTimeout(60, TimeUnit.SECONDS).join();
        reading.mayAnswer.countDown();

        Eventually.until("read", () -> here.holds(ALICE));
        assertThat(here.knows(ALICE)).isFalse();
    }

    @Test
    void readsACrowdInFewQuestions() throws Exception {
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
        StoredMemory mine = memory(counting, () -> {});
        mine.hold(here);

        List<CompletableFuture<Void>> reading =
                crowd.stream().map(mine::awaitRecall).toList();
        mayAnswer.countDown();
        reading.forEach(CompletableFuture::join);

        assertThat(crowd).allMatch(here::knows);
        assertThat(questions.get())
                .as("two of the two readers, and three for what came meanwhile")
                .isLessThanOrEqualTo(5);
    }

    @Test
    void tellsThatAChangeIsStoredBeforeItReadsWhatOthersMadeOfIt() throws Exception {
        Slow writing = new Slow();
        AtomicBoolean told = new AtomicBoolean();
        AtomicBoolean toldInTime = new AtomicBoolean();
        Everything here = new Everything() {
            @Override
            public void recalled(UserKey user, StoredUser stored) {
                super.recalled(user, stored);
                toldInTime.set(told.get());
            }
        };
        StoredMemory mine = memory(writing.of(users(database()), "apply"), () -> {});
        mine.hold(here);
        mine.recall(ALICE).orTimeout(60, TimeUnit.SECONDS).join();
        Eventually.until("read", () -> here.holds(ALICE));
        mine.remember(exists(ALICE), revision -> told.set(true));
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
    void canBeToldBeforeItIsUsedAndAfterItsEnd() throws Exception {
        StoredMemory memory = memory(database(), () -> {});
        memory.refreshNow();
        memory.close();
        memory.refreshNow();

        Eventually.until(
                "the thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("xcauth-store-refresh")));
    }

    @Test
    void tellsOthersOnceItHasStoredWhatConcernsThem() throws Exception {
        TestDatabase database = database();
        AtomicInteger told = new AtomicInteger();
        StoredMemory memory = memory(database, told::incrementAndGet);
        JdbcUsers users = users(database());
        database.fail();
        CountDownLatch stored = new CountDownLatch(1);
        memory.remember(exists(ALICE), revision -> {
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
    void doesNotTellOthersThatAPasswordWasUsed() throws Exception {
        AtomicInteger told = new AtomicInteger();
        StoredMemory memory = memory(database(), told::incrementAndGet);
        Instant now = clock.instant();
        memory.remember(new Change.Accepted(ALICE, "hash", new Sent(1, 0), now));
        Eventually.until("told", () -> told.get() == 1);
        CountDownLatch used = new CountDownLatch(1);
        memory.remember(new Change.Used(ALICE, "hash", now), revision -> used.countDown());
        assertThat(used.await(60, TimeUnit.SECONDS)).isTrue();
        memory.close();

        assertThat(told).hasValue(1);
    }

    @Test
    void doesNotKeepUsersWaitingWhileItLooksForChangesInADatabaseThatHangs() {
        TestDatabase database = database();
        StoredMemory memory = memory(database, () -> {});
        memory.hold(new Everything());
        database.hang();
        memory.refreshNow();

        memory.recall(ALICE).orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(memory.recall(BOB)).isDone();
    }

    @Test
    void doesNotUseTheDatabaseAfterItsEnd() throws Exception {
        TestDatabase database = database();
        StoredMemory memory = memory(database, () -> {});
        memory.remember(exists(ALICE));
        for (int i = 0; i < 100; i++) {
            memory.refreshNow();
        }
        memory.close();
        database.calls();

        memory.recall(ALICE).join();
        assertThat(database.calls()).isZero();
        assertThat(users(database()).load(Set.of(ALICE)).get(ALICE).existence()).isPresent();
    }
}
