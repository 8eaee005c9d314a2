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
import net.xcauth.bridge.it.support.Command;
import net.xcauth.bridge.it.support.DebianPackage;
import net.xcauth.bridge.it.support.Eventually;
import net.xcauth.bridge.it.support.InstalledBridge;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.MachineCloud;
import net.xcauth.bridge.it.support.Resources;
import net.xcauth.bridge.it.support.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The units under a real systemd. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SystemdIT {
    private static final int EJABBERD = 23662;
    private static final int POSTFIX = 23665;
    private static final String UNITS = "xcauth.service xcauth-ejabberd.socket xcauth-postfix.socket xcauth-prosody.socket "
            + "xcauth-saslauthd.socket";
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for xcauth.service: (\\d+\\.\\d+)");

    private static final int CLIENTS = 4;
    private static final int RESTARTS = 3;

    private static final Resources RESOURCES = new Resources();
    private static Machine machine;

    @BeforeAll
    static void install() throws Exception {
        Machine.requirePackages(List.of("adduser", "openjdk-17-jre-headless", "socat"));
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

    @Test
    void unitsAreSound() throws Exception {
        Command verified = machine.run("systemd-analyze verify " + UNITS);

        assertThat(verified.exit()).isZero();
        assertThat(verified.out() + verified.err()).isEmpty();
    }

    @Test
    void serviceMayDoLittle() throws Exception {
        Matcher exposure = EXPOSURE.matcher(machine.require("systemd-analyze --no-pager security xcauth.service"));

        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).as("of 10, for a service that may do all").isLessThan(3);
    }

    @Test
    void socketIsClosedAndOpenedAgain() throws Exception {
        assertThat(listens(POSTFIX)).isTrue();

        machine.require("systemctl disable --now xcauth-postfix.socket && systemctl restart xcauth");
        assertThat(listens(POSTFIX)).isFalse();
        assertThat(machine.run("systemctl enable --now xcauth-postfix.socket").exit()).as("while the service runs")
                .isNotZero();

        machine.require("systemctl stop xcauth && systemctl start xcauth-postfix.socket xcauth");
        assertThat(listens(POSTFIX)).isTrue();
        assertThat(machine.run("postmap -q bob@example.org tcp:127.0.0.1:" + POSTFIX).out()).isEqualTo("OK\n");
    }

    @Test
    void restartRefusesNobody() throws Exception {
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
        assertThat(asking.unheard.get()).isLessThanOrEqualTo(CLIENTS * RESTARTS);
    }

    private static boolean listens(int port) throws Exception {
        return machine.run(": < /dev/tcp/127.0.0.1/" + port).exit() == 0;
    }

    /** Clients that ask in a new connection each time. */
    private static final class Asking implements Callable<Void> {
        private final SocketAddress ejabberd;
        private final AtomicInteger answered = new AtomicInteger();
        /** Whose connection the service closed when it ended, before the question had come. Later ones wait. */
        private final AtomicInteger unheard = new AtomicInteger();
        private volatile boolean end;

        private Asking(int port) {
            ejabberd = new InetSocketAddress("127.0.0.1", port);
        }

        @Override
        public Void call() throws Exception {
            while (!end) {
                try (Wire wire = Wire.connect(ejabberd)) {
                    assertThat(wire.askFramed("isuser:alice:example.org")).as("alice exists").isTrue();
                    answered.incrementAndGet();
                } catch (IOException e) {
                    unheard.incrementAndGet();
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
