package net.xcauth.bridge.it.support;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.xcauth.test.Command;
import net.xcauth.test.Input;
import net.xcauth.test.Installed;

/** The SQLite file of the Python program, written and read by a real Python in the same way. */
public final class PythonDatabase {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TABLES = List.of("""
            CREATE TABLE domains (
                xmppdomain TEXT PRIMARY KEY, authsecret TEXT, authurl TEXT, authdomain TEXT, regcontact TEXT,
                regfirst TIMESTAMP DEFAULT CURRENT_TIMESTAMP, reglatest TIMESTAMP DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE authcache (
                jid TEXT PRIMARY KEY, pwhash TEXT, firstauth TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
                remoteauth TIMESTAMP DEFAULT CURRENT_TIMESTAMP, anyauth TIMESTAMP DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE rosterinfo (
                jid TEXT PRIMARY KEY, fullname TEXT, grouplist TEXT, responsehash TEXT,
                last_update TIMESTAMP DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE rostergroups (groupname TEXT PRIMARY KEY, userlist TEXT)""");
    private static final String RUN_SQL = """
            import datetime, json, sqlite3, sys
            task = json.load(sys.stdin.buffer)
            params = [datetime.datetime.fromisoformat(p["utc"]) if isinstance(p, dict) else p for p in task["params"]]
            db = sqlite3.connect(task["file"], check_same_thread=False, isolation_level=None,
                                 detect_types=sqlite3.PARSE_DECLTYPES)
            rows = db.execute(task["sql"], params).fetchall()
            db.close()
            json.dump([[str(value) for value in row] for row in rows], sys.stdout)
            """;
    private static final String HASH = """
            import bcrypt, json, sys
            task = json.load(sys.stdin.buffer)
            hashed = bcrypt.hashpw(task["password"].encode("utf-8"), bcrypt.gensalt(task["rounds"]))
            json.dump([[hashed.decode("ascii")]], sys.stdout)
            """;

    private static final String CHECK = """
            import bcrypt, json, sys
            task = json.load(sys.stdin.buffer)
            matches = bcrypt.checkpw(task["password"].encode("utf-8"), task["hash"].encode("ascii"))
            json.dump([[str(matches)]], sys.stdout)
            """;

    private final Path file;

    private PythonDatabase(Path file) {
        this.file = file;
    }

    /** Creates the file with the four empty tables of version 2. Skips the test if Python is not installed. */
    public static PythonDatabase create(Path file) throws IOException, InterruptedException {
        requirePython();
        PythonDatabase database = new PythonDatabase(file);
        for (String table : TABLES) {
            database.execute(table);
        }
        return database;
    }

    /**
     * Hashes a password as the Python program does. Skips the test if its library is not installed.
     *
     * @return a bcrypt hash, {@code $2b$…}
     */
    public static String bcrypt(String password, int rounds) throws IOException, InterruptedException {
        requireBcrypt();
        return python(HASH, Map.of("password", password, "rounds", rounds))
                .get(0)
                .get(0);
    }

    /** Checks a password against a hash in Python. Skips the test if its library is not installed. */
    public static boolean bcryptMatches(String password, String hash) throws IOException, InterruptedException {
        requireBcrypt();
        return python(CHECK, Map.of("password", password, "hash", hash))
                .get(0)
                .get(0)
                .equals("True");
    }

    private static void requireBcrypt() throws IOException, InterruptedException {
        requirePython();
        Installed.require(
                Command.run(PYTHON.toString(), "-I", "-c", "import bcrypt").exit() == 0,
                "Python's bcrypt is not installed (apt-get install python3-bcrypt)");
    }

    /**
     * Runs one statement that returns no rows.
     *
     * @param params for its placeholders: text, numbers, null, or an Instant, which Python writes as a datetime
     */
    public void execute(String sql, Object... params) throws IOException, InterruptedException {
        List<List<String>> rows = query(sql, params);
        if (!rows.isEmpty()) {
            throw new IllegalArgumentException("returns rows, use query(): " + sql);
        }
    }

    /**
     * Runs one statement.
     *
     * @param params as for {@link #execute}
     * @return the rows, with values in the format of Python's {@code str()}: {@code None} for null, a time without
     *         microseconds if they are 0
     * @throws AssertionError if Python cannot run the statement or read a value, so the Python program could not either
     */
    public List<List<String>> query(String sql, Object... params) throws IOException, InterruptedException {
        return python(
                RUN_SQL,
                Map.of(
                        "file",
                        file.toString(),
                        "sql",
                        sql,
                        "params",
                        Stream.of(params).map(PythonDatabase::json).toList()));
    }

    /** JSON has no type for times. */
    private static Object json(Object param) {
        if (param instanceof Instant time) {
            LocalDateTime utc = LocalDateTime.ofInstant(time.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
            return Map.of("utc", utc.toString());
        }
        if (param == null || param instanceof String || param instanceof Number) {
            return param;
        }
        throw new IllegalArgumentException("a parameter must be text, a number, null or an Instant, not a "
                + param.getClass().getName());
    }

    private static List<List<String>> python(String script, Map<String, Object> task)
            throws IOException, InterruptedException {
        try (Input input = Input.of(JSON.writeValueAsString(task))) {
            Command run = Command.run(input.into(new ProcessBuilder(PYTHON.toString(), "-I", "-c", script)));
            return JSON.readValue(run.requireSuccess().out(), new TypeReference<>() {});
        }
    }

    private static void requirePython() {
        Installed.require(Files.isExecutable(PYTHON), PYTHON + " is not installed (apt-get install python3)");
    }
}
