package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.test.Eventually;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.MariaDbServer;
import net.xcauth.test.PostgresServer;
import net.xcauth.test.TempFolder;

/**
 * A real Openfire in a process and a temporary home of its own, which can be stopped, killed, and started again in the
 * same home and at the same ports. It takes plain passwords without TLS. Nothing of it is left after {@link #close()}.
 */
public final class OpenfireServer implements AutoCloseable {
    public static final String ADMIN = "admin";
    public static final String ADMIN_PASSWORD = "correct horse";
    /** The plugin under test, as it is shipped. */
    public static final Path PLUGIN_JAR = Path.of(System.getProperty("plugin.jar", "target/nextcloudauth.jar"))
            .toAbsolutePath();

    private final OpenfireProgram program;
    private final OpenfireOptions options;
    private final OpenfirePorts ports;
    private final TempFolder home;
    private final OpenfireLog log;
    private final Control control;
    private ManagedProcess process;

    /** What to set up. */
    public static final class Builder {
        private final List<Path> plugins = new ArrayList<>();
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final StringBuilder xml = new StringBuilder();
        private final List<String> java = new ArrayList<>();
        private String domain = "example.org";
        private OpenfireDatabase database = OpenfireDatabase.EMBEDDED;

        private Builder() {
            // Loading several at once, Openfire 4.2.0 sometimes fails with a ConcurrentModificationException.
            property("plugins.loading.max-parallel", "1");
        }

        public Builder domain(String name) {
            domain = name;
            return this;
        }

        public Builder database(PostgresServer server) {
            database = OpenfireDatabase.of(server);
            return this;
        }

        public Builder database(MariaDbServer server) {
            database = OpenfireDatabase.of(server);
            return this;
        }

        /** Installs the plugin under test, or another one. */
        public Builder plugin(Path jar) {
            plugins.add(jar);
            return this;
        }

        /** A system property that has this value from the first start on. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Lets the plugin under test refresh groups all the time: its own schedule has seconds at least. */
        public Builder refreshing() {
            return property("testcontrol.refresh", "true");
        }

        /** Elements for the root element of {@code openfire.xml}. */
        public Builder xml(String elements) {
            xml.append(elements).append('\n');
            return this;
        }

        /** An option for its Java. */
        public Builder java(String option) {
            java.add(option);
            return this;
        }

        /** Sets it up without starting it. */
        public OpenfireServer build() throws IOException, InterruptedException {
            return new OpenfireServer(
                    OpenfireProgram.configured(),
                    new OpenfireOptions(
                            domain,
                            database,
                            List.copyOf(plugins),
                            Map.copyOf(properties),
                            xml.toString(),
                            List.copyOf(java)));
        }

        /** Sets it up, starts it, and waits until it has loaded its plugins and takes clients. */
        public OpenfireServer start() throws Exception {
            OpenfireServer server = build();
            try {
                server.start();
                return server;
            } catch (Throwable e) {
                server.close();
                throw e;
            }
        }
    }

    private OpenfireServer(OpenfireProgram program, OpenfireOptions options) throws IOException, InterruptedException {
        this.program = program;
        this.options = options;
        ports = OpenfirePorts.free();
        home = new TempFolder("openfire");
        log = new OpenfireLog(home.path());
        control = new Control(home.resolve("control-port"));
        try {
            Files.createDirectories(home.resolve("plugins"));
            program.setUp(home.path(), options, ports);
            Jars.writeControlPlugin(home.resolve("plugins/testcontrol.jar"));
            for (Path plugin : options.plugins()) {
                Files.copy(plugin, home.resolve("plugins").resolve(plugin.getFileName()));
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The Openfire in the folder that the environment variable {@code OPENFIRE_HOME} names, or Maven Central's. */
    public static Builder create() {
        return new Builder();
    }

    /** Whether the environment names an Openfire, which has a console, or this is Maven Central's. */
    public static boolean isInstalled() {
        return OpenfireProgram.configured() instanceof InstalledOpenfire;
    }

    public String domain() {
        return options.domain();
    }

    /** Its port for clients, on the loopback interface. */
    public int port() {
        return ports.client();
    }

    /** Its port for BOSH, at {@code /http-bind/}, and WebSocket, at {@code /ws/}. */
    public int httpPort() {
        return ports.http();
    }

    /** The port of its admin console. */
    public int consolePort() {
        return ports.console();
    }

    public Path home() {
        return home.path();
    }

    /** What it is asked from within. */
    public Control control() {
        return control;
    }

    /** Starts it in its home; returns when it has loaded its plugins and takes clients. */
    public void start() throws Exception {
        if (process != null) {
            throw new IllegalStateException("it runs already: stop() or kill() it first");
        }
        log.startRun();
        control.forget();
        List<String> command = new ArrayList<>(List.of(
                Java.program("java"),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-DopenfireHome=" + home.path(),
                "-Dtestcontrol.portFile=" + control.portFile()));
        command.addAll(options.java());
        command.addAll(program.arguments(home.path()));
        process = ManagedProcess.start(
                new ProcessBuilder(command).directory(home.path().toFile()));
        await("it loads plugins", control::isReady);
        // It opens its ports when it has loaded them all.
        await("it takes clients", () -> isOpen(ports.client()) && isOpen(ports.http()));
    }

    /** Lets it end in order, and returns when it has ended. */
    public void stop() throws Exception {
        process.signal("TERM");
        process.awaitExit();
        process.close();
        process = null;
    }

    /** SIGKILL; it is gone when this returns. */
    public void kill() throws IOException {
        process.close();
        process = null;
        // Or the embedded database would wait for ten seconds without a sign of life from it.
        Files.deleteIfExists(home.resolve("embedded-db/openfire.lck"));
    }

    /** All that it has logged, in all its runs. */
    public String log() throws IOException {
        return log.text();
    }

    /** What it has printed since it was started last. */
    public String output() {
        return String.join("\n", process.lines());
    }

    /** Waits until something that it has logged since it was started last matches. */
    public Matcher awaitLog(String regex) throws Exception {
        Pattern pattern = Pattern.compile(regex);
        AtomicReference<Matcher> found = new AtomicReference<>();
        await("/" + regex + "/ is logged", () -> {
            Matcher matcher = pattern.matcher(log.textOfRun());
            found.set(matcher);
            return matcher.find();
        });
        return found.get();
    }

    /** The warnings and errors that it has logged since it was started last, each with its stack trace. */
    public List<String> problems() throws IOException {
        return log.problems();
    }

    @Override
    public void close() {
        try (home) {
            if (process != null) {
                process.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        try {
            Eventually.until(what, () -> {
                if (condition.call()) {
                    return true;
                }
                if (!isAlive()) {
                    throw new AssertionError("the server has ended");
                }
                return false;
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it printed:\n" + (process == null ? "" : output())
                    + "\nand logged:\n" + log.textOfRun());
        }
    }

    private boolean isAlive() {
        return process != null
                && ProcessHandle.of(process.pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
