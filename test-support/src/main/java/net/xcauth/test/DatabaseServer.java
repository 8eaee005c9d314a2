package net.xcauth.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real database server on the loopback interface, with an empty database {@link #DATABASE} and a user with all rights in
 * it and none elsewhere. Tests can stop, kill, restart and pause it. {@link #close()} deletes it.
 */
public abstract class DatabaseServer implements AutoCloseable {
    public static final String DATABASE = "xcauth";

    /** The durability of a committed change. */
    public enum Durability {
        /** A change survives SIGKILL; the server does not wait for the disk. */
        SURVIVES_KILL,
        /** A change survives a power cut, as in production. */
        SURVIVES_POWER_CUT
    }

    private static final Map<Class<?>, DatabaseServer> SHARED = new HashMap<>();

    private final String osUser;
    private final TempFolder folder;
    private final int port = Ports.free();
    private final String password = UUID.randomUUID().toString();
    private Optional<ManagedProcess> process = Optional.empty();
    private boolean closed;

    /**
     * @param osUser the user that runs the server if the tests run as root
     * @param name   part of the temporary folder's name
     */
    DatabaseServer(String osUser, String name) throws IOException {
        this.osUser = osUser;
        folder = new TempFolder(name);
    }

    /** The running server that all tests of this JVM share, with an empty database; started for the first test. */
    static <S extends DatabaseServer> S shared(Class<S> kind, Callable<S> launch) throws Exception {
        synchronized (SHARED) {
            if (!SHARED.containsKey(kind)) {
                SHARED.put(kind, launch.call());
            }
            SHARED.get(kind).prepare();
            return kind.cast(SHARED.get(kind));
        }
    }

    /** Installs and starts a server; deletes it if that fails. */
    static <S extends DatabaseServer> S launch(S server) throws Exception {
        try {
            server.prepareFolder();
            server.install();
            server.start();
            return server;
        } catch (Throwable e) {
            try (server) {
                throw e;
            }
        }
    }

    /** Creates the data folder, the user and the database. */
    abstract void install() throws IOException, InterruptedException;

    /** The command to run the server in the foreground. */
    abstract List<String> command();

    /** Matches the line that the server prints when it accepts clients. */
    abstract Pattern ready();

    /** The statements that empty the database. */
    abstract String clear();

    /** The signal, without SIG, for an orderly shutdown that does not wait for clients. */
    abstract String stopSignal();

    /** The file whose first line is the process id, written before the server is ready. */
    abstract Path pidFile();

    /** The client program, which reads SQL and prints rows with tab-separated columns. */
    abstract ProcessBuilder client();

    /** Removes leftovers of a killed server outside its folder. */
    void cleanUpAfterKill() throws IOException, InterruptedException {}

    /** Prepares the server for the next tests: running, with an empty database. */
    final void prepare() throws Exception {
        if (process.isEmpty()) {
            start();
        } else {
            resume();
        }
        sql(clear());
    }

    /** The JDBC URL without user and password. */
    public abstract String jdbcUrl();

    public final String user() {
        return "xcauth";
    }

    public final String password() {
        return password;
    }

    /** Restarts the server after {@link #stop()} or {@link #kill()} with the same data on the same port. */
    public final void start() throws Exception {
        if (process.isPresent()) {
            throw new IllegalStateException("the database server is running; call stop() or kill() first");
        }
        ManagedProcess started = ManagedProcess.start(asServer(command()));
        process = Optional.of(started);
        try {
            started.awaitLines(1, ready());
        } catch (Throwable e) {
            kill();
            throw e;
        }
    }

    /** Shuts the server down in order, even if it is paused, and waits for its exit. */
    public final void stop() throws Exception {
        resume();
        ManagedProcess stopping = running();
        stopping.signal(stopSignal());
        int exit = stopping.awaitExit();
        if (exit != 0) {
            throw failure("exited with status " + exit);
        }
        stopping.close();
        process = Optional.empty();
    }

    /** Kills all processes of the server, and waits for their exit. */
    public final void kill() throws Exception {
        ManagedProcess killed = running();
        try {
            // A stopped process cannot start another one that would be missed.
            Suspension.suspend(this::family);
        } finally {
            killed.close();
            process = Optional.empty();
        }
        cleanUpAfterKill();
    }

    /** Makes the server hang: it keeps and accepts connections, but does not answer. */
    public final void pause() throws Exception {
        requireAlive();
        Suspension.suspend(this::family);
    }

    /** Continues after {@link #pause()}. */
    public final void resume() throws Exception {
        requireAlive();
        Suspension.resume(this::family);
    }

    /**
     * Runs statements in the database with the server's client program.
     *
     * @return the output: a line per row with tab-separated columns, and {@code NULL} for null
     * @throws AssertionError with the client's output if a statement fails or cannot be sent
     */
    public final String sql(String statements) throws IOException, InterruptedException {
        try (Input input = Input.of(statements)) {
            return Command.run(input.into(client())).requireSuccess().out();
        }
    }

    /**
     * Stops the server if it is running, by force if necessary, and deletes its data. Idempotent.
     *
     * @throws IllegalStateException if it did not shut down in order; it is deleted nevertheless
     */
    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (folder) {
            stopOrKill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while stopping the database server", e);
        } catch (Exception | AssertionError e) {
            throw new IllegalStateException("the database server did not shut down in order", e);
        }
    }

    final int port() {
        return port;
    }

    /** A path in the server's folder. */
    final Path path(String name) {
        return folder.resolve(name);
    }

    /** Runs one of the server's programs as the server's user, and requires success. */
    final void run(String input, String... program) throws IOException, InterruptedException {
        try (Input text = Input.of(input);
                ManagedProcess run = ManagedProcess.start(text.into(asServer(List.of(program))))) {
            int exit = run.awaitExit();
            if (exit != 0) {
                throw new AssertionError(
                        program[0] + " ended with status " + exit + " and printed:\n" + String.join("\n", run.lines()));
            }
        }
    }

    final void prepareFolder() throws IOException {
        Files.setPosixFilePermissions(folder.path(), PosixFilePermissions.fromString("rwx------"));
        if (Users.areWeRoot()) {
            folder.giveTo(osUser);
        }
    }

    private void stopOrKill() throws Exception {
        if (process.isEmpty()) {
            return;
        }
        try {
            stop();
        } finally {
            if (process.isPresent()) {
                kill();
            }
        }
    }

    private ProcessBuilder asServer(List<String> program) {
        return new ProcessBuilder(Users.as(osUser, program.toArray(String[]::new)))
                .directory(folder.path().toFile());
    }

    /** The server process and its descendants; empty if it has exited. */
    private List<ProcessHandle> family() throws IOException {
        if (!Files.exists(pidFile())) {
            return List.of();
        }
        String pid = Files.readAllLines(pidFile()).get(0).strip();
        return ProcessHandle.current()
                .children()
                .filter(child -> pid.equals(Long.toString(child.pid())))
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .toList();
    }

    private ManagedProcess running() {
        return process.orElseThrow(
                () -> new IllegalStateException("the database server is not running; call start() first"));
    }

    private void requireAlive() throws IOException {
        if (process.isEmpty() || family().isEmpty()) {
            throw failure("has exited unexpectedly");
        }
    }

    private AssertionError failure(String what) {
        return new AssertionError("the database server " + what + "; it printed:\n"
                + String.join("\n", running().lines()));
    }
}
