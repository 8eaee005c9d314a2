package net.xcauth.bridge.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import net.xcauth.bridge.database.DatabaseSettings.SqliteFile;
import net.xcauth.bridge.database.Databases;
import net.xcauth.bridge.ejabberd.ApiStub.Answer;
import net.xcauth.bridge.ejabberd.EjabberdSettings.Kick;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.roster.GroupRules;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.StoredDirectory;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.Tables;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.LocalParts;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another process with the same database changes groups in ejabberd while this one compares them. */
@Timeout(60)
class HostSyncOfSeveralProcessesTest {
    private static final String DOMAIN = "example.org";

    @TempDir
    Path folder;

    private final Map<String, Set<String>> groups = new TreeMap<>();
    private final RosterDirectory directory = new RosterDirectory();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>();
    private volatile String command = "";
    private Database database;
    private DirectoryStore other;
    private ApiStub api;
    private EjabberdSync sync;
    private RosterEngine engine;

    @BeforeEach
    void start() throws Exception {
        database = Databases.open(new SqliteFile(folder.resolve("xcauth.sqlite3")));
        other = new JdbcDirectory(database, Tables.ofBridge(), Clock.systemUTC());
        otherStores("staff", "alice", "bob");
        api = new ApiStub(this::answer);
        sync = new EjabberdSync(
                new EjabberdSettings(Optional.empty(), Optional.of(api.address()), "", Optional.empty(), 2, Kick.NEVER),
                PushedStore.NONE);
        StoredDirectory stored = new StoredDirectory(
                new JdbcDirectory(database, Tables.ofBridge(), Clock.systemUTC()), directory, DOMAIN, () -> {});
        engine = new RosterEngine(
                user -> CompletableFuture.completedFuture(
                        new net.xcauth.core.cloud.Answer.Unreachable<>(Cause.CONNECT, "unreachable in this test")),
                new RosterReader(
                        new AccountNames(DOMAIN, false),
                        new GroupRules(List.of(), List.of(), 100, 50),
                        LocalParts::prepared),
                directory,
                stored,
                sync.listener(DOMAIN, directory),
                Clock.systemUTC());
        directory.load(stored.load());
        sync.start(served -> {});
    }

    @AfterEach
    void stop() {
        engine.close();
        sync.close();
        api.close();
        database.close();
    }

    private void otherStores(String group, String... members) throws StoreException {
        Set<UserKey> users =
                List.of(members).stream().map(user -> new UserKey(user, DOMAIN)).collect(Collectors.toSet());
        other.store(
                DOMAIN,
                Position.START,
                others -> users.isEmpty()
                        ? new Learned(Directory.EMPTY, Set.of(), Set.of(group))
                        : new Learned(
                                new Directory(Map.of(), Map.of(group, new StoredGroup(group, users))),
                                Set.of(),
                                Set.of()));
    }

    private synchronized void otherPushes(String group, String... members) {
        groups.put(group, jids(members));
    }

    private static Set<String> jids(String... users) {
        return List.of(users).stream().map(user -> user + '@' + DOMAIN).collect(Collectors.toCollection(TreeSet::new));
    }

    private void begin() {
        sync.begin(DOMAIN, engine, true, false).join();
    }

    private void awaitGroups(Map<String, Set<String>> expected) throws Exception {
        Eventually.until("ejabberd has " + expected, () -> {
            synchronized (this) {
                return groups.equals(expected);
            }
        });
    }

    /** Answers, and lets the other process act during the command that the test has chosen. */
    private Answer answer(String name, JsonNode body) {
        Answer answer = answerNow(name, body);
        Runnable act = name.equals(command) ? meanwhile.getAndSet(null) : null;
        if (act != null) {
            act.run();
            return name.equals("srg_list") ? answerNow(name, body) : answer;
        }
        return answer;
    }

    private synchronized Answer answerNow(String name, JsonNode body) {
        String group = body.path("group").asText();
        String member = body.path("user").asText() + '@' + body.path("host").asText();
        return switch (name) {
            case "registered_vhosts" -> list(List.of(DOMAIN));
            case "srg_list" -> list(groups.keySet());
            case "srg_get_members" -> list(groups.getOrDefault(group, Set.of()));
            case "srg_get_info" ->
                new Answer(
                        200,
                        groups.containsKey(group)
                                ? "{\"label\":\"" + group + "\",\"description\":\"" + Ejabberd.GroupInfo.MARK
                                        + "\",\"displayed_groups\":\"" + group + "\"}"
                                : "[]");
            case "srg_create" -> done(groups.putIfAbsent(group, new TreeSet<>()));
            case "srg_delete" -> done(groups.remove(group));
            case "srg_user_add" ->
                done(groups.computeIfAbsent(group, absent -> new TreeSet<>()).add(member));
            case "srg_user_del" ->
                done(groups.getOrDefault(group, new TreeSet<>()).remove(member));
            default -> done(name);
        };
    }

    private static Answer list(Iterable<String> texts) {
        ArrayNode list = new ObjectMapper().createArrayNode();
        texts.forEach(list::add);
        return new Answer(200, list.toString());
    }

    private static Answer done(@SuppressWarnings("unused") Object request) {
        return new Answer(200, "0");
    }

    private void during(String name, Step step) {
        command = name;
        meanwhile.set(() -> {
            try {
                step.run();
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** An action of the other process. */
    @FunctionalInterface
    private interface Step {
        void run() throws StoreException;
    }

    @Test
    void whatTheOtherProcessStoresIsPushed() throws Exception {
        begin();
        awaitGroups(Map.of("staff", jids("alice", "bob")));

        otherStores("staff", "alice", "carol");
        engine.follow().join();
        awaitGroups(Map.of("staff", jids("alice", "carol")));
        otherStores("staff");
        engine.follow().join();
        awaitGroups(Map.of());
    }

    @Test
    void aGroupThatTheOtherProcessCreatesIsNotDeletedAsUnknown() throws Exception {
        during("srg_list", () -> {
            otherStores("new", "zoe");
            otherPushes("new", "zoe");
        });
        begin();

        awaitGroups(Map.of("staff", jids("alice", "bob"), "new", jids("zoe")));
        assertThat(directory.groupIds()).containsExactly("new", "staff");
        assertThat(api.calls()).noneMatch(call -> call.startsWith("srg_delete"));
    }

    @Test
    void aGroupThatTheOtherProcessDeletesIsNotCreatedAgain() throws Exception {
        otherPushes("staff", "alice", "bob");
        during("srg_list", () -> {
            otherStores("staff");
            synchronized (this) {
                groups.remove("staff");
            }
        });
        begin();

        awaitGroups(Map.of());
        assertThat(api.calls()).noneMatch(call -> call.startsWith("srg_create") || call.startsWith("srg_user_add"));
    }

    @Test
    void whatTheOtherProcessChangesAfterTheComparisonIsComparedOnceMore() throws Exception {
        otherPushes("staff", "alice");
        during("srg_get_members", () -> otherStores("staff", "alice"));
        begin();

        awaitGroups(Map.of("staff", jids("alice")));
        Eventually.until(
                "the directory notices", () -> directory.groupsOf("bob").isEmpty());
    }
}
