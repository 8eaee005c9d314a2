package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A real ejabberd with an external authentication program. */
public final class EjabberdServer implements XmppServer {
    public static final String USER = "ejabberd";

    private static final Pattern READY = Pattern.compile("Start accepting TCP connections");
    /** Without this every call of ejabberdctl prints an error report. */
    private static final Path INETRC = Path.of("/etc/ejabberd/inetrc");

    private final int port;
    private final ManagedProcess process;

    private EjabberdServer(int port, ManagedProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Skips the test where ejabberd is not installed, or cannot be started by the user who runs the tests. */
    public static String require() {
        String program = Installed.require("ejabberdctl", "apt-get install ejabberd");
        Installed.require(Users.canBe(USER), "ejabberd can be started by root or its own user only");
        return program;
    }

    /**
     * Starts it and waits until it accepts clients.
     *
     * @param folder      where configuration, logs and data go
     * @param authProgram command line of the authentication program
     */
    public static EjabberdServer start(TempFolder folder, String authProgram) throws IOException, InterruptedException {
        int port = Ports.free();
        folder.write("ejabberd.yml", """
                hosts: ["%s"]
                loglevel: info
                listen:
                  - port: %d
                    ip: "127.0.0.1"
                    module: ejabberd_c2s
                auth_method: [external]
                auth_use_cache: false
                extauth_pool_size: 2
                extauth_program: '%s'
                modules:
                  mod_offline: {}
                  mod_ping: {}
                  mod_roster: {}
                """.formatted(DOMAIN, port, authProgram));
        folder.write("ejabberdctl.cfg", "");
        Files.copy(INETRC, folder.resolve("inetrc"));
        folder.folder("db");
        folder.folder("logs");
        if (Users.areWeRoot()) {
            folder.giveTo(USER);
        }
        return new EjabberdServer(port, start(folder, Ports.free(), port));
    }

    private static ManagedProcess start(TempFolder folder, int distributionPort, int port)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(require(),
                "--config-dir", folder.path().toString(),
                "--config", folder.resolve("ejabberd.yml").toString(),
                "--ctl-config", folder.resolve("ejabberdctl.cfg").toString(),
                "--spool", folder.resolve("db").toString(),
                "--logs", folder.resolve("logs").toString(),
                "--node", "xcauth" + port + "@localhost",
                "foreground"));
        // A fixed port makes do without epmd, which all Erlang programs of a machine share.
        builder.environment().put("ERL_DIST_PORT", Integer.toString(distributionPort));
        ManagedProcess process = ManagedProcess.start(builder);
        try {
            process.awaitLines(1, READY);
            return process;
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** SIGKILL to the programs that ejabberd has started and whose command line has this in it. */
    public void killChildren(String commandLine) {
        process.killDescendants(commandLine);
    }

    @Override
    public void close() {
        process.close();
    }
}
