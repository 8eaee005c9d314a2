package net.xcauth.openfire.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts that make the plugin's tables: the same ones in each database, in a form that Openfire can run. */
class DatabaseScriptsTest {
    private static final Path FOLDER = Path.of("main/database");
    private static final int VERSION = 3;
    private static final Path UPGRADES = FOLDER.resolve("upgrade");
    private static final Pattern TABLE = Pattern.compile("CREATE (?:MEMORY )?TABLE (\\w+) \\(");
    private static final Pattern COLUMN = Pattern.compile("  ([a-z_]+) +\\S.*");
    private static final Pattern IDENTIFIER = Pattern.compile("\\bofNextcloud\\w*|^  ([a-z_]+) ", Pattern.MULTILINE);
    /** Of Oracle before 12.2, and of Sybase. */
    private static final int LONGEST_IDENTIFIER = 30;
    /** Openfire's names of the databases that it supports; Openfire 5 uses MySQL's script for MariaDB. */
    private static final List<String> DATABASES =
            List.of("db2", "hsqldb", "mysql", "oracle", "postgresql", "sqlserver", "sybase");

    static Stream<String> databases() {
        return DATABASES.stream();
    }

    @Test
    void eachDatabaseHasAScript() throws IOException {
        for (int version = 2; version <= VERSION; version++) {
            assertThat(scripts(upgrade(version))).containsExactlyInAnyOrderElementsOf(scripts(FOLDER));
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            DATABASES.stream().map(DatabaseScriptsTest::name).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void tablesAndColumnsAreTheSame(String database) throws IOException {
        assertThat(tables(database))
                .isEqualTo(tables("hsqldb"))
                .hasSize(11)
                .containsEntry(
                        "ofNextcloudUsers",
                        List.of(
                                "jid NOT NULL",
                                "present NOT NULL",
                                "learned NOT NULL",
                                "firstseen NOT NULL",
                                "missingsince"))
                .containsEntry(
                        "ofNextcloudPasswords",
                        List.of(
                                "jid NOT NULL",
                                "pwhash NOT NULL",
                                "firstauth NOT NULL",
                                "verified NOT NULL",
                                "lastused NOT NULL",
                                "superseded NOT NULL",
                                "kind"));
    }

    private static List<String> scripts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    /** A new version's additions are the same in a new database and in an upgraded one. */
    @ParameterizedTest
    @MethodSource("databases")
    void anUpgradeCreatesTheSameTables(String database) throws IOException {
        for (int version = 2; version <= VERSION; version++) {
            List<String> upgrade = statements(upgrade(version).resolve(name(database)));
            assertThat(upgrade).endsWith("UPDATE ofVersion SET version = " + version + " WHERE name = 'nextcloudauth'");
            assertThat(statements(FOLDER.resolve(name(database))))
                    .containsAll(upgrade.subList(0, upgrade.size() - 1).stream()
                            .filter(statement -> !statement.startsWith("ALTER TABLE "))
                            .toList());
            assertThat(upgrade).hasSizeGreaterThan(2);
        }
    }

    /** A Sybase column without NULL or NOT NULL must have a value. */
    @Test
    void columnsInSybaseSayIfTheyMayBeNull() throws IOException {
        assertThat(lines("sybase").stream().filter(line -> COLUMN.matcher(line).matches()))
                .allMatch(line -> line.contains(" NULL"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theVersionIsWrittenLast(String database) throws IOException {
        assertThat(statements(database))
                .endsWith("INSERT INTO ofVersion (name, version) VALUES ('nextcloudauth', " + VERSION + ")");
        assertThat(Files.readString(Path.of("../plugin.xml")))
                .contains(
                        "<databaseKey>nextcloudauth</databaseKey>",
                        "<databaseVersion>" + VERSION + "</databaseVersion>");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void tablesOfEarlierVersionsGetTheNewColumns(String database) throws IOException {
        assertThat(Files.readString(upgrade(2).resolve(name(database))))
                .containsPattern("ALTER TABLE ofNextcloudUsers ADD (COLUMN )?missingsince ");
        assertThat(Files.readString(upgrade(3).resolve(name(database))))
                .containsPattern("ALTER TABLE ofNextcloudPasswords ADD (COLUMN )?kind ");
    }

    private static Path upgrade(int version) {
        return UPGRADES.resolve(String.valueOf(version));
    }

    /** Openfire takes lines up to one that ends with a semicolon for a statement, comments excepted. */
    @ParameterizedTest
    @MethodSource("databases")
    void linesHaveTheFormThatOpenfireReads(String database) throws IOException {
        assertThat(Files.readAllBytes(FOLDER.resolve(name(database)))).doesNotContain('\r', '\t');
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(Files.readString(FOLDER.resolve(name(database)))))
                .isTrue();
        assertThat(lines(database)).allSatisfy(line -> {
            assertThat(line).isEqualTo(line.stripTrailing()).doesNotContain("/*", "jiveVersion");
            // Elsewhere it would be part of a statement, and a comment's would end the statement before it.
            assertThat(line).doesNotMatch(line.startsWith("--") ? ".*;" : ".*;.+");
        });
        assertThat(lines(database)).last().asString().endsWith(";");
        assertThat(statements(database))
                .allMatch(statement ->
                        statement.matches("CREATE (MEMORY )?TABLE .*|CREATE (UNIQUE )?INDEX .*|INSERT INTO .*"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void namesAreShortEnoughForEveryDatabase(String database) throws IOException {
        Matcher names = IDENTIFIER.matcher(Files.readString(FOLDER.resolve(name(database))));
        assertThat(names.results().map(name -> name.group().strip()))
                .isNotEmpty()
                .allMatch(name -> name.length() <= LONGEST_IDENTIFIER);
    }

    private static String name(String database) {
        return "nextcloudauth_" + database + ".sql";
    }

    private static List<String> lines(String database) throws IOException {
        return Files.readAllLines(FOLDER.resolve(name(database)));
    }

    private static List<String> statements(String database) throws IOException {
        return statements(FOLDER.resolve(name(database)));
    }

    /** As Openfire puts them together. */
    private static List<String> statements(Path script) throws IOException {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : Files.readAllLines(script)) {
            if (!line.isBlank() && !line.startsWith("--")) {
                statement.append(' ').append(line);
            }
            if (line.endsWith(";")) {
                statements.add(statement.substring(1, statement.length() - 1).strip());
                statement.setLength(0);
            }
        }
        assertThat(statement).isEmpty();
        return statements;
    }

    /** From tables to their columns, each with whether it must have a value. */
    private static Map<String, List<String>> tables(String database) throws IOException {
        Map<String, List<String>> tables = new TreeMap<>();
        List<String> columns = List.of();
        for (String line : lines(database)) {
            Matcher table = TABLE.matcher(line);
            Matcher column = COLUMN.matcher(line);
            if (table.lookingAt()) {
                columns = new ArrayList<>();
                tables.put(table.group(1), columns);
            } else if (column.matches()) {
                columns.add(column.group(1) + (line.contains("NOT NULL") ? " NOT NULL" : ""));
            }
        }
        return tables;
    }
}
