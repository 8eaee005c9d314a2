package net.xcauth.bridge.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.EjabberdServer;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;

/**
 * Builds the shared roster groups of a real ejabberd for 2,000 users in 100 groups of 50, then changes them step by
 * step. Prints the time and the number of commands of each step as a row of Markdown.
 */
public final class RostersToEjabberd {
    private static final int USERS = 2_000;
    private static final int GROUPS = 100;
    private static final int SIZE = 50;
    private static final int LARGE = 400;
    private static final String PASSWORD = "right-password";
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Pattern DONE = Pattern.compile("in ejabberd: (.*) \\((\\d+) calls, ([0-9.]+) s\\)");
    private static final Pattern ADDED = Pattern.compile("(\\d+) members? added");
    private static final Pattern REMOVED = Pattern.compile("(\\d+) members? removed");

    private final String way;
    private final DemoCloud cloud;
    private final EjabberdServer ejabberd;
    private final BridgeProcess bridge;
    private final Wire wire;

    private RostersToEjabberd(String way, Resources resources) throws Exception {
        this.way = way;
        cloud = resources.add(
                DemoCloud.start(DemoSettings.defaults().withAccounts(accounts()).withKeepRequests(false)));
        ejabberd = resources.add(EjabberdServer.start(resources.add(new TempFolder("ejabberd")), "cat"));
        Path database = resources.add(new TempFolder("bridge")).resolve("xcauth.sqlite3");
        String[] options = way.equals("control program")
                ? new String[] {"--ejabberdctl", ejabberd.controlProgram().toString()}
                : new String[] {"--ejabberd-api", way.equals("API, TCP") ? ejabberd.api() : ejabberd.apiSocket()};
        bridge = resources.add(BridgeProcess.forCloud(cloud)
                .listen("generic")
                .option(options)
                .option("--db", database.toString())
                .start());
        wire = resources.add(bridge.connect("generic"));
    }

    /** @param arguments the connections to measure: {@code api}, {@code socket}, {@code control} */
    public static void main(String[] arguments) throws Exception {
        System.out.println("| connection | step | commands | seconds |\n|---|---|---:|---:|");
        for (String argument : arguments) {
            String way = switch (argument) {
                case "api" -> "API, TCP";
                case "socket" -> "API, Unix socket";
                case "control" -> "control program";
                default -> throw new IllegalArgumentException("expected api, socket or control, got " + argument);
            };
            try (Resources resources = new Resources()) {
                new RostersToEjabberd(way, resources).measure();
            }
        }
    }

    private static DemoAccounts accounts() {
        DemoAccounts accounts = DemoAccounts.empty();
        IntStream.range(0, USERS).forEach(i -> accounts.addUser(user(i), "User Number " + i, PASSWORD));
        for (int group = 0; group < GROUPS; group++) {
            for (int i = 0; i < SIZE; i++) {
                accounts.joinGroup(user((group * (USERS / GROUPS) + i) % USERS), "Group " + group);
            }
        }
        return accounts;
    }

    private static String user(int number) {
        return "user%05d".formatted(number % USERS);
    }

    private void measure() throws Exception {
        measure("first build, one login per group", GROUPS * SIZE, () -> {
            for (int group = 0; group < GROUPS; group++) {
                login(user(group * (USERS / GROUPS)));
            }
        });
        cloud.accounts().joinGroup(user(7), "Group 50");
        measure("one user joins a group of " + SIZE, 1, () -> login(user(50 * (USERS / GROUPS) + 1)));
        IntStream.range(0, LARGE).forEach(i -> cloud.accounts().joinGroup(user(i), "Large"));
        measure("a group of " + LARGE + " more", LARGE, () -> login(user(2)));
        cloud.accounts().joinGroup(user(USERS - 3), "Large");
        measure("one user joins that group", 1, () -> login(user(3)));
        cloud.accounts().leaveGroup(user(9), "Large");
        int removals = removed();
        measure("one user leaves that group", () -> removed() > removals, () -> login(user(5)));
        int before = commands();
        login(user(GROUPS * 7));
        login(user(USERS - 1));
        System.out.printf(
                Locale.ROOT, "| %s | two logins after which nothing has changed | %d | |%n", way, commands() - before);
    }

    /** Logs users in. */
    @FunctionalInterface
    private interface Logins {
        void run() throws Exception;
    }

    private void measure(String what, int members, Logins logins) throws Exception {
        int added = added();
        measure(what, () -> added() >= added + members, logins);
    }

    private void measure(String what, BooleanSupplier done, Logins logins) throws Exception {
        int commands = commands();
        long start = System.nanoTime();
        logins.run();
        await(done);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "| %s | %s | %d | %.1f |%n", way, what, commands() - commands, seconds);
    }

    private void login(String user) throws Exception {
        if (!wire.ask("auth:" + user + ':' + XmppServer.DOMAIN + ':' + PASSWORD).equals("1")) {
            throw new IllegalStateException(user + " cannot log in");
        }
    }

    /** From the bridge's log: under load, ejabberd does not log all commands. */
    private int commands() {
        return sum(done -> Integer.parseInt(done.group(2)));
    }

    private int added() {
        return sum(done -> count(ADDED, done.group(1)));
    }

    private int removed() {
        return sum(done -> count(REMOVED, done.group(1)));
    }

    private static int count(Pattern what, String report) {
        Matcher found = what.matcher(report);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private int sum(ToIntFunction<Matcher> number) {
        return bridge.process().lines().stream()
                .map(DONE::matcher)
                .filter(Matcher::find)
                .mapToInt(number)
                .sum();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not done within " + PATIENCE);
            }
            Thread.sleep(20);
        }
    }
}
