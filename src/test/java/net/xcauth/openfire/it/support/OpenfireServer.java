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
 * A real Openfire with its own process and temporary home. It can be stopped, killed, and started again in the
 * same home and on the same ports. It accepts plain passwords without TLS. {@link #close()} removes everything.
 */
public final class OpenfireServer implements AutoCloseable {
    public static final String ADMIN = "admin";
    public static final String ADMIN_PASSWORD = "correct horse";
    /** The jar of the plugin under test. */
    public static final Path PLUGIN_JAR = Path.of(System.getProperty("plugin.jar", "target/nextcloudauth.jar"))
            .toAbsolutePath();

    private final OpenfireProgram program;
    private final OpenfireOptions options;
    private final OpenfirePorts ports;
    private final TempFolder home;
    private final OpenfireLog log;
    private final Control control;
    private ManagedProcess process;

    /** The setup of a server. */
    public static final class Builder {
        private final List<Path> plugins = new ArrayList<>();
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final StringBuilder xml = new StringBuilder();
        private final List<String> java = new ArrayList<>();
        private String domain = "example.org";
        private DatabaseConfig database = DatabaseConfig.EMBEDDED;

        private Builder() {
            // Openfire 4.2.0 sometimes fails with a ConcurrentModificationException when it loads several at once.
            property("plugins.loading.max-parallel", "1");
        }

        public Builder domain(String name) {
            domain = name;
            return this;
        }

        public Builder database(PostgresServer server) {
            database = DatabaseConfig.of(server);
            return this;
        }

        public Builder database(MariaDbServer server) {
            database = DatabaseConfig.of(server);
            return this;
        }

        /** Installs the plugin under test, or another one. */
        public Builder plugin(Path jar) {
            plugins.add(jar);
            return this;
        }

        /** Sets a system property from the first start on. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Makes the plugin under test refresh groups all the time: its own schedule has intervals of seconds. */
        public Builder refreshing() {
            return property("testcontrol.refresh", "true");
        }

        /** Adds elements to the root element of {@code openfire.xml}. */
        public Builder xml(String elements) {
            xml.append(elements).append('\n');
            return this;
        }

        /** Adds a JVM option. */
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

        /** Sets it up, starts it, and waits until it has loaded its plugins and accepts clients. */
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

    /** True if the environment names an Openfire, which has a console; false if this is Maven Central's. */
    public static boolean isInstalled() {
        return OpenfireProgram.configured() instanceof InstalledOpenfire;
    }

    public String domain() {
        return options.domain();
    }

    /** The port for clients, on the loopback interface. */
    public int port() {
        return ports.client();
    }

    /** The port for BOSH, at {@code /http-bind/}, and WebSocket, at {@code /ws/}. */
    public int httpPort() {
        return ports.http();
    }

    /** The port of the admin console. */
    public int consolePort() {
        return ports.console();
    }

    public Path home() {
        return home.path();
    }

    /** Commands inside the server. */
    public Control control() {
        return control;
    }

    /** Starts it in its home, and returns when it has loaded its plugins and accepts clients. */
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

    /** Shuts it down properly, and waits for the end. */
    public void stop() throws Exception {
        process.signal("TERM");
        process.awaitExit();
        process.close();
        process = null;
    }

    /** Kills it with SIGKILL, and waits for the end. */
    public void kill() throws IOException {
        process.close();
        process = null;
        // Otherwise the embedded database would wait ten seconds for a heartbeat.
        Files.deleteIfExists(home.resolve("embedded-db/openfire.lck"));
    }

    /** The log of all its runs. */
    public String log() throws IOException {
        return log.text();
    }

    /** Its output since the last start. */
    public String output() {
        return String.join("\n", process.lines());
    }

    /** Waits for a match in the log since the last start. */
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

    /** The warnings and errors since the last start, each with its stack trace. */
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
