package net.xcauth.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real database server of the test's own on the loopback interface, with an empty database {@link #DATABASE} and a
 * user who may do everything in that and nothing outside of it. It can be stopped, killed, started again and made to
 * hang. Nothing of it is left after {@link #close()}.
 */
public abstract class DatabaseServer implements AutoCloseable {
    public static final String DATABASE = "xcauth";

    /** What the server's answer that a change is stored is worth. */
    public enum Durability {
        /** The change outlives a SIGKILL; the server does not wait for the disk. */
        SURVIVES_KILL,
        /** The change outlives a power cut, as where the server is used in earnest. */
        SURVIVES_POWER_CUT
    }

    private static final Map<Class<?>, DatabaseServer> SHARED = new HashMap<>();

    private final String osUser;
    private final TempFolder folder;
    private final int port = Ports.free();
    private final String password = UUID.randomUUID().toString();
    private ManagedProcess process;
    private boolean closed;

    /**
     * @param osUser who runs the server's programs where the tests are run by root
     * @param name   goes into the name of the temporary folder
     */
    DatabaseServer(String osUser, String name) throws IOException {
        this.osUser = osUser;
        folder = new TempFolder(name);
    }

    /** The one of this kind that all tests of this Java share, running, with an empty database; launched for the first of them. */
    static <S extends DatabaseServer> S shared(Class<S> kind, Callable<S> launch) throws Exception {
        synchronized (SHARED) {
            if (!SHARED.containsKey(kind)) {
                SHARED.put(kind, launch.call());
            }
            SHARED.get(kind).prepare();
            return kind.cast(SHARED.get(kind));
        }
    }

    /** Installs and starts a server, or leaves nothing of it behind. */
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

    /** Makes the data folder, the user and the database. */
    abstract void install() throws IOException, InterruptedException;

    /** The command that runs the server in the foreground. */
    abstract List<String> command();

    /** Matches the line that it prints when it accepts clients. */
    abstract Pattern ready();

    /** The statements that make the database empty. */
    abstract String clear();

    /** The signal, without SIG, that lets it end in order without waiting for its clients. */
    abstract String stopSignal();

    /** Where it writes its process id, in the first line, before it is ready. */
    abstract Path pidFile();

    /** Its own client program, which reads SQL and prints rows with tabs between the columns. */
    abstract ProcessBuilder client();

    /** Removes what a killed server leaves behind outside of its folder: nothing, unless said otherwise. */
    void cleanUpAfterKill() throws IOException, InterruptedException {}

    /** Makes it ready for the next tests: running, with an empty database. */
    final void prepare() throws Exception {
        if (process == null) {
            start();
        } else {
            resume();
        }
        sql(clear());
    }

    /** The address for JDBC, without user and password. */
    public abstract String jdbcUrl();

    public final String user() {
        return "xcauth";
    }

    public final String password() {
        return password;
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}, with the same data at the same port. */
    public final void start() throws Exception {
        if (process != null) {
            throw new IllegalStateException("the database server runs already: stop() or kill() it first");
        }
        process = ManagedProcess.start(asServer(command()));
        try {
            process.awaitLines(1, ready());
        } catch (Throwable e) {
            kill();
            throw e;
        }
    }

    /** Lets it end in order, also while it is paused, and returns when it has ended. */
    public final void stop() throws Exception {
        resume();
        process.signal(stopSignal());
        int exit = process.awaitExit();
        if (exit != 0) {
            throw failure("ended with status " + exit);
        }
        process.close();
        process = null;
    }

    /** SIGKILL to all its processes; they are gone when this returns. */
    public final void kill() throws Exception {
        requireStarted();
        try {
            // Who stands still starts no other process that could be overlooked.
            Suspension.suspend(this::family);
        } finally {
            process.close();
            process = null;
        }
        cleanUpAfterKill();
    }

    /** Makes it hang: connections stay open and new ones are accepted, but nobody is answered. */
    public final void pause() throws Exception {
        requireAlive();
        Suspension.suspend(this::family);
    }

    /** Ends {@link #pause()}. */
    public final void resume() throws Exception {
        requireAlive();
        Suspension.resume(this::family);
    }

    /**
     * Runs statements as the user in the database, with the server's own client program.
     *
     * @return what that prints: a line for each row, tabs between the columns, {@code NULL} for none
     * @throws AssertionError if one fails or cannot be sent; it shows what the client says
     */
    public final String sql(String statements) throws IOException, InterruptedException {
        try (Input input = Input.of(statements)) {
            return Command.run(input.into(client())).requireSuccess().out();
        }
    }

    /**
     * Stops it if it runs, by force if need be, and deletes its data; does nothing if that has been done.
     *
     * @throws IllegalStateException if it did not stop in order; it is gone all the same
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
            throw new IllegalStateException("interrupted while the database server stopped", e);
        } catch (Exception | AssertionError e) {
            throw new IllegalStateException("the database server could not be stopped and deleted in order", e);
        }
    }

    final int port() {
        return port;
    }

    /** A path in the server's folder. */
    final Path path(String name) {
        return folder.resolve(name);
    }

    /** Runs one of the server's programs as the server's user to its end, which must be a good one. */
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
        if (process == null) {
            return;
        }
        try {
            stop();
        } finally {
            if (process != null) {
                kill();
            }
        }
    }

    private ProcessBuilder asServer(List<String> program) {
        return new ProcessBuilder(Users.as(osUser, program.toArray(String[]::new)))
                .directory(folder.path().toFile());
    }

    /** The server and all that it has started; nobody, if it has ended. */
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

    private void requireStarted() {
        if (process == null) {
            throw new IllegalStateException("the database server does not run: start() it first");
        }
    }

    private void requireAlive() throws IOException {
        requireStarted();
        if (family().isEmpty()) {
            throw failure("has ended by itself");
        }
    }

    private AssertionError failure(String what) {
        return new AssertionError(
                "the database server " + what + "; it printed:\n" + String.join("\n", process.lines()));
    }
}
