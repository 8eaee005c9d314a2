package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.DebianPackage;
import net.xcauth.bridge.it.support.InstalledBridge;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.MachineCloud;
import net.xcauth.bridge.it.support.PythonDatabase;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The package is upgraded, removed and purged, and replaces the Python program's, without losing anything. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PackageUpgradeIT {
    private static final String SOCKETS =
            "xcauth-ejabberd.socket xcauth-postfix.socket xcauth-prosody.socket xcauth-saslauthd.socket";
    /**
     * Sends requests, each on a new connection, until stopped. Prints failures and the number of requests. Pauses in
     * between, to leave the processor to the installation.
     */
    private static final String LOAD = """
            import os, socket, time
            asked = 0
            while not os.path.exists('/tmp/stop'):
                try:
                    with socket.create_connection(('127.0.0.1', 23663), 60) as bridge:
                        bridge.sendall(b'auth:alice:example.org:wonderland\\n')
                        answer = bridge.recv(10)
                        if answer != b'1\\n':
                            print('answer', answer)
                except OSError as e:
                    print('error', e)
                asked += 1
                time.sleep(0.01)
            print('asked', asked)
            """;

    private final Resources resources = new Resources();
    private Machine machine;
    private MachineCloud cloud;

    @BeforeEach
    void boot() throws Exception {
        Machine.requirePackages(List.of("adduser", "socat", "python3"));
        machine = resources.add(Machine.boot());
        cloud = MachineCloud.startIn(machine);
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void anUpgradeKeepsConfigurationDataAndDisabledSocketsAndRefusesNobody() throws Exception {
        DebianPackage.installAs("1:0.0.1-1", machine);
        InstalledBridge.configure(machine);
        Eventually.until(
                "the older one answers",
                () -> ask("auth:alice:example.org:wonderland").equals("1"));
        machine.require("""
                set -e
                printf 'other-secret\\n' | xcauth domain add other.example.org https://cloud.example.org/api
                systemctl stop xcauth
                systemctl disable --now xcauth-postfix.socket
                systemctl start xcauth
                """);
        assertThat(ask("auth:alice:example.org:wonderland")).isEqualTo("1");
        String former = machine.require("sha256sum /etc/xcauth.conf; systemctl show -P MainPID xcauth");
        Files.writeString(machine.file("/tmp/load.py"), LOAD);
        machine.require("systemd-run --unit=load --property=StandardOutput=file:/tmp/load.out python3 /tmp/load.py");

        DebianPackage.install(machine);

        assertThat(ask("auth:alice:example.org:wonderland")).isEqualTo("1");
        machine.require("touch /tmp/stop; while systemctl --quiet is-active load; do :; done");
        assertThat(Files.readAllLines(machine.file("/tmp/load.out")))
                .as("all output but the number of requests")
                .singleElement()
                .asString()
                .matches("asked [1-9]\\d+");
        String current = machine.require("sha256sum /etc/xcauth.conf; systemctl show -P MainPID xcauth");
        assertThat(current.lines().findFirst()).isEqualTo(former.lines().findFirst());
        assertThat(current).as("process id").isNotEqualTo(former);
        assertThat(machine.run("systemctl is-active " + SOCKETS).out()).isEqualTo("active\ninactive\nactive\nactive\n");
        assertThat(machine.run("systemctl is-enabled " + SOCKETS).out())
                .isEqualTo("enabled\ndisabled\nenabled\nenabled\n");
        assertThat(machine.require("xcauth domain list")).contains("other.example.org");
        cloud.stop();
        machine.require("systemctl restart xcauth");
        assertThat(ask("auth:alice:example.org:wonderland"))
                .as("remembered since before the upgrade")
                .isEqualTo("1");
        assertThat(machine.require("dpkg-query -W -f '${Version}' xcauth")).isNotEqualTo("1:0.0.1-1");
    }

    @Test
    void removalKeepsDataAndPurgeLeavesNothing() throws Exception {
        List<String> before = InstalledBridge.traces(machine);
        DebianPackage.install(machine);
        InstalledBridge.configure(machine);
        Eventually.until(
                "it answers", () -> ask("auth:alice:example.org:wonderland").equals("1"));
        machine.require("systemctl stop xcauth; systemctl disable --now xcauth-postfix.socket; systemctl start xcauth");

        machine.require("apt-get remove -y xcauth");

        assertThat(machine.run(
                                "ls -d /usr/bin/xcauth /usr/sbin/xcauth /usr/share/xcauth /usr/lib/xcauth /usr/lib/prosody/modules/*xcauth")
                        .out())
                .isEmpty();
        assertThat(machine.run("systemctl list-sockets --no-legend 'xcauth*'; pgrep -f xcauth.conf")
                        .out())
                .isEmpty();
        assertThat(machine.require("systemctl --failed --no-legend")).isEmpty();
        assertThat(machine.file("/var/lib/xcauth/xcauth.sqlite3")).exists();

        DebianPackage.install(machine);
        cloud.stop();

        assertThat(ask("auth:alice:example.org:wonderland"))
                .as("with the former configuration and database")
                .isEqualTo("1");
        assertThat(machine.run("systemctl is-enabled xcauth-postfix.socket").out())
                .isEqualTo("disabled\n");

        machine.require("apt-get purge -y xcauth");

        assertThat(InstalledBridge.traces(machine)).isEqualTo(before);
        assertThat(machine.run(
                                "getent passwd xcauth; getent group xcauth; ls -d /etc/xcauth.conf /var/lib/xcauth /var/log/xcauth")
                        .out())
                .isEmpty();
    }

    @Test
    void thePythonProgramsPackageIsReplacedAndItsConfigurationAndDatabaseAreUsed() throws Exception {
        Files.copy(getClass().getResourceAsStream("support/python-package.sh"), machine.file("/tmp/python-package.sh"));
        machine.require("bash /tmp/python-package.sh /tmp/python.deb");
        DebianPackage.installFile(machine, "/tmp/python.deb");
        machine.require("""
                set -e
                echo 'cache-storage=db' >> /etc/xcauth.conf
                adduser --quiet ejabberd xcauth
                """);
        Path file = resources.add(new TempFolder("python-database")).resolve("xcauth.sqlite3");
        PythonDatabase database = PythonDatabase.create(file);
        database.execute(
                "INSERT INTO domains (xmppdomain, authsecret, authurl, authdomain) VALUES (?, ?, ?, ?)",
                "example.org",
                MachineCloud.SECRET,
                MachineCloud.URL,
                "example.org");
        database.execute(
                "INSERT INTO authcache (jid, pwhash) VALUES (?, ?)",
                "zoe@example.org",
                PythonDatabase.bcrypt("remembered by Python", 4));
        // SQLite would follow the machine's root to that of this machine.
        Files.copy(file, machine.file("/var/lib/xcauth/xcauth.sqlite3"));
        machine.require("chown xcauth:xcauth /var/lib/xcauth/xcauth.sqlite3");
        String configuration = machine.require("cat /etc/xcauth.conf");

        String printed = DebianPackage.install(machine);

        assertThat(printed).doesNotContain("rror");
        assertThat(machine.require("cat /etc/xcauth.conf")).isEqualTo(configuration);
        assertThat(machine.require("stat -c '%A %U:%G' /etc/xcauth.conf")).isEqualTo("-rw-r----- root:xcauth\n");
        assertThat(machine.require("id -Gn ejabberd")).contains("xcauth");
        assertThat(machine.run(
                                "ls -d /etc/systemd/system/xc* /etc/systemd/system/*.wants/xc[eps]*.socket /etc/sudoers.d/xcauth"
                                        + " /etc/ejabberd/*xcauth-example")
                        .out())
                .as("packages that only the Python program needs")
                .isEmpty();
        assertThat(machine.run("systemctl is-active xcauth " + SOCKETS).out()).isEqualTo("active\n".repeat(5));
        assertThat(machine.run("systemctl is-enabled xcauth " + SOCKETS).out()).isEqualTo("enabled\n".repeat(5));
        assertThat(machine.require("readlink -f /usr/sbin/xcauth")).isEqualTo("/usr/share/xcauth/bin/xcauth\n");
        Eventually.until(
                "it answers", () -> ask("auth:alice:example.org:wonderland").equals("1"));
        cloud.stop();
        assertThat(ask("auth:zoe:example.org:remembered by Python")).isEqualTo("1");
        machine.require(
                "reboot=$(readlink -f /etc/systemd/system/multi-user.target.wants/xcauth.service); [ -f \"$reboot\" ]");
    }

    @Test
    void anAdministratorsUnitThatHidesThePackagesIsNamed() throws Exception {
        Files.writeString(
                machine.file("/etc/systemd/system/xcauth.service"), "[Service]\nExecStart=/opt/xcauth/bin/xcauth\n");

        assertThat(DebianPackage.install(machine))
                .contains("/etc/systemd/system/xcauth.service overrides the unit of this package");

        assertThat(machine.file("/etc/systemd/system/xcauth.service")).content().contains("/opt/xcauth");
    }

    private String ask(String request) throws Exception {
        return InstalledBridge.ask(machine, request);
    }
}
