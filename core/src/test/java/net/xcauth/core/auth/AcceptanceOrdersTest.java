package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.DatabasePersistence;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.TestDatabase;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import net.xcauth.test.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All orders of up to five events for three passwords of one user, and the passwords that are valid afterwards,
 * according to {@link PasswordModel}. For some orders, the expected passwords are also written down here by hand.
 *
 * <p>An upper-case letter changes the password in the cloud to this one and logs in with it. A lower-case letter logs
 * in with this password, which the cloud refuses unless it is the current one. {@code -} is an hour without logins,
 * after which the cloud is queried about valid passwords, too. The names of the passwords are arbitrary, so the first
 * one in an order is A, the next one B.
 *
 * <p>If the cloud reports the kinds of passwords, A and B are login passwords. X and Y are app passwords: an upper-case
 * letter creates one, a lower-case letter revokes it, and a login with it follows.
 */
class AcceptanceOrdersTest {
    private static final String DOMAIN = "example.org";
    private static final int LONGEST = 5;
    private static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("0123456789ABCDEF")), DOMAIN);
    private static final Duration AHEAD = Duration.ofHours(1);
    /** The bridge that is used, by step. */
    private static final List<Integer> BRIDGES = List.of(0b01010, 0b10101, 0b00110, 0b11001, 0b01101);
    /** Keeps passwords recognized, and queries the cloud again about refused ones. */
    private static final CachePolicy POLICY = new CachePolicy(
            true,
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(7),
            4,
            Duration.ofMinutes(15),
            Duration.ofSeconds(30),
            Duration.ofDays(1),
            100_000,
            Duration.ofMinutes(10),
            Duration.ofHours(1));

    private static final ProtectionPolicy PROTECTION =
            new ProtectionPolicy(5, Duration.ofSeconds(5), 1_000, Duration.ZERO);

    @TempDir
    Path folder;

    private final ScriptedCloud cloud = new ScriptedCloud();
    private final ManualClock clock = new ManualClock();
    private final List<Process> processes = new ArrayList<>();
    private boolean mayAskAnyway;
    private boolean tellsKinds;

    /** One user, for one of the orders. */
    private static final class Case {
        private final String order;
        private final UserKey user;
        private final PasswordModel model;
        private final Set<String> right = new TreeSet<>();
        private final Set<String> used = new HashSet<>();
        private final Map<String, String> byHash = new HashMap<>();
        private final Map<Process, Set<String>> acceptedBy = new HashMap<>();
        /** True for each step in which the cloud was queried although the password may have been remembered. */
        private final List<Boolean> asked = new ArrayList<>();

        Case(String order, boolean tellsKinds) {
            this(order, 0, tellsKinds);
        }

        Case(String order, int variant, boolean tellsKinds) {
            model = new PasswordModel(
                    password -> tellsKinds && !isApp(password), password -> tellsKinds && isApp(password));
            this.order = order;
            user = new UserKey("user" + variant + '.' + order.replaceAll("[A-Z]", "$0_"), DOMAIN);
        }

        boolean has(int step) {
            return step < order.length();
        }

        /** Applies an event to the cloud. */
        void change(char event) {
            String password = String.valueOf(Character.toUpperCase(event));
            boolean capital = Character.isUpperCase(event);
            if (isApp(password) && !capital) {
                right.remove(password);
            } else if (capital) {
                right.removeIf(other -> !isApp(password) && !isApp(other));
                right.add(password);
            }
        }
    }

    /** An authenticator with caches of its own. */
    private final class Process {
        private final PasswordHasher hasher = new PasswordHasher(4, 2, 100_000, System::nanoTime);
        private final Optional<DatabasePersistence> memory;
        private final Authenticator authenticator;

        Process(Optional<TestDatabase> database, Clock clock) {
            memory = database.map(each -> new JdbcUsers(each.withTables(), Tables.ofBridge(), clock))
                    .map(users -> new DatabasePersistence(
                            users,
                            new StoredClouds(users, domain -> Optional.of(ENDPOINT.fingerprint())),
                            POLICY,
                            Duration.ofDays(1),
                            clock));
            authenticator = new Authenticator(
                    domain -> Optional.of(ENDPOINT),
                    cloud,
                    POLICY,
                    Optional.of(hasher),
                    memory.<Persistence>map(each -> each).orElse(Persistence.NONE),
                    PROTECTION,
                    clock,
                    DecisionListener.NONE,
                    AccountListener.NONE);
            processes.add(this);
        }

        Outcome login(Case each, String password) {
            return await(authenticator.authenticate(each.user.account(), DOMAIN, password));
        }

        /** Writes waiting changes and reads those of others. */
        void refresh() {
            await(memory.orElseThrow().refreshNow());
        }

        void end() {
            // Passwords that are still being compared would have to be confirmed after the restart.
            for (int i = 0; memory.isPresent() && i < 2 * (1 + LONGEST); i++) {
                await(hasher.hash("computed after all others"));
            }
            authenticator.close();
            hasher.finish(Duration.ofSeconds(30));
            memory.ifPresent(DatabasePersistence::close);
            hasher.close();
        }
    }

    @AfterEach
    void close() {
        processes.forEach(Process::end);
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static boolean isApp(String password) {
        return password.compareTo("X") >= 0;
    }

    private List<Case> orders(String events) {
        List<String> all = new ArrayList<>(List.of(""));
        for (int i = 0; i < all.size(); i++) {
            String order = all.get(i);
            for (char event : order.length() < LONGEST ? events.toCharArray() : new char[0]) {
                if (Character.toUpperCase(event) <= lastOf(order, isApp(event)) + 1) {
                    all.add(order + event);
                }
            }
        }
        return all.stream().map(order -> new Case(order, tellsKinds)).toList();
    }

    private static boolean isApp(char event) {
        return isApp(String.valueOf(Character.toUpperCase(event)));
    }

    private static int lastOf(String order, boolean app) {
        return order.toUpperCase(Locale.ROOT)
                .chars()
                .filter(event -> isApp((char) event) == app && Character.isLetter(event))
                .max()
                .orElse(app ? 'X' - 1 : 'A' - 1);
    }

    /** Applies the next event to the model and to the process, whose results must agree. */
    private void step(Case each, int number, Process process) {
        char event = each.order.charAt(number);
        each.change(event);
        cloud.allow(each.user.account(), each.right.toArray(String[]::new));
        Optional<Outcome> outcome = event == '-'
                ? Optional.empty()
                : Optional.of(process.login(each, String.valueOf(Character.toUpperCase(event))));
        each.asked.add(outcome.filter(one -> one.reason() == Reason.CLOUD).isPresent());
        assertThat(outcome.map(AcceptanceOrdersTest::text))
                .as(each.order.substring(0, number + 1))
                .isEqualTo(expect(each, number, process).map(AcceptanceOrdersTest::text));
    }

    private static String text(Outcome outcome) {
        return outcome.decision() + " " + outcome.reason();
    }

    /** The result of a login according to the model; empty if there is none. */
    private Optional<Outcome> expect(Case each, int number, Process process) {
        char event = each.order.charAt(number);
        if (event == '-') {
            each.used.clear();
            return Optional.empty();
        }
        String password = String.valueOf(Character.toUpperCase(event));
        each.change(event);
        Set<String> acceptedHere = each.acceptedBy.computeIfAbsent(process, absent -> new HashSet<>());
        // After a restart the cloud is queried if it answers sooner than bcrypt.
        boolean askedAnyway = mayAskAnyway && each.asked.get(number);
        if (each.model.valid().contains(password)
                && each.used.contains(password)
                && isFreshFor(process, each, password)
                && !askedAnyway) {
            return Optional.of(Outcome.yes(Reason.CACHED));
        }
        if (each.right.contains(password)) {
            each.model.accepted(password);
            each.used.add(password);
            acceptedHere.add(password);
        } else {
            each.model.refused(password);
            each.used.remove(password);
            each.acceptedBy.values().forEach(accepted -> accepted.remove(password));
        }
        return Optional.of(Outcome.of(each.right.contains(password), Reason.CLOUD, ""));
    }

    /**
     * Two bridges whose clocks are an hour apart treat each other's times as expired: a past use is an hour old, and a
     * time in the future is invalid. So each of them queries the cloud once.
     */
    private boolean isFreshFor(Process process, Case each, String password) {
        return processes.size() == 1 || each.acceptedBy.get(process).contains(password);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "A, A",
        "a, ''",
        "AB, B",
        "ABA, A",
        "ABAB, 'A B'",
        "ABa, ''",
        "ABab, B",
        "ABC, C",
        "ABCA, A",
        "ABCAB, 'A B'",
        "ABABC, C",
        "A-b, A",
        "AB-b, B",
        "ABAB-, 'A B'",
        "ABAb, ''",
        "ABABa, 'A B'",
        "AA, A",
        "A-a, A",
        "ABAC, C",
        "ABACA, A",
        "ABACB, B",
        "ABCBC, 'B C'",
        "Ab, A",
        "AbB, B"
    })
    void theModelAgreesWithTheseExamples(String order, String valid) {
        Case each = new Case(order, tellsKinds);
        Process process = new Process(Optional.empty(), clock);
        play(each, process);
        assertThat(String.join(" ", each.model.valid())).isEqualTo(valid);
    }

    private void play(Case each, Process process) {
        for (int step = 0; each.has(step); step++) {
            if (each.order.charAt(step) == '-') {
                clock.advance(Duration.ofHours(1));
            }
            step(each, step, process);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AX, 'A X'",
        "XA, 'A X'",
        "AXB, 'B X'",
        "ABAB, B",
        "AXYx, 'A X Y'",
        "AXY-x, ''",
        "XY-xY, Y",
        "Xx, X",
        "X-x, ''",
        "AXbX, 'A X'",
        "AXBa, ''",
        "AXB-x, ''",
        "X-xX, X"
    })
    void theModelAgreesWithTheseExamplesIfTheCloudReportsKinds(String order, String valid) {
        tellKinds();
        theModelAgreesWithTheseExamples(order, valid);
    }

    private void tellKinds() {
        tellsKinds = true;
        cloud.tellKinds(password -> isApp(password) ? Proof.APP_PASSWORD : Proof.LOGIN_PASSWORD);
    }

    @Test
    void inMemoryIfTheCloudReportsKinds() {
        tellKinds();
        inMemory("ABaXYx-");
    }

    @Test
    void inMemory() {
        inMemory("ABCabc-");
    }

    private void inMemory(String events) {
        Process process = new Process(Optional.empty(), clock);
        // Passwords accepted here are recognized without it.
        process.hasher.close();
        for (Case each : orders(events)) {
            cloud.recover();
            play(each, process);
            assertThat(stillValid(each, process)).as(each.order).isEqualTo(each.model.valid());
        }
    }

    /** The passwords that are accepted during an outage of the cloud. */
    private Set<String> stillValid(Case each, Process process) {
        cloud.fail(Cause.OVERLOAD);
        return List.of("A", "B", "C", "X", "Y").stream()
                .filter(password -> process.login(each, password).decision() == Decision.YES)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Restarts between any two steps. Orders with a common beginning share it and continue with copies of the user. */
    @Test
    void acrossRestarts() throws Exception {
        acrossRestarts("ABCabc");
    }

    @Test
    void acrossRestartsIfTheCloudReportsKinds() throws Exception {
        tellKinds();
        acrossRestarts("ABXx");
    }

    private void acrossRestarts(String events) throws Exception {
        mayAskAnyway = true;
        Map<Integer, List<Case>> byLength =
                orders(events).stream().collect(Collectors.groupingBy(each -> each.order.length()));
        JdbcUsers observer = new JdbcUsers(database().withTables(), Tables.ofBridge(), clock);
        for (int i = 0; i < LONGEST; i++) {
            int number = i;
            Process process = new Process(Optional.of(database()), clock);
            continueWith(byLength.get(i), byLength.get(i + 1), process);
            byLength.get(i + 1).parallelStream().forEach(each -> step(each, number, process));
            process.end();
            processes.remove(process);
            assertStored(byLength.get(i + 1), number, observer);
        }
        Process last = new Process(Optional.of(database()), clock);
        byLength.get(LONGEST - 1)
                .forEach(each ->
                        assertThat(stillValid(each, last)).as(each.order).isEqualTo(each.model.valid()));
    }

    private void continueWith(List<Case> beginnings, List<Case> longer, Process process) throws Exception {
        Map<String, Case> byOrder = beginnings.stream().collect(Collectors.toMap(each -> each.order, each -> each));
        database().withTables().transaction(connection -> {
            try (PreparedStatement passwords = connection.prepareStatement(
                            "INSERT INTO xcauth_passwords SELECT ?, pwhash, "
                                    + "firstauth, verified, lastused, superseded, kind FROM xcauth_passwords WHERE jid = ?");
                    PreparedStatement order = connection.prepareStatement("INSERT INTO xcauth_acceptances SELECT ?, "
                            + "lastrevision, writer, othersrevision, asked, changed, rivals FROM xcauth_acceptances "
                            + "WHERE jid = ?")) {
                for (Case each : longer) {
                    Case beginning = byOrder.get(each.order.substring(0, each.order.length() - 1));
                    each.byHash.putAll(beginning.byHash);
                    each.asked.addAll(beginning.asked);
                    for (int step = 0; step < beginning.order.length(); step++) {
                        expect(each, step, process);
                    }
                    cloud.allow(each.user.account(), each.right.toArray(String[]::new));
                    for (PreparedStatement copy : List.of(passwords, order)) {
                        copy.setString(1, each.user.jid());
                        copy.setString(2, beginning.user.jid());
                        copy.executeUpdate();
                    }
                }
            }
            return null;
        });
    }

    /** A digit for each step selects the bridge. The other one queries the cloud even about a valid password. */
    @ParameterizedTest
    @CsvSource({
        "ABa, 000, ''",
        "ABa, 010, ''",
        "ABABa, 01010, 'A B'",
        "ABABa, 01011, ''",
        "ABABa, 00001, ''",
        "ABaB, 0101, B",
        "ABaB, 0110, B",
        "ABaCb, 01010, ''",
        "ABCbC, 01010, C",
        "ABAbA, 00110, A",
        "ABaA, 0101, A",
        "ABABb, 01010, 'A B'"
    })
    void theModelAgreesWithTheseExamplesOfTwoBridges(String order, String bridges, String valid) {
        Case each = new Case(order, tellsKinds);
        List<Process> two = List.of(new Process(Optional.empty(), clock), new Process(Optional.empty(), clock));
        for (int step = 0; each.has(step); step++) {
            expect(each, step, two.get(bridges.charAt(step) - '0'));
        }
        assertThat(String.join(" ", each.model.valid())).isEqualTo(valid);
    }

    /** The first bridge's clock is an hour ahead. A bit of a number selects the bridge for each step. */
    @Test
    void acrossTwoBridgesWhoseClocksAreAnHourApart() throws Exception {
        acrossTwoBridges("ABCabc");
    }

    @Test
    void acrossTwoBridgesIfTheCloudReportsKinds() throws Exception {
        tellKinds();
        acrossTwoBridges("ABXx");
    }

    private void acrossTwoBridges(String events) throws Exception {
        Process ahead = new Process(Optional.of(database()), Clock.offset(clock, AHEAD));
        Process behind = new Process(Optional.of(database()), clock);
        JdbcUsers observer = new JdbcUsers(database().withTables(), Tables.ofBridge(), clock);
        List<Case> playing = new ArrayList<>();
        Map<Case, Integer> bridges = new HashMap<>();
        for (Case each : orders(events)) {
            int variants =
                    tellsKinds ? Math.min(variants(each.order), Volume.of(1, BRIDGES.size())) : variants(each.order);
            for (int variant = 0; variant < variants; variant++) {
                int which = BRIDGES.get(playing.size() % BRIDGES.size());
                Case played = new Case(each.order, which, tellsKinds);
                playing.add(played);
                bridges.put(played, which);
            }
        }
        for (int i = 0; i < LONGEST; i++) {
            int number = i;
            clock.advance(Duration.ofMinutes(1));
            playing.parallelStream()
                    .forEach(each -> step(each, number, (bridges.get(each) >> number & 1) == 0 ? ahead : behind));
            assertStored(playing, number, observer);
            ahead.refresh();
            behind.refresh();
        }
    }

    /**
     * The number of patterns to run an order with. Orders with a refused password that was never right, which should
     * have no effect, run at full size only: each comparison takes bcrypt a millisecond.
     */
    private static int variants(String order) {
        String current = "";
        Set<String> accepted = new HashSet<>();
        boolean allWereRight = true;
        for (String event : order.split("")) {
            String password = event.toUpperCase(Locale.ROOT);
            if (event.equals(password)) {
                current = isApp(password) ? current : password;
                accepted.add(password);
            } else if (password.equals(current)) {
                // As the upper-case letter would.
                return 0;
            } else {
                allWereRight &= accepted.remove(password);
            }
        }
        return order.length() < LONGEST ? 0 : allWereRight ? Volume.of(3, BRIDGES.size()) : Volume.of(0, 1);
    }

    private TestDatabase database() {
        return new TestDatabase(folder.resolve("xcauth.sqlite3"));
    }

    /** Once everything is saved, each user's valid passwords are those of the model. */
    private void assertStored(List<Case> all, int number, JdbcUsers observer) throws Exception {
        Set<UserKey> users = all.stream().map(each -> each.user).collect(Collectors.toSet());
        Eventually.until("stored", () -> {
            Map<UserKey, StoredUser> stored = observer.load(users);
            return all.stream()
                    .allMatch(each -> valid(each, number, stored.get(each.user)).equals(each.model.valid()));
        });
    }

    /** A new hash belongs to the password that was accepted last. */
    private static Set<String> valid(Case each, int number, StoredUser stored) {
        stored.passwords()
                .forEach(row -> each.byHash.putIfAbsent(
                        row.hash(), each.order.substring(number, number + 1).toUpperCase(Locale.ROOT)));
        return stored.passwords().stream()
                .filter(row -> !row.superseded())
                .map(StoredPassword::hash)
                .map(each.byHash::get)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
