package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.DatabasePersistence;
import net.xcauth.core.cache.Occupied;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.TestDatabase;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins with a database: across restarts, with several processes, and during outages of the database. */
class StoredLoginsTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("0123456789ABCDEF")), "example.org");

    /** Longer than existence is valid, and short enough not to miss other processes' changes. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(16);

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final ScriptedCloud cloud = new ScriptedCloud();
    private final List<Process> processes = new ArrayList<>();
    private JdbcUsers observer;
    private Process bridge;

    /** An authenticator with caches and threads of its own, and a connection to the common database. */
    private final class Process {
        private final TestDatabase database = new TestDatabase(folder.resolve("xcauth.sqlite3"));
        private final PasswordHasher hasher = new PasswordHasher(4, 1, 100, System::nanoTime);
        private final AtomicInteger loadsThatFail = new AtomicInteger();
        private volatile CountDownLatch loadsWait = new CountDownLatch(0);
        /** Delayed tasks, for tests that run them. */
        private final Deque<Runnable> delayed = new ConcurrentLinkedDeque<>();

        private final DatabasePersistence memory;
        private final Authenticator authenticator;

        Process() {
            this(Duration.ofMillis(20));
        }

        /** @param refresh the interval at which it reads others' changes without a notification */
        Process(Duration refresh) {
            this(refresh, new AtomicReference<>(ENDPOINT));
        }

        /** @param endpoint the cloud, which may change */
        Process(Duration refresh, AtomicReference<Endpoint> endpoint) {
            UserStore users = flaky(new JdbcUsers(database.withTables(), Tables.ofBridge(), clock));
            memory = new DatabasePersistence(
                    users,
                    new StoredClouds(users, domain -> Optional.of(endpoint.get().fingerprint())),
                    CachePolicy.defaults(),
                    refresh,
                    clock);
            authenticator = new Authenticator(
                    domain -> Optional.of(endpoint.get()),
                    cloud,
                    CachePolicy.defaults(),
                    Optional.of(hasher),
                    memory,
                    ProtectionPolicy.defaults(),
                    clock,
                    DecisionListener.NONE,
                    AccountListener.NONE,
                    (delay, task) -> delayed.add(task));
            processes.add(this);
        }

        private UserStore flaky(UserStore store) {
            return (UserStore) Proxy.newProxyInstance(
                    UserStore.class.getClassLoader(), new Class<?>[] {UserStore.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("load")
                                && loadsThatFail.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                            throw new StoreException("it fails as the test wants", null);
                        }
                        try {
                            Object result = method.invoke(store, arguments);
                            if (method.getName().equals("load")) {
                                loadsWait.await();
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        Outcome login(String user, String password) {
            return await(authenticator.authenticate(user, "example.org", password));
        }

        Outcome exists(String user) {
            return await(authenticator.exists(user, "example.org"));
        }

        /** Logs in and waits until the password is saved. */
        void loginStored(String user, String password) throws Exception {
            assertThat(login(user, password).decision()).isEqualTo(Decision.YES);
            await(hasher.hash("computed after all others"));
            Eventually.until(
                    "stored",
                    () -> stored(new UserKey(user, "example.org")).passwords().stream()
                            .anyMatch(row ->
                                    !row.superseded() && await(hasher.matches(ALICE, password, row.hash(), true))));
        }

        void end() {
            hasher.finish(Duration.ofSeconds(30));
            hasher.close();
            memory.close();
            database.close();
        }
    }

    @BeforeEach
    void start() {
        cloud.allow("alice", "wonderland", "app-password");
        cloud.allow("bob", "builder");
        observer = new JdbcUsers(
                new TestDatabase(folder.resolve("xcauth.sqlite3")).withTables(), Tables.ofBridge(), clock);
        bridge = new Process();
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::end);
    }

    private Process restart() {
        bridge.end();
        bridge = new Process();
        cloud.requests();
        return bridge;
    }

    private StoredUser stored(UserKey user) throws StoreException {
        return observer.load(Set.of(user)).get(user);
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void acceptsAPasswordFromBeforeTheRestartWithoutQueryingTheCloud() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        assertThat(cloud.requests()).isZero();
    }

    @Test
    void preloadsManyUsersSoThatTheirLoginsNeedNoDatabase() throws Exception {
        bridge.loginStored("alice", "wonderland");
        bridge.end();
        bridge = new Process(Duration.ofHours(1));
        cloud.requests();
        List<UserKey> crowd = new ArrayList<>(IntStream.range(0, 249)
                .mapToObj(number -> new UserKey("user" + number, "example.org"))
                .toList());
        crowd.add(ALICE);
        await(bridge.authenticator.preload(crowd));
        bridge.loadsThatFail.set(Integer.MAX_VALUE);

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        assertThat(cloud.requests()).isZero();
        assertThat(bridge.loadsThatFail).as("nothing was loaded").hasValue(Integer.MAX_VALUE);
    }

    /** Two wrong passwords are reserved for users with an accepted one. */
    @Test
    void sendsANewPasswordOfAUserWithAStoredOneWhenTheBudgetOfOthersIsUsedUp() throws Exception {
        cloud.takeForms(password -> Proof.LOGIN_PASSWORD);
        bridge.loginStored("alice", "wonderland");
        restart();
        cloud.allow("alice", "changed");
        cloud.counted = new CountedGuesses(false, CountedGuesses.MOST_TOLD);

        assertThat(bridge.login("alice", "changed").reason()).isEqualTo(Reason.CLOUD);
    }

    @Test
    void acceptsAPasswordFromBeforeTheRestartDuringAnOutageAndNoOther() throws Exception {
        bridge.loginStored("alice", "wonderland");
        clock.advance(Duration.ofDays(2));
        restart();
        cloud.fail(Cause.CONNECT);

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.LAST_KNOWN);
        assertThat(bridge.login("alice", "wonderlust").decision()).isEqualTo(Decision.CANNOT_TELL);
        assertThat(bridge.login("bob", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void waitsForASlowDatabaseWhileTheCloudIsUnreachable() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        cloud.fail(Cause.CONNECT);
        CountDownLatch slow = new CountDownLatch(1);
        bridge.loadsWait = slow;
        CompletableFuture<Outcome> login = bridge.authenticator.authenticate("alice", "example.org", "wonderland");
        Eventually.until("the cloud has a request", () -> cloud.requests() == 1);
        CompletableFuture<Outcome> next = bridge.authenticator.authenticate("alice", "example.org", "wonderland");
        slow.countDown();

        assertThat(await(login).decision()).isEqualTo(Decision.YES);
        assertThat(await(next).decision()).isEqualTo(Decision.YES);
    }

    @Test
    void waitsForASlowDatabaseToDecideExistenceWhileTheCloudIsUnreachable() throws Exception {
        bridge.loginStored("alice", "wonderland");
        clock.advance(ASK_AGAIN);
        restart();
        cloud.fail(Cause.CONNECT);
        CountDownLatch slow = new CountDownLatch(1);
        bridge.loadsWait = slow;
        CompletableFuture<Outcome> exists = bridge.authenticator.exists("alice", "example.org");
        Eventually.until("the cloud has a request", () -> cloud.requests() == 1);
        slow.countDown();

        assertThat(await(exists).reason()).isEqualTo(Reason.LAST_KNOWN);
        assertThat(await(exists).decision()).isEqualTo(Decision.YES);
    }

    @Test
    void remembersAnAcceptedPasswordWhileTheStoredStateIsStillBeingLoaded() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        bridge.loadsWait = slow;
        assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.YES);
        slow.countDown();
        await(bridge.memory.loadAsLastResort(ALICE));
        cloud.delete("alice");
        clock.advance(ASK_AGAIN);

        assertThat(bridge.exists("alice").reason()).isEqualTo(Reason.UNCONFIRMED);
    }

    /** Simulates many users who log in after a restart. */
    private Occupied keepBcryptBusy() {
        return keepBcryptBusy(90);
    }

    private Occupied keepBcryptBusy(int users) {
        Occupied busy = new Occupied(bridge.hasher);
        for (int i = 0; i < users; i++) {
            bridge.hasher.matches(
                    new UserKey("user" + i, "example.org"),
                    "wonderland",
                    "$2b$04$RoSWD8QM3rtF0i2myvSJV.635KRcl3APYswD/LanJntRW24o1m1RK",
                    true);
        }
        return busy;
    }

    @Test
    void queriesTheCloudIfBcryptWouldTakeLonger() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        Occupied busy = keepBcryptBusy();

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CLOUD);
        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        busy.end();
    }

    @Test
    void queriesTheCloudUnlessBcryptIsMuchFaster() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        Occupied busy = keepBcryptBusy(27);
        assertThat(await(bridge.authenticator.authenticate("alice", "example.org", "wonderland"))
                        .reason())
                .isEqualTo(Reason.CLOUD);
        busy.end();
    }

    @Test
    void queriesTheCloudAfterAllIfBcryptTakesLongerThanExpected() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        Occupied busy = new Occupied(bridge.hasher);
        CompletableFuture<Outcome> login = bridge.authenticator.authenticate("alice", "example.org", "wonderland");
        Eventually.until("it waits", () -> !bridge.delayed.isEmpty());
        assertThat(cloud.requests()).isZero();
        bridge.delayed.remove().run();

        assertThat(await(login).reason()).isEqualTo(Reason.CLOUD);
        busy.end();
    }

    @Test
    void answersFromMemoryIfTheCloudTakesLongerThanBcryptAfterAll() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        Occupied busy = keepBcryptBusy();
        cloud.hold();
        CompletableFuture<Outcome> login = bridge.authenticator.authenticate("alice", "example.org", "wonderland");
        Eventually.until("the cloud has a request", () -> cloud.requests() == 1);
        busy.end();

        assertThat(await(login).reason()).isEqualTo(Reason.CACHED);
    }

    @Test
    void identifiesAPasswordThatTheCloudAcceptedBeforeItWasCompared() throws Exception {
        bridge.loginStored("alice", "wonderland");
        bridge.loginStored("alice", "app-password");
        bridge.loginStored("alice", "wonderland");
        bridge.loginStored("alice", "app-password");
        List<String> before = stored(ALICE).passwords().stream()
                .map(StoredPassword::hash)
                .sorted()
                .toList();
        clock.advance(Duration.ofHours(2));
        restart();
        Occupied busy = keepBcryptBusy();
        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CLOUD);
        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        busy.end();

        Eventually.until(
                "verified in the database",
                () -> stored(ALICE).passwords().stream()
                        .anyMatch(row -> row.verified().equals(clock.instant())));
        assertThat(stored(ALICE).passwords().stream()
                        .map(StoredPassword::hash)
                        .sorted()
                        .toList())
                .isEqualTo(before);
        assertThat(stored(ALICE).passwords()).noneMatch(StoredPassword::superseded);
        cloud.fail(Cause.CONNECT);
        assertThat(bridge.login("alice", "app-password").reason()).isEqualTo(Reason.LAST_KNOWN);
    }

    @Test
    void acceptsNoOldPasswordOnceTheCloudHasAcceptedANewOneThatIsNotComparedYet() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        cloud.allow("alice", "changed");
        Occupied busy = keepBcryptBusy();
        assertThat(bridge.login("alice", "changed").reason()).isEqualTo(Reason.CLOUD);
        cloud.fail(Cause.CONNECT);
        CompletableFuture<Outcome> old = bridge.authenticator.authenticate("alice", "example.org", "wonderland");
        assertThat(bridge.login("alice", "changed").reason()).isEqualTo(Reason.CACHED);
        busy.end();

        assertThat(await(old).decision()).isEqualTo(Decision.CANNOT_TELL);
        assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
        assertThat(bridge.login("alice", "changed").decision()).isEqualTo(Decision.YES);
        Eventually.until(
                "superseded in the database",
                () -> stored(ALICE).passwords().stream()
                                .filter(StoredPassword::superseded)
                                .count()
                        == 1);
    }

    @Test
    void acceptsNoPasswordWhoseRequestWasSentBeforeThatOfANewerOne() throws Exception {
        bridge.loginStored("alice", "wonderland");
        clock.advance(Duration.ofHours(2));
        restart();
        Occupied busy = keepBcryptBusy();
        cloud.hold();
        CompletableFuture<Outcome> old = bridge.authenticator.authenticate("alice", "example.org", "wonderland");
        Eventually.until("the cloud has a request", () -> cloud.requests() == 1);
        clock.advance(Duration.ofSeconds(1));
        cloud.allow("alice", "changed");
        CompletableFuture<Outcome> changed = bridge.authenticator.authenticate("alice", "example.org", "changed");
        Eventually.until("the cloud has a request again", () -> cloud.requests() == 1);
        cloud.releaseLastFirst();
        await(old);
        await(changed);
        cloud.fail(Cause.CONNECT);

        assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
        assertThat(bridge.login("alice", "changed").reason()).isEqualTo(Reason.CACHED);
        busy.end();
        Eventually.until(
                "stored",
                () -> stored(ALICE).passwords().stream()
                                .filter(row -> !row.superseded())
                                .count()
                        == 1);
        assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
        assertThat(bridge.login("alice", "changed").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void removesARememberedPasswordThatTheCloudRefusesBeforeItIsCompared() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        cloud.allow("alice", "changed");
        Occupied busy = keepBcryptBusy();
        assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.NO);
        busy.end();

        Eventually.until(
                "forgotten in the database", () -> stored(ALICE).passwords().isEmpty());
    }

    @Test
    void requiresConfirmationOfStoredPasswordsIfTheProgramEndsBeforeAnAcceptedOneIsCompared() throws Exception {
        bridge.loginStored("alice", "wonderland");
        restart();
        cloud.allow("alice", "changed");
        Occupied busy = keepBcryptBusy();
        assertThat(bridge.login("alice", "changed").reason()).isEqualTo(Reason.CLOUD);
        bridge.hasher.close();
        busy.end();
        restart();
        cloud.fail(Cause.CONNECT);

        assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void waitsForBcryptAsLongAsItTakesWhileTheCloudIsUnreachable() throws Exception {
        bridge.loginStored("alice", "wonderland");
        clock.advance(Duration.ofHours(2));
        restart();
        cloud.fail(Cause.CONNECT);
        Occupied busy = keepBcryptBusy();
        CompletableFuture<Outcome> login = bridge.authenticator.authenticate("alice", "example.org", "wonderland");
        Eventually.until("the cloud has a request", () -> cloud.requests() == 1);
        assertThat(login).isNotDone();
        busy.end();

        assertThat(await(login).reason()).isEqualTo(Reason.LAST_KNOWN);
    }

    @Test
    void writesChangesJustBeforeShutdown() throws Exception {
        bridge.login("alice", "wonderland");
        await(bridge.hasher.hash("computed after all others"));
        restart();

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
    }

    @Test
    void usesNoDatabaseForARecognizedPassword() throws Exception {
        bridge.loginStored("alice", "wonderland");
        bridge.memory.close();
        bridge.database.calls();

        for (int i = 0; i < 100; i++) {
            assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        }

        assertThat(bridge.database.calls()).isZero();
    }

    @Test
    void storesUseForTheTimeAfterARestart() throws Exception {
        bridge.loginStored("alice", "wonderland");
        clock.advance(Duration.ofMinutes(50));
        bridge.login("alice", "wonderland");
        restart();
        clock.advance(Duration.ofMinutes(50));

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
    }

    @Test
    void keepsTheTimesOfVerificationAcrossARestart() throws Exception {
        bridge.loginStored("alice", "wonderland");
        clock.advance(Duration.ofHours(2));
        restart();

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CLOUD);
        restart();
        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
    }

    @Test
    void invalidatesTheOldPasswordInOtherProcessesToo() throws Exception {
        Process other = new Process();
        bridge.loginStored("alice", "wonderland");
        other.loginStored("alice", "wonderland");
        cloud.allow("alice", "changed");
        other.loginStored("alice", "changed");
        cloud.fail(Cause.CONNECT);

        Eventually.until(
                "the old password is dead here",
                () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
        assertThat(bridge.login("alice", "changed").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void missesNoChangeWhenReadingItFails() throws Exception {
        Process other = new Process();
        bridge.loginStored("alice", "wonderland");
        cloud.allow("alice", "changed");
        bridge.loadsThatFail.set(3);
        other.loginStored("alice", "changed");
        cloud.fail(Cause.CONNECT);

        Eventually.until(
                "the old password is dead here",
                () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
        assertThat(bridge.loadsThatFail).hasValue(0);
    }

    @Test
    void missesNoChangeFromALongOutageOfTheDatabase() throws Exception {
        Process other = new Process();
        bridge.loginStored("alice", "wonderland");
        other.loginStored("alice", "wonderland");
        bridge.database.fail();
        cloud.allow("alice", "changed");
        other.loginStored("alice", "changed");
        clock.advance(Duration.ofHours(2));
        DatabasePersistence.prune(observer, CachePolicy.defaults(), clock);
        bridge.database.recover();
        cloud.fail(Cause.CONNECT);

        Eventually.until(
                "the old password is dead here",
                () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
    }

    @Test
    void validatesTwoAppPasswordsOfTwoProcessesAfterOneExtraRequestEach() throws Exception {
        Process other = new Process();
        bridge.loginStored("alice", "wonderland");
        other.loginStored("alice", "app-password");
        Eventually.until(
                "superseded here", () -> bridge.login("alice", "wonderland").reason() == Reason.CLOUD);
        Eventually.until(
                "superseded there", () -> other.login("alice", "app-password").reason() == Reason.CLOUD);
        Eventually.until("a pair", () -> stored(ALICE).passwords().stream().noneMatch(StoredPassword::superseded));
        cloud.fail(Cause.CONNECT);

        Eventually.until("known there", () -> other.login("alice", "wonderland").decision() == Decision.YES);
        Eventually.until(
                "known here", () -> bridge.login("alice", "app-password").decision() == Decision.YES);
    }

    @Test
    void aDisabledAccountHasNoValidPasswordAfterARestartOrInAnotherProcess() throws Exception {
        Process other = new Process();
        bridge.loginStored("alice", "wonderland");
        assertThat(other.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        cloud.disable("alice");
        clock.advance(Duration.ofHours(2));
        assertThat(other.login("alice", "app-password").decision()).isEqualTo(Decision.NO);
        Eventually.until(
                "nothing is valid", () -> stored(ALICE).passwords().stream().allMatch(StoredPassword::superseded));
        cloud.fail(Cause.CONNECT);

        Eventually.until(
                "nothing is valid in the other process",
                () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
        assertThat(restart().login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void anAcceptanceByAnotherProcessAndDeletionEndARefusal() throws Exception {
        Process other = new Process();
        assertThat(bridge.login("alice", "changed").decision()).isEqualTo(Decision.NO);
        assertThat(bridge.login("alice", "changed").reason()).isEqualTo(Reason.REFUSED_BEFORE);
        cloud.allow("alice", "changed");
        clock.advance(Duration.ofSeconds(1));
        other.loginStored("alice", "changed");
        Eventually.until(
                "the bridge asks again", () -> bridge.login("alice", "changed").decision() == Decision.YES);

        assertThat(bridge.login("alice", "wrong").decision()).isEqualTo(Decision.NO);
        cloud.allow("alice", "changed", "wrong");
        assertThat(bridge.login("alice", "wrong").reason()).isEqualTo(Reason.REFUSED_BEFORE);
        observer.forget(Set.of(ALICE));
        Eventually.until(
                "the bridge asks again", () -> bridge.login("alice", "wrong").decision() == Decision.YES);
    }

    @Test
    void removesAPasswordThatAnotherProcessHasFoundWrong() throws Exception {
        Process other = new Process();
        bridge.loginStored("alice", "wonderland");
        other.loginStored("alice", "wonderland");
        cloud.allow("alice", "changed");
        clock.advance(Duration.ofHours(2));
        assertThat(other.login("alice", "wonderland").decision()).isEqualTo(Decision.NO);
        Eventually.until(
                "forgotten in the database", () -> stored(ALICE).passwords().isEmpty());
        cloud.fail(Cause.CONNECT);

        Eventually.until(
                "forgotten here", () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
    }

    @Test
    void removesARefusedPasswordEvenIfTheCacheWasClearedSinceTheRequest() throws Exception {
        Process other = new Process(Duration.ofDays(1));
        other.loginStored("alice", "wonderland");
        cloud.allow("alice", "changed");
        clock.advance(Duration.ofHours(2));
        cloud.requests();
        cloud.hold();
        CompletableFuture<Outcome> login = other.authenticator.authenticate("alice", "example.org", "wonderland");
        Eventually.until("the cloud has a request", () -> cloud.requests() == 1);
        // After this time without reading changes, the caches are no longer trusted.
        await(other.memory.refreshNow());
        cloud.release();

        assertThat(await(login).decision()).isEqualTo(Decision.NO);
        Eventually.until(
                "forgotten in the database", () -> stored(ALICE).passwords().isEmpty());
    }

    @Test
    void removesARefusedPasswordEvenIfItIsStoredTwice() throws Exception {
        bridge.loginStored("alice", "wonderland");
        Process other = new Process(Duration.ofDays(1));
        other.loadsThatFail.set(1);
        assertThat(other.login("alice", "wonderland").reason()).isEqualTo(Reason.CLOUD);
        Eventually.until("stored twice", () -> stored(ALICE).passwords().size() == 2);
        cloud.allow("alice", "changed");
        clock.advance(Duration.ofHours(2));
        await(other.memory.refreshNow());

        assertThat(other.login("alice", "wonderland").decision()).isEqualTo(Decision.NO);
        Eventually.until(
                "forgotten in the database", () -> stored(ALICE).passwords().isEmpty());
    }

    /** The database stores microseconds; clocks are more precise. */
    @Test
    void adoptsASupersededStateRegardlessOfTheClock() throws Exception {
        clock.advance(Duration.ofNanos(1_999));
        bridge.loginStored("alice", "wonderland");
        observer.apply(
                List.of(new Change.Accepted(
                        ALICE, Optional.empty(), new Sent(1, observer.revision()), clock.instant())),
                3);
        cloud.fail(Cause.CONNECT);

        Eventually.until(
                "superseded here", () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
    }

    @Test
    void forgetsAUserWhomAnAdministratorDeletes() throws Exception {
        bridge.loginStored("alice", "wonderland");
        bridge.loginStored("bob", "builder");
        observer.forget(Set.of(ALICE));
        cloud.fail(Cause.CONNECT);

        Eventually.until("forgotten", () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
        assertThat(bridge.login("bob", "builder").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void forgetsAllUsersWhenAnAdministratorDeletesThem() throws Exception {
        bridge.loginStored("alice", "wonderland");
        bridge.loginStored("bob", "builder");
        observer.forgetEverybody();
        cloud.fail(Cause.CONNECT);

        Eventually.until("forgotten", () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
        assertThat(bridge.login("bob", "builder").decision()).isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void forgetsPasswordsButNotExistenceWhenAnAdministratorDeletesThem() throws Exception {
        bridge.loginStored("alice", "wonderland");
        assertThat(bridge.exists("alice").decision()).isEqualTo(Decision.YES);
        observer.forgetPasswords();
        cloud.fail(Cause.CONNECT);

        Eventually.until("forgotten", () -> bridge.login("alice", "wonderland").decision() == Decision.CANNOT_TELL);
        assertThat(bridge.exists("alice").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void remembersExistingUsersAfterARestart() throws Exception {
        assertThat(bridge.exists("alice").decision()).isEqualTo(Decision.YES);
        restart();

        assertThat(bridge.exists("alice").reason()).isEqualTo(Reason.CACHED);
        clock.advance(Duration.ofHours(1));
        restart();
        cloud.fail(Cause.CONNECT);
        assertThat(bridge.exists("alice").reason()).isEqualTo(Reason.LAST_KNOWN);
        assertThat(bridge.exists("bob").decision()).isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void remembersDeletedUsersAfterARestart() throws Exception {
        bridge.exists("alice");
        cloud.delete("alice");
        clock.advance(ASK_AGAIN);
        assertThat(bridge.exists("alice").reason()).isEqualTo(Reason.UNCONFIRMED);
        clock.advance(Duration.ofMinutes(10));
        bridge.authenticator.confirmMissing();
        assertThat(bridge.exists("alice").decision()).isEqualTo(Decision.NO);
        restart();
        cloud.fail(Cause.CONNECT);

        assertThat(bridge.exists("alice").decision()).isEqualTo(Decision.NO);
    }

    @Test
    void continuesTheTenMinutesAfterARestartWithoutFurtherRequests() throws Exception {
        bridge.exists("alice");
        cloud.delete("alice");
        clock.advance(ASK_AGAIN);
        bridge.exists("alice");
        restart();
        clock.advance(Duration.ofMinutes(9));
        bridge.authenticator.confirmMissing();
        assertThat(cloud.requests()).isZero();
        clock.advance(Duration.ofMinutes(1));
        bridge.authenticator.confirmMissing();

        Eventually.until(
                "it is stored that alice does not exist",
                () -> stored(ALICE).existence().stream()
                        .anyMatch(existence ->
                                !existence.exists() && existence.missingSince().isEmpty()));
    }

    @Test
    void learnsOfDeletedAndReturningUsersFromAnotherProcess() throws Exception {
        Process other = new Process();
        List<String> heard = new CopyOnWriteArrayList<>();
        other.authenticator.useRegistry(new UserRegistry() {
            @Override
            public boolean knows(UserKey user) {
                return false;
            }

            @Override
            public long count(String domain) {
                return 0;
            }

            @Override
            public void gone(UserKey user) {
                heard.add(user.account());
            }
        });
        for (Process each : List.of(bridge, other)) {
            each.exists("alice");
            each.exists("bob");
        }
        cloud.delete("alice");
        cloud.delete("bob");
        clock.advance(ASK_AGAIN);
        bridge.exists("alice");
        bridge.exists("bob");
        Eventually.until(
                "the other one takes over who is missing",
                () -> other.exists("alice").reason() == Reason.UNCONFIRMED
                        && other.exists("bob").reason() == Reason.UNCONFIRMED);
        cloud.allow("bob", "builder");
        clock.advance(Duration.ofMinutes(10));
        bridge.authenticator.confirmMissing();

        Eventually.until(
                "the other one hears that alice is gone",
                () -> heard.equals(List.of("alice")) && other.exists("alice").decision() == Decision.NO);
        assertThat(other.exists("bob").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void unconfirmsThePasswordsOfAUserDeletedByACommandEvenIfNoProcessHasLoadedThem() throws Exception {
        bridge.loginStored("alice", "wonderland");
        bridge.end();
        processes.remove(bridge);
        observer.apply(List.of(new Change.Existence(ALICE, false, clock.instant())), 4);
        Process later = new Process();
        cloud.fail(Cause.CONNECT);

        assertThat(later.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
    }

    @Test
    void countsUsersKnownToTheDatabaseOnly() throws Exception {
        List<String> users = IntStream.range(0, 200).mapToObj(n -> "user" + n).toList();
        observer.apply(
                users.stream()
                        .map(user ->
                                (Change) new Change.Existence(new UserKey(user, "example.org"), true, clock.instant()))
                        .toList(),
                4);
        clock.advance(ASK_AGAIN);
        users.subList(0, 10)
                .forEach(user -> assertThat(bridge.exists(user).reason()).isEqualTo(Reason.UNCONFIRMED));
        clock.advance(Duration.ofMinutes(10));
        bridge.authenticator.confirmMissing();

        assertThat(bridge.exists("user0").decision()).isEqualTo(Decision.NO);
        assertThat(bridge.authenticator.massDisappearances()).isEmpty();
    }

    @Test
    void storesNoRowForNamesThatNeverExisted() throws Exception {
        bridge.exists("nobody");
        bridge.exists("alice");
        restart();

        assertThat(stored(new UserKey("nobody", "example.org"))).matches(StoredUser::isUnknown);
        assertThat(stored(ALICE).existence()).isPresent();
    }

    @Test
    void continuesWithCloudAndMemoryWhileTheDatabaseFailsAndStoresChangesLater() throws Exception {
        bridge.loginStored("bob", "builder");
        bridge.database.fail();

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CLOUD);
        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        assertThat(bridge.login("bob", "builder").reason()).isEqualTo(Reason.CACHED);
        assertThat(bridge.exists("bob").decision()).isEqualTo(Decision.YES);
        bridge.database.recover();
        Eventually.until("stored later", () -> !stored(ALICE).passwords().isEmpty());
        assertThat(stored(new UserKey("bob", "example.org")).passwords()).hasSize(1);
    }

    @Test
    void waitsForAHangingDatabaseOnlyOnceAndBriefly() throws Exception {
        bridge.loginStored("bob", "builder");
        bridge.database.hang();

        assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CLOUD);
        assertThat(bridge.login("bob", "builder").reason()).isEqualTo(Reason.CACHED);
        assertThat(bridge.login("bob", "wrong").decision()).isEqualTo(Decision.NO);
        bridge.database.recover();
        Eventually.until("stored later", () -> !stored(ALICE).passwords().isEmpty());
    }

    @Test
    void loadsUsersAgainOnceTheDatabaseIsBack() throws Exception {
        bridge.loginStored("alice", "wonderland");
        bridge.end();
        bridge = new Process();
        bridge.database.fail();
        cloud.fail(Cause.CONNECT);
        assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
        bridge.exists("bob");
        bridge.database.recover();

        Eventually.until(
                "known again", () -> bridge.login("alice", "wonderland").decision() == Decision.YES);
    }

    /** If another cloud serves the domain, nothing of the former one remains valid. */
    @Nested
    class AnotherCloud {
        private static final Endpoint MOVED =
                new Endpoint.Jsxc(URI.create("https://elsewhere.example.org/api"), ENDPOINT.secrets(), "example.org");

        private Process restartAt(Endpoint endpoint) {
            bridge.end();
            bridge = new Process(Duration.ofMillis(20), new AtomicReference<>(endpoint));
            return bridge;
        }

        @Test
        void invalidatesPasswordsAndExistenceAtTheNextStartButNotInOtherDomains() throws Exception {
            bridge.loginStored("alice", "wonderland");
            UserKey elsewhere = new UserKey("alice", "example.com");
            observer.apply(List.of(new Change.Existence(elsewhere, true, clock.instant())), 4);
            restartAt(MOVED);
            cloud.fail(Cause.CONNECT);

            assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
            assertThat(bridge.exists("alice").decision()).isEqualTo(Decision.CANNOT_TELL);
            assertThat(stored(ALICE)).matches(StoredUser::isUnknown);
            assertThat(stored(ALICE).order().changed())
                    .as("tokens issued before are outdated")
                    .isPresent();
            assertThat(stored(elsewhere).existence()).isPresent();
        }

        @Test
        void isNotAssumedForAnotherSecretOrAnotherSpellingOfTheAddress() throws Exception {
            bridge.loginStored("alice", "wonderland");
            restartAt(new Endpoint.Jsxc(
                    URI.create("HTTPS://Cloud.Example.org/api"),
                    List.of(ApiSecret.of("FEDCBA9876543210")),
                    "Example.org"));

            assertThat(bridge.login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
        }

        @Test
        void isAssumedForAnotherAuthenticationDomain() throws Exception {
            bridge.loginStored("alice", "wonderland");
            restartAt(new Endpoint.Jsxc(ENDPOINT.url(), ENDPOINT.secrets(), "example.com"));
            cloud.fail(Cause.CONNECT);

            assertThat(bridge.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
        }

        @Test
        void invalidatesEverythingAtRunTimeIncludingAnswersInFlight() throws Exception {
            AtomicReference<Endpoint> endpoint = new AtomicReference<>(ENDPOINT);
            Process running = new Process(Duration.ofMillis(20), endpoint);
            running.loginStored("alice", "wonderland");
            assertThat(running.login("alice", "changed").decision()).isEqualTo(Decision.NO);
            cloud.hold();
            CompletableFuture<Outcome> underWay = running.authenticator.authenticate("bob", "example.org", "builder");
            Eventually.until("asked", cloud::holds);
            endpoint.set(MOVED);
            running.authenticator.cloudChanged("Example.org");
            cloud.release();
            await(underWay);
            cloud.allow("alice", "changed");
            assertThat(running.login("alice", "changed").reason())
                    .as("not the former cloud's answer")
                    .isEqualTo(Reason.CLOUD);
            cloud.fail(Cause.CONNECT);

            assertThat(running.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
            assertThat(running.login("bob", "builder").decision()).isEqualTo(Decision.CANNOT_TELL);
            Eventually.until(
                    "only the new password is stored",
                    () -> stored(ALICE).passwords().size() == 1
                            && !stored(ALICE).passwords().get(0).superseded());
            assertThat(stored(new UserKey("bob", "example.org"))).matches(StoredUser::isUnknown);
        }

        @Test
        void isKeptApartFromTheFormerOneByAProcessThatStillUsesIt() throws Exception {
            bridge.loginStored("alice", "wonderland");
            Process moved = new Process(Duration.ofMillis(20), new AtomicReference<>(MOVED));
            moved.loginStored("bob", "builder");
            Eventually.until(
                    "nothing of the former cloud is left here",
                    () -> bridge.login("alice", "wonderland").reason() == Reason.CLOUD);
            bridge.login("alice", "app-password");
            bridge.end();
            processes.remove(bridge);
            cloud.fail(Cause.CONNECT);

            assertThat(stored(ALICE)).matches(StoredUser::isUnknown);
            assertThat(stored(new UserKey("bob", "example.org")).passwords()).hasSize(1);
            assertThat(moved.login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
        }
    }
}
