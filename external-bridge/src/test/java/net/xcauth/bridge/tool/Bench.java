package net.xcauth.bridge.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.cli.JobParser;
import net.xcauth.bridge.config.CommandLine;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.Databases;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore.Directory;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.Tables;
import net.xcauth.core.user.UserKey;

/** Runs commands with a database file in a folder and a clock that stands still. */
final class Bench implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T20:15:07.042Z");
    static final String SECRET = "vErYsEcReT-7";
    static final String HASH = "$2a$04$hAsHhAsHhAsHhAsHhAsHhOuWuZ0123456789012345678901234567";

    private final Path folder;
    private final Path database;
    private final List<String> lines = new ArrayList<>();
    private Database open;
    private long questions;
    private byte[] input = {};
    private Dialog.Terminal terminal = Typist.NOBODY;

    Bench(Path folder) {
        this.folder = folder;
        database = folder.resolve("xcauth.sqlite3");
        lines.addAll(List.of("db=" + database, "cache-storage=db", "log=" + folder));
    }

    /** More lines of the configuration. */
    Bench configured(String... more) {
        lines.addAll(List.of(more));
        return this;
    }

    Bench input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    Bench input(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    Bench terminal(Dialog.Terminal somebody) {
        terminal = somebody;
        return this;
    }

    /** A person at the terminal types this line. */
    Bench answering(String line) {
        return input(line + '\n').terminal(Typist.typingSecret(""));
    }

    Path file() {
        return database;
    }

    Run run(String... arguments) throws IOException, ConfigException {
        Path configuration = Files.write(folder.resolve("xcauth.conf"), lines);
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
        List<String> all = new ArrayList<>(List.of("-c", configuration.toString()));
        all.addAll(List.of(arguments));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandLine line = CommandLine.parse(all.toArray(String[]::new));
        Job.DatabaseJob job;
        try {
            job = (Job.DatabaseJob) JobParser.parse(line, "xcauth");
        } catch (ConfigException e) {
            return new Run(ExitStatus.MISUSED, "", "xcauth: " + e.getMessage() + '\n');
        }
        int status = new Tools(
                        new ConfigLoader(Map.of()).load(line, false),
                        new Dialog(
                                new ByteArrayInputStream(input),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                terminal),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        Clock.fixed(NOW, ZoneOffset.ofHours(1)))
                .run(job);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Changes the database as another program would. @return how many rows */
    int update(String sql) throws SQLException {
        return database().call(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    /** The JSON that a command prints, for lambdas, which must not throw checked exceptions. */
    JsonNode runUnchecked(String... arguments) {
        try {
            return run(arguments).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    JdbcDomains domains() {
        return new JdbcDomains(database(), Tables.ofBridge(), Clock.systemUTC());
    }

    JdbcUsers users() {
        return new JdbcUsers(database(), Tables.ofBridge(), Clock.systemUTC());
    }

    private JdbcDirectory directory() {
        return new JdbcDirectory(database(), Tables.ofBridge(), Clock.systemUTC());
    }

    /** The stored rosters and groups of {@code example.org}. */
    Directory rosters() throws StoreException {
        return directory().load("example.org");
    }

    /** The stored members of a group of {@code example.org}; empty if the group is unknown. */
    Optional<Set<UserKey>> members(String group) throws StoreException {
        return Optional.ofNullable(rosters().groups().get(group)).map(StoredGroup::members);
    }

    /** Stores a roster and the groups that it showed. */
    void stored(UserKey user, StoredRoster roster, Map<String, Set<UserKey>> groups) throws StoreException {
        Map<String, StoredGroup> all = new HashMap<>();
        groups.forEach((id, members) -> all.put(id, new StoredGroup(id, members)));
        directory()
                .store(
                        user.domain(),
                        Position.START,
                        others -> new Learned(new Directory(Map.of(user, roster), all), Set.of(), Set.of()));
    }

    /** Stores a password that the cloud accepted that long ago, and that has not been used since. */
    void accepted(String jid, String hash, Duration ago) throws StoreException {
        UserKey user = UserKey.ofJid(jid);
        Instant at = NOW.minus(ago);
        users().apply(
                        List.of(
                                new Change.Accepted(user, Optional.of(hash), new Sent(++questions, Long.MAX_VALUE), at),
                                new Change.Existence(user, true, at)),
                        4);
    }

    /** The database file as other programs see it. */
    Database database() {
        if (open == null) {
            open = Databases.open(new DatabaseSettings.SqliteFile(database));
        }
        return open;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }
}
