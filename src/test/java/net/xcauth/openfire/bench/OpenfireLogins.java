package net.xcauth.openfire.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.test.Eventually;

/**
 * Compares logins with remembered passwords with the same logins by Openfire's default provider, in turns.
 * Prints Markdown.
 */
final class OpenfireLogins {
    private static final Population CROWD = new Population(2_000, 100);
    private static final int AT_ONCE = 16;
    /** The time to warm up, when the JIT compiler competes with the logins and the second server has a disadvantage. */
    private static final int WARM_UP_TURNS = 8;

    private static final String SECRET = "secret-of-the-benchmark";

    private OpenfireLogins() {}

    /** @param arguments the seconds of a turn, and the number of turns */
    public static void main(String[] arguments) throws Exception {
        Duration time = Duration.ofSeconds(Integer.parseInt(arguments[0]));
        int turns = Integer.parseInt(arguments[1]);
        DemoSettings settings = DemoSettings.defaults()
                .withSecret(SECRET)
                .withAccounts(CROWD.accounts())
                .withKeepRequests(false);
        try (DemoCloud cloud = DemoCloud.start(settings);
                OpenfireServer standard = tuned().start();
                OpenfireServer plugin = tuned().plugin(OpenfireServer.PLUGIN_JAR)
                        .property("nextcloudauth.url", cloud.url().toString())
                        .property("nextcloudauth.secret", SECRET)
                        .property("nextcloudauth.cache.bcryptRounds", "4")
                        .property("nextcloudauth.roster.refresh", "1s")
                        .start()) {
            fill(standard, CROWD);
            fill(plugin, CROWD, cloud);
            print(standard, plugin, time, turns);
        }
    }

    /** A server with production options instead of those for tests. */
    static OpenfireServer.Builder tuned() {
        return OpenfireServer.create()
                .java("-XX:TieredStopAtLevel=4")
                .java("-Xmx1g")
                .java("-XX:+UseSerialGC");
    }

    static void fill(OpenfireServer standard, Population crowd) {
        for (int number = 0; number < crowd.size(); number++) {
            standard.control().createUser(crowd.user(number), crowd.password(number), "User " + number);
        }
        crowd.members().forEach((group, members) -> {
            standard.control().createGroup(group, members.toArray(String[]::new));
            standard.control().setGroupProperty(group, "sharedRoster.showInRoster", "onlyGroup");
            standard.control().setGroupProperty(group, "sharedRoster.displayName", group);
        });
        say(crowd.size() + " local users");
    }

    /** Logs each user in once, and waits until all passwords are hashed and stored. */
    static void fill(OpenfireServer plugin, Population crowd, DemoCloud cloud) throws Exception {
        logInOnce(plugin, crowd);
        for (int stored = 0; stored < crowd.size(); stored = stored(plugin)) {
            int before = stored;
            Eventually.until("another password is stored", () -> stored(plugin) > before);
        }
        say(crowd.size() + " cloud users in " + plugin.control().groupCount() + " groups, after " + cloud.requestCount()
                + " requests to the cloud");
    }

    static void logInOnce(OpenfireServer server, Population crowd) throws IOException {
        XmppLogin client = new XmppLogin(server.port(), server.domain());
        for (int number = 0; number < crowd.size(); number++) {
            client.run(crowd.user(number), crowd.password(number));
        }
    }

    private static int stored(OpenfireServer plugin) {
        return Integer.parseInt(plugin.control()
                .sql("SELECT COUNT(*) FROM ofNextcloudPasswords")
                .get(0)
                .get(0));
    }

    private static void print(OpenfireServer standard, OpenfireServer plugin, Duration time, int turns)
            throws Exception {
        XmppLogin toStandard = new XmppLogin(standard.port(), standard.domain());
        XmppLogin toPlugin = new XmppLogin(plugin.port(), plugin.domain());
        for (int i = 0; i < WARM_UP_TURNS; i++) {
            Turn.of(toStandard, CROWD, AT_ONCE, time);
            Turn.of(toPlugin, CROWD, AT_ONCE, time);
        }
        List<Turn> standards = new ArrayList<>();
        List<Turn> plugins = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            standards.add(Turn.of(toStandard, CROWD, AT_ONCE, time));
            plugins.add(Turn.of(toPlugin, CROWD, AT_ONCE, time));
            say("turn " + (i + 1) + ": " + standards.get(i) + ", " + plugins.get(i));
        }
        System.out.println("| logins, " + AT_ONCE + " at once | logins/s | p50 (ms) | p99 (ms) | failed |");
        System.out.println("|---|---:|---:|---:|---:|");
        row("Openfire's default provider", standards);
        row("the plugin, remembered passwords, refresh each second", plugins);
        System.out.printf(
                Locale.ROOT,
                "%nratio of the medians: %.2f%n",
                Turn.median(plugins, Turn::perSecond) / Turn.median(standards, Turn::perSecond));
    }

    private static void row(String name, List<Turn> turns) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.1f | %.1f | %d |%n",
                name,
                Turn.median(turns, Turn::perSecond),
                Turn.median(turns, Turn::p50),
                Turn.median(turns, Turn::p99),
                turns.stream().mapToLong(Turn::failures).sum());
    }

    private static void say(String progress) {
        System.err.println("bench/openfire: " + progress);
    }
}
