package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Ports;
import net.xcauth.test.Reaper;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import net.xcauth.test.Users;

/**
 * A temporary Debian with a real systemd. It has the files, and therefore the packages, of the machine around it or of
 * the folder in {@code -Dxcauth.machineRoot}, and no network but its loopback interface. Everything that happens in it
 * is gone when it is closed.
 */
public final class Machine implements AutoCloseable {
    /** The path in the machine of this project's folder, which is read-only there. */
    public static final Path SOURCES = Path.of("/usr/src/xcauth");

    /** The root folder of the machine's files; may be another release of Debian, installed with debootstrap. */
    private static final Path ROOT = Path.of(System.getProperty("xcauth.machineRoot", "/"));

    private static final String SYSTEMD = "/lib/systemd/systemd";
    /** The mount points of cgroup v2; the second one is that of old kernels and of hybrid setups. */
    private static final List<Path> CONTROL_GROUPS =
            List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"));

    private static final List<String> UNSHARE =
            List.of("unshare", "--cgroup", "--pid", "--mount", "--uts", "--ipc", "--net", "--fork", "--kill-child");
    private static final List<String> CLEAN_ENVIRONMENT = List.of(
            "env",
            "-i",
            "HOME=/root",
            "LANG=C.UTF-8",
            "DEBIAN_FRONTEND=noninteractive",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    private static final List<String> OUTSIDE = List.of();
    private static final Pattern LISTENING = Pattern.compile("listening on ");
    /** Long enough for servers that start and stop while the computer is busy with other tests. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Resources resources = new Resources();
    private final String systemd;

    private Machine(List<String> services) throws Exception {
        try {
            TempFolder folder = resources.add(new TempFolder("machine"));
            Path script = folder.script("machine.sh", bootScript());
            Path mounts = folder.folder("mounts");
            Path controlGroup = controlGroup();
            resources.add(() -> removeControlGroup(controlGroup));
            List<String> boot = new ArrayList<>(
                    List.of("sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", controlGroup.toString()));
            boot.addAll(UNSHARE);
            boot.addAll(List.of(
                    script.toString(),
                    ROOT.toString(),
                    mounts.toString(),
                    Xcauth.project().toString()));
            boot.addAll(services);
            ManagedProcess started = resources.add(ManagedProcess.start(new ProcessBuilder(boot)));
            systemd = Long.toString(started.awaitChild(SYSTEMD));
            Eventually.until(
                    "systemd has booted",
                    () -> run("systemctl is-system-running --wait")
                            .out()
                            .strip()
                            .matches("running|degraded"));
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    /**
     * Boots a machine. Skips the test if that is impossible, or if tests that need it were not demanded.
     *
     * @param services that start when their packages are installed, as all of them do on an ordinary machine
     */
    public static Machine boot(String... services) throws Exception {
        Installed.skipUnless(
                Boolean.getBoolean("xcauth.requireServers"),
                "machines of the test's own take minutes " + "(mvn verify -Dxcauth.requireServers=true, as root)");
        Installed.require("unshare", "apt-get install util-linux");
        Installed.require("apt-get", "this needs a Debian");
        Installed.require(
                Files.isExecutable(ROOT.resolve(SYSTEMD.substring(1))),
                "systemd is not installed (apt-get install systemd)");
        requireRights();
        return new Machine(List.of(services));
    }

    /** Its release of Debian, such as 13; higher than all of them for testing and unstable. */
    public static int debian() throws IOException {
        return Files.readAllLines(ROOT.resolve("etc/os-release")).stream()
                .filter(line -> line.matches("VERSION_ID=\"[0-9]+\"?"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    /** Skips the test, or makes it fail, if one of these Debian packages is not installed. */
    public static void requirePackages(List<String> packages) throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>();
        for (String each : packages) {
            Command query = Command.run("dpkg-query", "--root=" + ROOT, "-W", "-f", "${db:Status-Status}", each);
            if (!query.out().strip().equals("installed")) {
                missing.add(each);
            }
        }
        Installed.require(
                missing.isEmpty(),
                "packages are not installed in " + ROOT + " (apt-get install --no-install-recommends "
                        + String.join(" ", missing) + ")");
    }

    /** The package of its Java, of any version. Skips the test, or makes it fail, if there is none. */
    public static String requireJava() throws IOException, InterruptedException {
        Command query = Command.run(
                "dpkg-query",
                "--root=" + ROOT,
                "-W",
                "-f",
                "${db:Status-Status} ${Package}\\n",
                "openjdk-*-jre-headless");
        List<String> installed = query.out()
                .lines()
                .filter(line -> line.startsWith("installed "))
                .toList();
        Installed.require(
                !installed.isEmpty(), "no Java is installed in " + ROOT + " (apt-get install default-jre-headless)");
        return installed.get(0).substring("installed ".length());
    }

    /** Runs commands in a shell, as root. */
    public Command run(String commands) throws IOException, InterruptedException {
        List<String> inside = new ArrayList<>(
                List.of("nsenter", "--target", systemd, "--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup"));
        inside.addAll(CLEAN_ENVIRONMENT);
        inside.addAll(List.of("bash", "-c", commands));
        return Command.run(new ProcessBuilder(inside), PATIENCE);
    }

    /** Runs commands in a shell, as root, and returns their output. */
    public String require(String commands) throws IOException, InterruptedException {
        return run(commands).requireSuccess().out();
    }

    /** The path outside of a file in the machine. */
    public Path file(String path) {
        return Path.of("/proc", systemd, "root").resolve(Path.of("/").relativize(Path.of(path)));
    }

    /** Waits until something listens on a port in the machine. */
    public void awaitPort(int port) throws Exception {
        Eventually.until(
                "something listens on port " + port,
                () -> run(": < /dev/tcp/127.0.0.1/" + port).exit() == 0);
    }

    /** Registers a resource that is closed before the machine, and returns it. */
    <T extends AutoCloseable> T add(T resource) {
        return resources.add(resource);
    }

    /** Forwards a port outside to one in the machine, once something listens there. Returns the port outside. */
    public int port(int inside) throws Exception {
        awaitPort(inside);
        int outside = Ports.free();
        forward(OUTSIDE, "TCP-LISTEN:" + outside + ",bind=127.0.0.1", network(), inside);
        return outside;
    }

    /**
     * Forwards connections in the machine to a loopback port outside.
     *
     * @param listener the address in the machine, in socat's syntax
     * @return the process that listens there
     */
    ManagedProcess listen(String listener, int outside) throws Exception {
        return forward(network(), listener, OUTSIDE, outside);
    }

    /** The XMPP server in the machine, which requires TLS. */
    public XmppServer xmppServer() throws Exception {
        int port = port(5222);
        return new XmppServer() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public boolean wantsTls() {
                return true;
            }

            @Override
            public void close() {
                // Ends with the machine.
            }
        };
    }

    /** Kills all processes in it at once, and with them its mounts. */
    @Override
    public void close() {
        resources.close();
    }

    private List<String> network() {
        return List.of("nsenter", "--target", systemd, "--net");
    }

    /** Connects through a Unix socket, which is reachable from all network namespaces. */
    private ManagedProcess forward(List<String> here, String listener, List<String> there, int port) throws Exception {
        Path socket = resources.add(new TempFolder("forward")).resolve("socket");
        socat(there, "UNIX-LISTEN:" + socket, "TCP:127.0.0.1:" + port + ",nodelay");
        return socat(here, listener + ",reuseaddr,nodelay", "UNIX-CONNECT:" + socket);
    }

    private ManagedProcess socat(List<String> where, String listener, String target) throws Exception {
        List<String> command = new ArrayList<>(where);
        command.addAll(
                List.of(Installed.require("socat", "apt-get install socat"), "-d", "-d", listener + ",fork", target));
        ManagedProcess started = resources.add(ManagedProcess.start(new ProcessBuilder(command)));
        started.awaitLines(1, LISTENING);
        return started;
    }

    private static void requireRights() throws IOException, InterruptedException {
        Installed.skipUnless(Users.areWeRoot(), "only root can boot a machine of the test's own (run this as root)");
        try (TempFolder folder = new TempFolder("machine")) {
            List<String> trial = new ArrayList<>(UNSHARE);
            trial.addAll(List.of(
                    "sh",
                    "-c",
                    "cd \"$0\" && mount -t tmpfs machine . && cd \"$0\" && mkdir changes work root"
                            + " && mount -t overlay -o lowerdir=/,upperdir=changes,workdir=work machine root",
                    folder.path().toString()));
            Command tried = Command.run(trial.toArray(String[]::new));
            Installed.skipUnless(
                    tried.exit() == 0,
                    "no machine of the test's own can be booted (run this as root, in a "
                            + "container with --privileged): " + tried.err().strip());
        }
    }

    private static String bootScript() throws IOException {
        try (InputStream script = Machine.class.getResourceAsStream("machine.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Path controlGroup() throws IOException {
        Path parent = CONTROL_GROUPS.stream()
                .filter(place -> Files.exists(place.resolve("cgroup.controllers")))
                .findFirst()
                .orElseThrow(() -> new IOException("no control groups of version 2 are mounted at " + CONTROL_GROUPS));
        Path group = parent.resolve(
                "xcauth-test-%d-%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet()));
        Reaper.removeControlGroup(group);
        return Files.createDirectory(group);
    }

    private static void removeControlGroup(Path group) throws Exception {
        Eventually.until(
                "nothing runs in " + group,
                () -> Files.readString(group.resolve("cgroup.events")).contains("populated 0"));
        try (Stream<Path> all = Files.walk(group)) {
            for (Path each : all.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(each);
            }
        }
    }
}
