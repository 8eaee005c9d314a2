package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;
import net.xcauth.demo.DemoCloud;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Ports;
import net.xcauth.test.TempFolder;

/**
 * Runs a bridge with {@code generic} behind a pseudo-terminal for each connection to a TCP port, as Prosody's
 * mod_auth_external does.
 */
public final class TerminalBridge implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on ");

    private final int port;
    private final Path configuration;
    private final ManagedProcess socat;

    private TerminalBridge(int port, Path configuration, ManagedProcess socat) {
        this.port = port;
        this.configuration = configuration;
        this.socat = socat;
    }

    /**
     * @param folder for the configuration
     * @param echo   true for a terminal that echoes its input
     */
    public static TerminalBridge start(DemoCloud cloud, TempFolder folder, boolean echo)
            throws IOException, InterruptedException {
        String socat = Installed.require("socat", "apt-get install socat");
        Path configuration = Xcauth.configuration(cloud, folder);
        Path wrapper = Xcauth.wrapper(folder, "generic", configuration);
        int port = Ports.free();
        ManagedProcess process = ManagedProcess.start(new ProcessBuilder(
                socat,
                "-d",
                "-d",
                "TCP-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork",
                "EXEC:" + wrapper + ",pty,setsid,ctty,echo=" + (echo ? 1 : 0)));
        TerminalBridge bridge = new TerminalBridge(port, configuration, process);
        try {
            process.awaitLines(1, LISTENING);
            return bridge;
        } catch (AssertionError e) {
            bridge.close();
            throw e;
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public Wire connect() throws IOException {
        return Wire.connect(new InetSocketAddress("127.0.0.1", port));
    }

    /** Kills all running bridges with SIGKILL. */
    public void killBridges() {
        socat.killDescendants(configuration.toString());
    }

    @Override
    public void close() {
        socat.close();
    }
}
