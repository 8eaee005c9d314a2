package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.bridge.it.support.DebianPackage;
import net.xcauth.bridge.it.support.InstalledBridge;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.MachineCloud;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The units under a real systemd. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SystemdIT {
    private static final int EJABBERD = 23662;
    private static final int POSTFIX = 23665;
    private static final String UNITS =
            "xcauth.service xcauth-ejabberd.socket xcauth-postfix.socket xcauth-prosody.socket "
                    + "xcauth-saslauthd.socket";
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for xcauth.service: (\\d+\\.\\d+)");

    private static final int CLIENTS = 4;
    private static final int RESTARTS = 3;

    private static final Resources RESOURCES = new Resources();
    private static Machine machine;

    @BeforeAll
    static void install() throws Exception {
        Machine.requirePackages(List.of("adduser", "dbus", "postfix", "socat"));
        machine = RESOURCES.add(Machine.boot());
        MachineCloud.startIn(machine);
        DebianPackage.install(machine);
        InstalledBridge.configure(machine);
        machine.awaitPort(EJABBERD);
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    /** Systemd refuses the sixth start within ten seconds, and each test restarts the service. */
    @BeforeEach
    void forgetEarlierStarts() throws Exception {
        machine.require("systemctl reset-failed xcauth.service");
    }

    @Test
    void unitsAreValid() throws Exception {
        Command verified = machine.run("systemd-analyze verify " + UNITS);

        assertThat(verified.exit()).isZero();
        assertThat(verified.out() + verified.err()).isEmpty();
    }

    @Test
    void theServiceIsSandboxed() throws Exception {
        Matcher exposure = EXPOSURE.matcher(machine.require("systemd-analyze --no-pager security xcauth.service"));

        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1)))
                .as("exposure, where 10 is an unrestricted service")
                .isLessThan(3);
    }

    @Test
    void aSocketCanBeClosedAndOpenedAgain() throws Exception {
        assertThat(listens(POSTFIX)).isTrue();

        machine.require("systemctl disable --now xcauth-postfix.socket && systemctl restart xcauth");
        assertThat(listens(POSTFIX)).isFalse();
        assertThat(machine.run("systemctl enable --now xcauth-postfix.socket").exit())
                .as("while the service runs")
                .isNotZero();

        machine.require("systemctl stop xcauth && systemctl start xcauth-postfix.socket xcauth");
        assertThat(listens(POSTFIX)).isTrue();
        assertThat(machine.run("postmap -q bob@example.org tcp:127.0.0.1:" + POSTFIX)
                        .out())
                .isEqualTo("OK\n");
    }

    /** Simulates a boot with ipv6.disable=1, which systemd and the generator look for here. */
    @Test
    void listensWithoutIpv6() throws Exception {
        String restart = "systemctl daemon-reload; systemctl stop xcauth; systemctl restart xcauth-*.socket; systemctl "
                + "start xcauth";
        String listen = "systemctl show --property=Listen --value xcauth-ejabberd.socket";
        machine.require("mkdir -p /etc/systemd/system/xcauth-ejabberd.socket.d && printf "
                + "'[Socket]\\nListenStream=/run/x.sock\\n'"
                + " > /etc/systemd/system/xcauth-ejabberd.socket.d/more.conf");
        machine.require("mount -t tmpfs without-ipv6 /proc/1/net");
        try {
            machine.require(restart);

            assertThat(machine.require(listen)).isEqualTo("127.0.0.1:23662 (Stream)\n/run/x.sock (Stream)\n");
            assertThat(machine.require("postmap -q bob@example.org tcp:127.0.0.1:" + POSTFIX))
                    .isEqualTo("OK\n");
        } finally {
            machine.require("umount /proc/1/net && rm -r /etc/systemd/system/xcauth-ejabberd.socket.d");
        }
        machine.require(restart);
        assertThat(machine.require(listen)).isEqualTo("127.0.0.1:23662 (Stream)\n[::1]:23662 (Stream)\n");
    }

    @Test
    void doctorChecksTheServiceAtItsSockets() throws Exception {
        machine.require("systemctl disable --now xcauth-saslauthd.socket && systemctl restart xcauth");

        assertThat(machine.require("xcauth doctor"))
                .contains(
                        "OK    service: xcauth.service is running\n",
                        "OK    xcauth-ejabberd.socket: xcauth answers at 127.0.0.1:23662\n",
                        "OK    xcauth-postfix.socket: xcauth answers at 127.0.0.1:23665\n",
                        "OK    xcauth-prosody.socket: xcauth answers at 127.0.0.1:23663\n")
                .doesNotContain("saslauthd");

        machine.require("systemctl enable xcauth-saslauthd.socket && touch /etc/xcauth.conf");
        String changed = machine.run("xcauth doctor").out();
        assertThat(changed)
                .contains(
                        "WARN  service: xcauth.service is running, but /etc/xcauth.conf was changed after",
                        "FAIL  xcauth-saslauthd.socket: is enabled, but systemd is not listening there: its "
                                + "state is inactive");

        assertThat(changed.lines()
                        .filter(line -> line.contains("systemctl stop xcauth; "))
                        .findFirst()
                        .orElseThrow())
                .contains("systemctl stop xcauth; systemctl start xcauth-saslauthd.socket xcauth.");
        machine.require("systemctl stop xcauth; systemctl start xcauth-saslauthd.socket xcauth");
        assertThat(machine.require("xcauth doctor")).contains("OK    service: ", "OK    xcauth-saslauthd.socket: ");
    }

    @Test
    void doctorReportsThatTheServiceIsNotRunning() throws Exception {
        machine.require("""
                mkdir -p /run/systemd/system/xcauth.service.d
                printf '[Service]\\nExecStart=\\nExecStart=/usr/bin/xcauth -c /etc/xcauth.conf --timeout=x\\n' \
                    > /run/systemd/system/xcauth.service.d/wrong.conf
                systemctl daemon-reload
                """);
        try {
            Command restart = machine.run("systemctl restart xcauth");
            assertThat(restart.exit())
                    .as("the restart reports that the service cannot start")
                    .isNotZero();
            assertThat(restart.err()).contains("journalctl -xeu xcauth.service");
            assertThat(machine.require("systemctl show --property=ActiveState --value xcauth"))
                    .isEqualTo("failed\n");
            Command doctor = machine.run("xcauth doctor");

            assertThat(doctor.exit()).isEqualTo(1);
            assertThat(doctor.out())
                    .contains(
                            "FAIL  service: xcauth.service is not running: its state is failed (result: ",
                            "journalctl -u xcauth")
                    .doesNotContain("ejabberd.socket");
        } finally {
            machine.require("rm -r /run/systemd/system/xcauth.service.d && systemctl daemon-reload");
            machine.require("systemctl restart xcauth");
        }
    }

    @Test
    void theStartWaitsUntilTheServiceAnswers() throws Exception {
        machine.require("rm /var/log/xcauth/xcauth.log; systemctl restart xcauth");

        assertThat(machine.require("cat /var/log/xcauth/xcauth.log")).contains("listening: saslauthd on [::1]:23666");
        assertThat(machine.require("systemctl show --property=Type,ActiveState,MemoryMax xcauth")
                        .lines())
                .containsExactlyInAnyOrder("Type=notify", "ActiveState=active", "MemoryMax=1073741824");
    }

    /** Simulates a processor for which Netty has no epoll library. */
    @Test
    void servesItsSocketsWithoutEpoll() throws Exception {
        machine.require("mkdir /tmp/hidden && mv /usr/lib/xcauth/native/libnetty* /tmp/hidden && rm "
                + "/var/log/xcauth/xcauth.log && "
                + "systemctl restart xcauth");
        try {
            assertThat(machine.require("cat /var/log/xcauth/xcauth.log"))
                    .contains("Netty has no epoll library for Linux on ")
                    .contains("listening: ejabberd on 127.0.0.1:23662 inherited descriptor ");
            assertThat(machine.require("postmap -q bob@example.org tcp:127.0.0.1:" + POSTFIX))
                    .isEqualTo("OK\n");
            assertThat(machine.require("xcauth doctor"))
                    .contains(
                            "OK    xcauth-ejabberd.socket",
                            "OK    xcauth-postfix.socket",
                            "OK    xcauth-prosody.socket")
                    .doesNotContain("FAIL");
        } finally {
            machine.require("mv /tmp/hidden/* /usr/lib/xcauth/native && rmdir /tmp/hidden && systemctl restart xcauth");
        }
    }

    @Test
    void doctorDoesNotReportADisabledSocketAsAFault() throws Exception {
        machine.require("""
                set -e
                mkdir -p /etc/systemd/system/xcauth-prosody.socket.d
                printf '[Socket]\\nListenStream=\\nListenStream=/run/x.sock\\nSocketMode=0600\\n' \
                    > /etc/systemd/system/xcauth-prosody.socket.d/unix.conf
                systemctl daemon-reload
                systemctl stop xcauth
                systemctl restart xcauth-prosody.socket xcauth
                """);
        try {
            assertThat(machine.require("xcauth doctor"))
                    .contains("SKIP  xcauth-prosody.socket: the user \"xcauth\" cannot "
                            + "connect to /run/x.sock (Permission denied)");
        } finally {
            machine.require("rm -r /etc/systemd/system/xcauth-prosody.socket.d && systemctl daemon-reload && systemctl "
                    + "stop xcauth "
                    + "&& systemctl restart xcauth-prosody.socket xcauth");
        }
    }

    @Test
    void aRestartRefusesNobody() throws Exception {
        Asking asking = new Asking(machine.port(EJABBERD));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(asking));
            }
            for (int i = 0; i < RESTARTS; i++) {
                asking.awaitAnswers();
                machine.require("systemctl restart xcauth");
            }
            asking.awaitAnswers();
        } finally {
            asking.end = true;
            clients.shutdown();
        }
        for (Future<?> client : running) {
            client.get();
        }
    }

    private static boolean listens(int port) throws Exception {
        return machine.run(": < /dev/tcp/127.0.0.1/" + port).exit() == 0;
    }

    /** Clients that send each request on a new connection. */
    private static final class Asking implements Callable<Void> {
        private final SocketAddress ejabberd;
        private final AtomicInteger answered = new AtomicInteger();
        private volatile boolean end;

        private Asking(int port) {
            ejabberd = new InetSocketAddress("127.0.0.1", port);
        }

        @Override
        public Void call() throws IOException {
            while (!end) {
                try (Wire wire = Wire.connect(ejabberd)) {
                    assertThat(wire.askFramed("isuser:alice:example.org"))
                            .as("alice exists")
                            .isTrue();
                    answered.incrementAndGet();
                }
            }
            return null;
        }

        private void awaitAnswers() throws Exception {
            int former = answered.get();
            Eventually.until("all clients are answered", () -> answered.get() >= former + 2 * CLIENTS);
        }
    }
}
