package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.test.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The temporary machine for guides resembles that of their readers, and leaves nothing behind. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MachineIT {

    @Test
    void aMachineHasItsOwnSystemdAndNoOpenPorts() throws Exception {
        try (Machine machine = Machine.boot()) {
            assertThat(machine.require("cat /proc/1/comm")).isEqualTo("systemd\n");
            assertThat(machine.require("systemctl --failed --no-legend")).isEmpty();
            assertThat(machine.require("ls /sys/class/net")).isEqualTo("lo\n");
            assertThat(machine.run("grep ' 0A ' /proc/net/tcp /proc/net/tcp6").out())
                    .as("open ports")
                    .isEmpty();
        }
    }

    @Test
    void filesWrittenInsideAreNotVisibleOutside() throws Exception {
        try (Machine machine = Machine.boot()) {
            machine.require("echo written inside > /etc/xcauth.conf");

            assertThat(machine.file("/etc/xcauth.conf")).hasContent("written inside");
            assertThat(machine.run("touch " + Machine.SOURCES + "/new").exit()).isNotZero();
            assertThat(machine.run("echo 1 > /proc/sys/kernel/sysrq").exit()).isNotZero();
        }
        try (Machine machine = Machine.boot()) {
            assertThat(machine.file("/etc/xcauth.conf")).doesNotExist();
        }
    }

    @Test
    void aMissingPackageIsNamed() throws Exception {
        try (Machine machine = Machine.boot()) {
            machine.require("apt-get install --no-install-recommends systemd");

            Command missing = machine.run("apt-get install --no-install-recommends there-is-no-such-package");

            assertThat(missing.exit()).isNotZero();
            assertThat(missing.err()).contains("there-is-no-such-package");
        }
    }

    @Test
    void nothingRemainsOfAMachine() throws Exception {
        Path mounts;
        try (Machine machine = Machine.boot()) {
            mounts = machine.file("/");
            assertThat(mounts).isDirectory();
        }

        assertThat(mounts).doesNotExist();
        assertThat(controlGroups()).isEmpty();
    }

    @Test
    void nothingRemainsOfAMachineThatCannotBoot() throws Exception {
        Machine.boot().close();

        assertThatThrownBy(() -> Machine.boot("there-is-no-such-service"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there-is-no-such-service");

        assertThat(controlGroups()).isEmpty();
    }

    /** The mounts of this process. */
    private static List<String> controlGroups() {
        return Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(place -> new File(place).list())
                .filter(Objects::nonNull)
                .flatMap(Stream::of)
                .filter(name ->
                        name.startsWith("xcauth-test-" + ProcessHandle.current().pid() + "-"))
                .toList();
    }
}
