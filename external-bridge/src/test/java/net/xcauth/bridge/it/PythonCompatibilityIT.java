package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.Databases;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.PythonDatabase;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcPushed;
import net.xcauth.core.store.Tables;
import net.xcauth.core.user.UserKey;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database of the Python program, used by both programs in turn and at the same time. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PythonCompatibilityIT {
    private static final int ROUNDS = 5;

    private final Resources resources = new Resources();
    private DemoCloud cloud;
    private Path file;
    private PythonDatabase python;

    @BeforeEach
    void createTheFile() throws Exception {
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        file = resources.add(new TempFolder("python")).resolve("xcauth.sqlite3");
        python = PythonDatabase.create(file);
        python.execute("ALTER TABLE authcache ADD COLUMN note TEXT DEFAULT 'new'");
        python.execute("ALTER TABLE domains ADD COLUMN customer TEXT");
    }

    @AfterEach
    void close() {
        resources.close();
    }

    @Test
    void domainsTakeEffectAtOnceAndWhenTheyChange() throws Exception {
        try (DemoCloud other = DemoCloud.start(DemoSettings.defaults().withSecret("another-secret"))) {
            python.execute(
                    "INSERT INTO domains (xmppdomain, authsecret, authurl, authdomain, customer) "
                            + "VALUES (?, ?, ?, ?, ?)",
                    "other.example",
                    "another-secret",
                    other.url().toString(),
                    "example.org",
                    "No. 7");
            BridgeProcess bridge = start();

            assertThat(login(bridge, "alice:other.example:wonderland")).isTrue();
            assertThat(other.requestCount()).isOne();
            assertThat(cloud.requestCount()).isZero();
            python.execute(
                    "UPDATE domains SET authurl = ?, authsecret = ? WHERE xmppdomain = ?",
                    cloud.url().toString(),
                    DemoSettings.DEMO_SECRET,
                    "other.example");
            AtomicInteger strangers = new AtomicInteger();
            try (Wire wire = bridge.connect("generic")) {
                Eventually.until("asked at the new address", () -> {
                    wire.ask("isuser:stranger" + strangers.incrementAndGet() + ":other.example");
                    return cloud.requestCount() > 0;
                });
            }
        }
    }

    @Test
    void usersCachedByPythonCanLogInDuringAnOutage() throws Exception {
        cache("alice@example.org", "wonderland", Duration.ofDays(2));
        cache("bob@example.org", "builder", Duration.ofDays(8));
        cloud.stopListening();
        BridgeProcess bridge = start();

        assertThat(login(bridge, "alice:example.org:wonderland")).isTrue();
        assertThat(login(bridge, "alice:example.org:wonderlust")).isFalse();
        assertThat(login(bridge, "bob:example.org:builder"))
                .as("verified too long ago")
                .isFalse();
    }

    @Test
    void pythonFindsPasswordsAcceptedHereAndItsOwnColumns() throws Exception {
        cache("alice@example.org", "an old password", Duration.ofDays(30));
        python.execute("UPDATE authcache SET note = 'keep me' WHERE jid = 'alice@example.org'");
        BridgeProcess bridge = start();
        assertThat(login(bridge, "alice:example.org:wonderland")).isTrue();
        assertThat(login(bridge, "bob:example.org:builder")).isTrue();
        Eventually.until(
                "both are stored",
                () -> pythonAccepts("alice@example.org", "wonderland") && pythonAccepts("bob@example.org", "builder"));
        bridge.close();

        assertThat(pythonAccepts("alice@example.org", "an old password")).isFalse();
        List<List<String>> rows = python.query(
                "SELECT note, firstauth < remoteauth, typeof(remoteauth), remoteauth FROM " + "authcache ORDER BY jid");
        assertThat(rows.get(0)).startsWith("keep me", "1", "text");
        assertThat(rows.get(1)).startsWith("new", "0", "text");
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.get(3))
                        .as("a time in Python's format")
                        .startsWith(Instant.now().toString().substring(0, 10)));
        assertThat(python.query("PRAGMA integrity_check")).containsExactly(List.of("ok"));
    }

    @Test
    void aPasswordThatPythonAcceptedSupersedesThoseKnownHere() throws Exception {
        BridgeProcess bridge = start();
        assertThat(login(bridge, "alice:example.org:wonderland")).isTrue();
        Eventually.until("stored", () -> pythonAccepts("alice@example.org", "wonderland"));

        updateAsPythonDoes("alice@example.org", "changed");
        cloud.stopListening();

        Eventually.until("the old password is refused", () -> !login(bridge, "alice:example.org:wonderland"));
        assertThat(login(bridge, "alice:example.org:changed")).isTrue();
    }

    @Test
    void aUserDeletedByTheOldScriptsIsForgotten() throws Exception {
        BridgeProcess bridge = start();
        assertThat(login(bridge, "alice:example.org:wonderland")).isTrue();
        Eventually.until("stored", () -> pythonAccepts("alice@example.org", "wonderland"));

        python.execute("DELETE FROM authcache WHERE jid = 'alice@example.org'");
        cloud.stopListening();

        Eventually.until("forgotten", () -> !login(bridge, "alice:example.org:wonderland"));
        assertThat(python.query("SELECT * FROM xcauth_passwords")).isEmpty();
    }

    @Test
    void ofSeveralPasswordsPythonFindsTheLastOneVerified() throws Exception {
        cloud.accounts().addAppPassword("alice", "app-password");
        BridgeProcess bridge = start();
        assertThat(login(bridge, "alice:example.org:wonderland")).isTrue();
        Eventually.until("stored", () -> pythonAccepts("alice@example.org", "wonderland"));
        assertThat(login(bridge, "alice:example.org:app-password")).isTrue();

        Eventually.until("stored", () -> pythonAccepts("alice@example.org", "app-password"));
        assertThat(python.query("SELECT COUNT(*) FROM authcache")).containsExactly(List.of("1"));
        assertThat(python.query("SELECT COUNT(*) FROM xcauth_passwords")).containsExactly(List.of("2"));
    }

    @Test
    void rostersAreKept() throws Exception {
        python.execute(
                "INSERT INTO rosterinfo (jid, fullname, grouplist, responsehash) VALUES (?, ?, ?, ?)",
                "alice@example.org",
                "Alice Liddell",
                "Staff\tTea party",
                "ab12");
        python.execute(
                "INSERT INTO rostergroups (groupname, userlist) VALUES (?, ?)",
                "Staff@example.org",
                "alice@example.org\td\\27artagnan@example.org");

        try (Database database = Databases.open(new DatabaseSettings.SqliteFile(file))) {
            JdbcDirectory directory = new JdbcDirectory(database, Tables.ofBridge(), Clock.systemUTC());
            UserKey alice = new UserKey("alice", "example.org");
            Directory read = directory.load("example.org");
            StoredRoster roster = read.users().get(alice);
            assertThat(roster.name()).isEqualTo("Alice Liddell");
            assertThat(roster.groups()).containsExactly("Staff", "Tea party");
            assertThat(read.groups())
                    .isEqualTo(Map.of(
                            "Staff", new StoredGroup("", Set.of(alice, new UserKey("d'artagnan", "example.org")))));
            Directory written = new Directory(
                    Map.of(
                            alice,
                            new StoredRoster(
                                    "Alice",
                                    List.of("Staff"),
                                    "cd34",
                                    Clock.systemUTC().instant())),
                    Map.of());
            directory.store("example.org", Position.START, others -> new Learned(written, Set.of(), Set.of()));
            JdbcPushed pushed = new JdbcPushed(database);
            assertThat(pushed.fullNames("example.org")).isEqualTo(Map.of(alice, "Alice Liddell"));
            assertThat(pushed.pythonGroups("example.org")).containsExactly("Staff");
            python.execute("INSERT OR IGNORE INTO rostergroups (groupname) VALUES (?)", "Later@example.org");
            assertThat(pushed.pythonGroups("example.org")).containsExactlyInAnyOrder("Staff", "Later");
        }

        assertThat(python.query("SELECT fullname, grouplist, responsehash FROM rosterinfo"))
                .containsExactly(List.of("Alice", "Staff", "cd34"));
        assertThat(Files.exists(file)).isTrue();
    }

    private BridgeProcess start() throws Exception {
        return resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .option(
                        "--cache-storage",
                        "db",
                        "--db",
                        file.toString(),
                        "--cache-bcrypt-rounds",
                        String.valueOf(ROUNDS),
                        "--db-refresh",
                        "1s")
                .start());
    }

    private static boolean login(BridgeProcess bridge, String question) throws Exception {
        try (Wire wire = bridge.connect("generic")) {
            return wire.ask("auth:" + question).equals("1");
        }
    }

    private void cache(String jid, String password, Duration age) throws Exception {
        Instant then = Instant.now().minus(age);
        python.execute(
                "INSERT INTO authcache (jid, pwhash, firstauth, remoteauth, anyauth) VALUES (?, ?, ?, ?, ?)",
                jid,
                PythonDatabase.bcrypt(password, ROUNDS),
                then,
                then,
                then);
    }

    private void updateAsPythonDoes(String jid, String password) throws Exception {
        Instant now = Instant.now();
        python.execute("INSERT OR IGNORE INTO authcache (jid, firstauth) VALUES (?, ?)", jid, now);
        python.execute(
                "UPDATE authcache SET pwhash = ?, remoteauth = ?, anyauth = ? WHERE jid = ?",
                PythonDatabase.bcrypt(password, ROUNDS),
                now,
                now,
                jid);
    }

    /** Checks a cached password as the Python program does, apart from times. */
    private boolean pythonAccepts(String jid, String password) throws Exception {
        List<List<String>> rows =
                python.query("SELECT pwhash FROM authcache WHERE jid = ? AND remoteauth > '2000'", jid);
        return !rows.isEmpty()
                && PythonDatabase.bcryptMatches(password, rows.get(0).get(0));
    }
}
