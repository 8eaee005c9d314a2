package net.xcauth.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real PostgreSQL; its user logs in with SCRAM. */
public final class PostgresServer extends DatabaseServer {
    private static final Pattern READY = Pattern.compile("database system is ready to accept connections");
    /** Debian has a folder per version, for example {@code 15/bin}. */
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    /** The line of the process id file with the key and id of the System V shared memory. */
    private static final int SHARED_MEMORY_LINE = 6;

    private final Path programs;
    private final Durability durability;

    private PostgresServer(Path programs, Durability durability) throws IOException {
        super("postgres", "postgresql");
        this.programs = programs;
        this.durability = durability;
    }

    /**
     * The running server that all tests of this JVM share, with an empty database; fast, and durable across SIGKILL. Do not
     * close it: it ends with the tests. Skips the test if PostgreSQL is not installed.
     */
    public static PostgresServer shared() throws Exception {
        return shared(PostgresServer.class, PostgresServer::launch);
    }

    /** Starts a server that is fast, and durable across SIGKILL; skips the test if PostgreSQL is not installed. */
    public static PostgresServer launch() throws Exception {
        return launch(Durability.SURVIVES_KILL);
    }

    /** Starts a server with this durability; skips the test if PostgreSQL is not installed. */
    public static PostgresServer launch(Durability durability) throws Exception {
        Optional<Path> programs = newestPrograms();
        Installed.require(programs.isPresent(), "postgres is not installed (apt-get install postgresql)");
        return launch(new PostgresServer(programs.orElseThrow(), durability));
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + DATABASE;
    }

    @Override
    void install() throws IOException, InterruptedException {
        run(
                "",
                program("initdb"),
                "--pgdata",
                data().toString(),
                "--username",
                "postgres",
                "--auth",
                "reject",
                "--encoding",
                "UTF8",
                "--locale",
                "C.UTF-8",
                "--no-sync");
        Files.writeString(
                data().resolve("pg_hba.conf"), "host %s %s 127.0.0.1/32 scram-sha-256\n".formatted(DATABASE, user()));
        // Single-user mode, so that no other user ever needs access; one statement per line. The log would show a
        // failed
        // statement with the password.
        run(
                """
                CREATE ROLE %1$s LOGIN PASSWORD '%2$s'
                CREATE DATABASE %3$s OWNER %1$s
                REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC
                """.formatted(user(), password(), DATABASE),
                program("postgres"),
                "--single",
                "-D",
                data().toString(),
                "-c",
                "fsync=off",
                "-c",
                "exit_on_error=on",
                "-c",
                "log_min_error_statement=panic",
                "-c",
                "password_encryption=scram-sha-256",
                "postgres");
    }

    @Override
    List<String> command() {
        return List.of(
                program("postgres"),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port()),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "lc_messages=C",
                "-c",
                "fsync=" + (durability == Durability.SURVIVES_POWER_CUT ? "on" : "off"),
                "-c",
                "shared_buffers=16MB",
                "-c",
                "max_connections=50",
                // In the data folder, which is deleted.
                "-c",
                "dynamic_shared_memory_type=mmap");
    }

    @Override
    Pattern ready() {
        return READY;
    }

    @Override
    String clear() {
        return "DROP OWNED BY CURRENT_USER";
    }

    @Override
    String stopSignal() {
        return "INT";
    }

    @Override
    Path pidFile() {
        return data().resolve("postmaster.pid");
    }

    @Override
    ProcessBuilder client() {
        ProcessBuilder client = new ProcessBuilder(
                program("psql"),
                "--no-psqlrc",
                "--quiet",
                "--no-password",
                "--set",
                "ON_ERROR_STOP=1",
                "--tuples-only",
                "--no-align",
                "--field-separator",
                "\t",
                "--pset",
                "null=NULL",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port()),
                "--username",
                user(),
                "--dbname",
                DATABASE);
        client.environment().put("PGPASSWORD", password());
        client.environment().put("PGCLIENTENCODING", "UTF8");
        return client;
    }

    @Override
    void cleanUpAfterKill() throws IOException, InterruptedException {
        if (!Files.exists(pidFile())) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile());
        if (lines.size() > SHARED_MEMORY_LINE) {
            String id = lines.get(SHARED_MEMORY_LINE).strip().split("\\s+")[1];
            Command.run("ipcrm", "--shmem-id", id).requireSuccess();
        }
        // All processes are dead, and the next start must not mistake another process with this id for the server.
        Files.delete(pidFile());
    }

    private Path data() {
        return path("data");
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    private static Optional<Path> newestPrograms() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.filter(version -> version.getFileName().toString().matches("\\d+"))
                    .filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
                    .max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .map(version -> version.resolve("bin"));
        }
    }
}
