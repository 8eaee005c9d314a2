package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.cli.Subcommand;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.core.store.StoredDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void setUp() {
        bench = new Bench(folder);
    }

    @AfterEach
    void tearDown() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain list",
                "domain remove a.example",
                "cache show",
                "cache show alice@example.org",
                "cache forget alice@example.org",
                "cache clear",
                "cache prune",
                "user delete alice@example.org",
                "group delete Staff@example.org",
                "host delete a.example",
                "roster refresh"
            })
    void aMissingDatabaseIsNotCreated(String command) throws Exception {
        Run run = bench.run(command.split(" "));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("xcauth: there is no database " + bench.file())
                .contains("--db", "cache-storage=db", "xcauth domain add");
        assertThat(bench.file()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain list",
                "cache show",
                "cache show alice@example.org",
                "user delete a@b.example",
                "domain remove a.example",
                "domain test a.example"
            })
    void aFileThatIsNotADatabaseIsNamedAndNotChanged(String command) throws Exception {
        String other = "This is a letter, not a database. ".repeat(40);
        Files.writeString(bench.file(), other);

        Run run = bench.run(command.split(" "));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("xcauth: the database " + bench.file() + " cannot");
        assertThat(bench.file()).hasContent(other);
    }

    @Test
    void aDatabaseThatCannotBeCreatedIsReported() throws Exception {
        Path nowhere = folder.resolve("missing/xcauth.sqlite3");

        Run run = bench.input(Bench.SECRET)
                .run("--db", nowhere.toString(), "domain", "add", "a.example", "https://c.example/");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("xcauth: the database " + nowhere).contains("create the folder");
    }

    @Test
    void aDatabaseInMemoryIsRefused() throws Exception {
        Run run = bench.run("--db", ":memory:", "cache", "show");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("xcauth: ").contains(":memory:", "--db");
    }

    @Test
    void anUnknownCommandSuggestsTheNearestAndListsAll() throws Exception {
        Run run = bench.run("cache", "shwo", "alice@example.org");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("xcauth: there is no command \"cache shwo\"; did you mean "
                        + "\"cache show [USER@DOMAIN]\"?\n");
        assertThat(run.err().lines().skip(1)).hasSameSizeAs(Subcommand.values());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aWordThatResemblesNoCommandListsAll() throws Exception {
        assertThat(bench.run("domain").err()).contains("there is no command \"domain\"", "domain list");
        assertThat(bench.run("host", "something-else-entirely").err()).doesNotContain("did you mean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain list " + Bench.SECRET,
                "domain add a.example",
                "domain remove",
                "domain test",
                "domain add a.example https://c.example/ a " + Bench.SECRET,
                "cache show a@b.example c@b.example",
                "cache forget",
                "cache clear all",
                "cache prune all",
                "user delete",
                "group delete",
                "host delete",
                "roster refresh a@b.example c@b.example"
            })
    void aWrongNumberOfArgumentsShowsTheFormAndNotTheArguments(String command) throws Exception {
        Run run = bench.run(command.split(" "));

        assertThat(run.status()).isEqualTo(2);
        String words = String.join(" ", List.of(command.split(" ")).subList(0, 2));
        assertThat(run.err()).startsWith("xcauth: usage: xcauth " + words).doesNotContain(Bench.SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache show", "cache forget", "user delete", "group delete", "roster refresh"})
    void aNameWithoutDomainIsRefused(String command) throws Exception {
        Run run = bench.run((command + " alice").split(" "));
        Run empty = bench.run((command + " @example.org").split(" "));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("xcauth: \"alice\" is not a ").contains("usage: xcauth " + command);
        assertThat(empty.status()).isEqualTo(2);
        assertThat(bench.file()).doesNotExist();
    }

    @Test
    void aBlankNameDoesNotMeanAllUsers() throws Exception {
        bench.accepted("alice@example.org", Bench.HASH, Duration.ofHours(1));

        assertThat(bench.run("host", "delete", " ").status()).isEqualTo(2);
        assertThat(bench.run("host", "delete", "%").status()).isEqualTo(1);
        assertThat(bench.run("cache", "show", "--json").json().get("passwords").asInt())
                .isEqualTo(1);
    }

    @Test
    void aResultThatCannotBeWrittenIsAFailure() throws Exception {
        bench.domains().put(List.of(new StoredDomain("a.example", Bench.SECRET, "https://c.example/", "", "")));
        Path configuration = Files.writeString(folder.resolve("full.conf"), "db=" + bench.file() + "\n");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };

        int status = new Tools(
                        new ConfigLoader(Map.of()).load("-c", configuration.toString()),
                        InputStream.nullInputStream(),
                        new PrintStream(full, true),
                        new PrintStream(OutputStream.nullOutputStream()))
                .run(new Job.UnloadEntries());

        assertThat(status).isEqualTo(1);
    }
}
