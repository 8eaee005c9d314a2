package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.Documents;
import net.xcauth.bridge.it.support.InstalledBridge;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.MachineCloud;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code install.sh} of the tar.gz installs, upgrades and uninstalls. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TarballIT {
    private final Resources resources = new Resources();
    private Machine machine;

    @BeforeEach
    void unpack() throws Exception {
        Machine.requirePackages(List.of("socat", "python3"));
        machine = resources.add(Machine.boot());
        InstalledBridge.unpackTarball(machine, "/tmp/unpacked");
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void installsAServiceThatAnswersAndUninstallsAllButConfigurationAndData() throws Exception {
        MachineCloud.startIn(machine);
        List<String> before = InstalledBridge.traces(machine);

        String printed = machine.require("/tmp/unpacked/install.sh");

        assertThat(printed)
                .contains(
                        "installed  /opt/xcauth, xcauth ",
                        "created    the user xcauth",
                        "installed  /etc/xcauth.conf",
                        "enabled    xcauth-prosody.socket",
                        "created    /opt/xcauth/lib/local/xcauth.jsa",
                        "Next: set url in /etc/xcauth.conf")
                .doesNotContain("failed");
        assertThat(
                        machine.require(
                                "stat -c '%A %U:%G %n' /etc/xcauth.conf /var/lib/xcauth /var/log/xcauth /opt/xcauth/bin/xcauth"))
                .isEqualTo("""
                        -rw-r----- root:xcauth /etc/xcauth.conf
                        drwx------ xcauth:xcauth /var/lib/xcauth
                        drwxr-x--- xcauth:xcauth /var/log/xcauth
                        -rwxr-xr-x root:root /opt/xcauth/bin/xcauth
                        """);
        assertThat(Documents.brokenLinks(machine.file("/opt/xcauth/docs"))).isEmpty();
        assertThat(
                        machine.require(
                                "cd /opt/xcauth/lib; for each in sqlite-*.jar; do python3 -m zipfile -l $each; done | grep -o '^org/.*so '"))
                .as("SQLite's libraries in the jars")
                .isEqualTo("""
                        org/sqlite/native/Linux-Musl/aarch64/libsqlitejdbc.so\s
                        org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so\s
                        """);
        InstalledBridge.configure(machine);
        Eventually.until(
                "it answers", () -> ask("auth:alice:example.org:wonderland").equals("1"));
        assertThat(machine.require("xcauth doctor"))
                .contains("runs as the user \"xcauth\"")
                .doesNotContain("FAIL");
        assertThat(machine.require("systemd-analyze verify xcauth.service 2>&1"))
                .isEmpty();

        String removed = machine.require("/opt/xcauth/install.sh --uninstall");

        assertThat(removed)
                .contains(
                        "stopped    xcauth.service",
                        "removed    /opt/xcauth",
                        "rm -rf /etc/xcauth.conf /var/lib/xcauth");
        assertThat(InstalledBridge.traces(machine).stream().filter(each -> !before.contains(each)))
                .containsExactlyInAnyOrder(
                        "/etc/xcauth.conf",
                        "/var/lib/xcauth",
                        "/var/lib/xcauth/xcauth.sqlite3",
                        "/var/log/xcauth",
                        "/var/log/xcauth/xcauth.err",
                        "/var/log/xcauth/xcauth.log");
        assertThat(machine.require("systemctl list-units --all --no-legend 'xcauth*'"))
                .isEmpty();
        machine.require(removed.lines()
                .filter(line -> line.startsWith("  rm "))
                .findFirst()
                .orElseThrow());
        assertThat(InstalledBridge.traces(machine)).isEqualTo(before);
    }

    @Test
    void canBeRunAgainAndKeepsTheAdministratorsChanges() throws Exception {
        machine.require("/tmp/unpacked/install.sh --prefix /srv/chat/xcauth");
        machine.require("""
                set -e
                echo '# mine' >> /etc/xcauth.conf
                systemctl stop xcauth
                systemctl disable --now xcauth-postfix.socket
                systemctl start xcauth
                """);

        String again = machine.require("/tmp/unpacked/install.sh --prefix /srv/chat/xcauth");

        assertThat(again)
                .contains(
                        "kept       /etc/xcauth.conf",
                        "kept       /etc/systemd/system/xcauth.service",
                        "kept       /usr/local/bin/xcauth",
                        "installed  /srv/chat/xcauth")
                .doesNotContain("created    the user", "enabled", "failed");
        assertThat(machine.require("tail -n 1 /etc/xcauth.conf")).isEqualTo("# mine\n");
        assertThat(machine.run("systemctl is-active xcauth xcauth-prosody.socket xcauth-postfix.socket")
                        .out())
                .isEqualTo("active\nactive\ninactive\n");
        assertThat(machine.require("ls -d /srv/chat/*")).isEqualTo("/srv/chat/xcauth\n");
        assertThat(machine.require("xcauth --version")).isNotBlank();
    }

    @Test
    void invalidArgumentsAreExplainedAndChangeNothing() throws Exception {
        List<String> before = InstalledBridge.traces(machine);

        assertRefused("/tmp/unpacked/install.sh --prefix opt", "\"opt\"", "absolute path");
        assertRefused("/tmp/unpacked/install.sh --prefix '/opt/with space'", "letters, digits");
        assertRefused("/tmp/unpacked/install.sh --remove", "\"--remove\"", "--help");
        assertRefused("/tmp/unpacked/install.sh --uninstall", "/opt/xcauth does not contain xcauth", "--prefix");
        assertRefused("cd /tmp/unpacked && ./install.sh --prefix /tmp/unpacked", "unpack in another folder");
        assertRefused(
                "mkdir -p /srv/other && /tmp/unpacked/install.sh --prefix /srv/other",
                "/srv/other exists and does not contain xcauth");
        assertRefused("runuser -u nobody -- sh /tmp/unpacked/install.sh", "run this as root");
        assertRefused("JAVA_HOME=/nowhere /tmp/unpacked/install.sh", "/nowhere/bin/java", "install Java 17");

        assertThat(InstalledBridge.traces(machine)).isEqualTo(before);
        assertThat(machine.run("id xcauth").exit()).isNotZero();
    }

    private void assertRefused(String command, String... words) throws Exception {
        Command refused = machine.run(command);

        assertThat(refused.exit()).as(command).isNotZero();
        assertThat(refused.err()).as(command).contains(words);
    }

    private String ask(String request) throws Exception {
        return InstalledBridge.ask(machine, request);
    }
}
