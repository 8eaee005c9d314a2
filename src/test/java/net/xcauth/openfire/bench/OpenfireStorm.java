package net.xcauth.openfire.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.openfire.it.support.OpenfireServer;

/**
 * A crowd of clients that all reconnect after a restart, with passwords that are known. Times are from the moment at
 * which the first may begin. Prints Markdown.
 */
final class OpenfireStorm {
    private static final Population CROWD = new Population(300, 30);
    private static final String SECRET = "secret-of-the-benchmark";
    private static final Duration LATENCY = Duration.ofMillis(30);

    private OpenfireStorm() {}

    /** Measures each kind of server, with a new one each. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("| " + CROWD.size() + " clients at once after a restart | p50 (s) | p95 (s) | last (s) | "
                + "told to try later |");
        System.out.println("|---|---:|---:|---:|---:|");
        DemoSettings settings = DemoSettings.defaults()
                .withSecret(SECRET)
                .withAccounts(CROWD.accounts())
                .withLatency(LATENCY)
                .withKeepRequests(false);
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            try (OpenfireServer standard = OpenfireLogins.tuned().start()) {
                OpenfireLogins.fill(standard, CROWD);
                OpenfireLogins.logInOnce(standard, CROWD);
                measure("Openfire's default provider", standard);
            }
            try (OpenfireServer plugin = plugin(cloud)
                    .property("nextcloudauth.cache.passwords", "false")
                    .start()) {
                OpenfireLogins.logInOnce(plugin, CROWD);
                measure("the plugin, nothing remembered", plugin);
            }
            try (OpenfireServer plugin = plugin(cloud).start()) {
                OpenfireLogins.fill(plugin, CROWD, cloud);
                measure("the plugin, all passwords stored, 12 rounds", plugin);
                cloud.stopListening();
                measure("the same during an outage of the cloud", plugin);
            }
        }
    }

    private static OpenfireServer.Builder plugin(DemoCloud cloud) {
        return OpenfireLogins.tuned()
                .plugin(OpenfireServer.PLUGIN_JAR)
                .property("nextcloudauth.url", cloud.url().toString())
                .property("nextcloudauth.secret", SECRET);
    }

    private static void measure(String name, OpenfireServer server) throws Exception {
        server.stop();
        server.start();
        XmppLogin client = new XmppLogin(server.port(), server.domain());
        ExecutorService threads = Executors.newFixedThreadPool(CROWD.size());
        CountDownLatch start = new CountDownLatch(1);
        AtomicLong began = new AtomicLong();
        List<Future<Double>> logins = new ArrayList<>();
        for (int number = 0; number < CROWD.size(); number++) {
            int user = number;
            Callable<Double> login = () -> {
                start.await();
                try {
                    client.run(CROWD.user(user), CROWD.password(user));
                    return (System.nanoTime() - began.get()) / 1e9;
                } catch (IOException e) {
                    return e.getMessage().contains("temporary-auth-failure") ? Double.NaN : failed(e);
                }
            };
            logins.add(threads.submit(login));
        }
        began.set(System.nanoTime());
        start.countDown();
        double[] seconds = new double[CROWD.size()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = logins.get(i).get();
        }
        threads.shutdown();
        double[] letIn =
                Arrays.stream(seconds).filter(Double::isFinite).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %d |%n",
                name,
                quantile(letIn, 0.5),
                quantile(letIn, 0.95),
                quantile(letIn, 1),
                seconds.length - letIn.length);
    }

    private static double failed(IOException e) {
        throw new AssertionError("a login failed", e);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }
}
