package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Ports;
import net.xcauth.test.TempFolder;
import net.xcauth.test.Users;

/** A real Prosody with an authentication provider. */
public final class ProsodyServer implements XmppServer {
    public static final String USER = "prosody";

    private static final Pattern READY = Pattern.compile("Activated service 'c2s' on \\[127\\.0\\.0\\.1\\]");

    private final int port;
    private final int httpPort;
    private final TempFolder folder;
    private ManagedProcess process;

    private ProsodyServer(int port, int httpPort, TempFolder folder, ManagedProcess process) {
        this.port = port;
        this.httpPort = httpPort;
        this.folder = folder;
        this.process = process;
    }

    /** Skips the test if Prosody is not installed. */
    public static String require() {
        return Installed.require("prosody", "apt-get install prosody");
    }

    /**
     * Starts it and waits until it accepts clients.
     *
     * @param folder         for configuration and data
     * @param modules        folders of additional modules
     * @param authentication the lines of the configuration for the authentication provider
     */
    public static ProsodyServer start(TempFolder folder, List<Path> modules, String authentication)
            throws IOException, InterruptedException {
        int port = Ports.free();
        int httpPort = Ports.free();
        folder.write("prosody.cfg.lua", """
                pidfile = "%1$s/prosody.pid"
                data_path = "%1$s/data"
                plugin_paths = { %2$s }
                modules_enabled = { "roster", "saslauth", "disco", "ping" }
                modules_disabled = { "s2s" }
                c2s_interfaces = { "127.0.0.1" }
                c2s_ports = { %3$d }
                c2s_require_encryption = false
                allow_unencrypted_plain_auth = true
                http_interfaces = { "127.0.0.1" }
                http_ports = { %6$d }
                https_ports = { }
                http_default_host = "%4$s"
                log = { info = "*console" }
                VirtualHost "%4$s"
                %5$s
                """.formatted(
                        folder.path(), quoted(modules), port, DOMAIN, authentication, httpPort));
        folder.folder("data");
        if (Users.areWeRoot()) {
            folder.giveTo(USER);
        }
        return new ProsodyServer(port, httpPort, folder, start(folder));
    }

    /** Kills it, and starts it again at the same port with the same configuration and data. */
    public void killAndRestart() throws IOException, InterruptedException {
        process.close();
        process = start(folder);
    }

    /** Its port for BOSH, which needs the module bosh. */
    public int httpPort() {
        return httpPort;
    }

    /** Its log since its start. */
    public List<String> log() {
        return process.lines();
    }

    /** The stored data of a kind for a user, in Prosody's format; empty if there is none. */
    public String stored(String kind, String user) throws IOException {
        Path file = folder.resolve("data/%s/%s/%s.dat".formatted(DOMAIN.replace(".", "%2e"), kind, user));
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Runs a command in its shell, which needs the module admin_shell. Returns the output. */
    public String shell(String... command) throws IOException, InterruptedException {
        Installed.require("prosodyctl", "apt-get install prosody");
        List<String> all = new ArrayList<>(List.of(
                "prosodyctl", "--config", folder.resolve("prosody.cfg.lua").toString(), "shell"));
        all.addAll(List.of(command));
        return Users.run(USER, all.toArray(String[]::new)).requireSuccess().out();
    }

    private static ManagedProcess start(TempFolder folder) throws IOException, InterruptedException {
        ManagedProcess process = ManagedProcess.start(new ProcessBuilder(Users.as(
                USER, require(), "--config", folder.resolve("prosody.cfg.lua").toString(), "-F")));
        try {
            process.awaitLines(1, READY);
            return process;
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    private static String quoted(List<Path> paths) {
        return paths.stream().map(path -> '"' + path.toString() + '"').collect(Collectors.joining(", "));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
