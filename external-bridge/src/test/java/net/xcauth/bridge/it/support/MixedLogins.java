package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.test.Eventually;
import net.xcauth.test.Resources;

/**
 * A mix of logins over {@code generic} at a steady rate until this is closed: known users, new users, and wrong
 * passwords, each kind on its own connection. Records wrong answers.
 */
public final class MixedLogins implements AutoCloseable {
    private static final int PACE_MILLIS = 40;
    private static final AtomicInteger NEXT_NAME = new AtomicInteger();

    private final DemoAccounts accounts;
    private final Map<String, Long> firstYes = new ConcurrentHashMap<>();
    private final List<String> known = new ArrayList<>();
    private final List<String> newcomers = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
    private final List<String> wronglyAnswered = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private final Resources wires = new Resources();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);

    /** Logins of one kind, one after another. */
    private final class Loop implements Runnable {
        private final Wire wire;
        private final Supplier<String> user;
        private final List<String> answered;
        private final boolean right;
        private final AtomicLong answers = new AtomicLong();
        private volatile ScheduledFuture<?> schedule;

        /** @param answered takes the users who got the right answer */
        Loop(Wire wire, Supplier<String> user, List<String> answered, boolean right) {
            this.wire = wire;
            this.user = user;
            this.answered = answered;
            this.right = right;
        }

        @Override
        public void run() {
            String name = user.get();
            logIn(wire, name, right, answered);
            answers.incrementAndGet();
        }

        private boolean hasAnswered(long count) throws InterruptedException {
            if (schedule.isDone()) {
                try {
                    schedule.get();
                } catch (ExecutionException e) {
                    throw new AssertionError("the logins have ended", e);
                }
            }
            return answers.get() >= count;
        }
    }

    private MixedLogins(DemoAccounts accounts) {
        this.accounts = accounts;
    }

    /**
     * Logs in some users once, then starts.
     *
     * @param accounts the bridge's cloud's, to which the users are added
     * @param users    the number of known users
     */
    public static MixedLogins start(BridgeProcess bridge, DemoAccounts accounts, int users) throws IOException {
        MixedLogins logins = new MixedLogins(accounts);
        try {
            logins.start(bridge, users);
            return logins;
        } catch (IOException | RuntimeException | AssertionError e) {
            logins.close();
            throw e;
        }
    }

    private void start(BridgeProcess bridge, int users) throws IOException {
        Wire first = wires.add(bridge.connect("generic"));
        for (int i = 0; i < users; i++) {
            logIn(first, newUser(), true, known);
        }
        AtomicInteger turn = new AtomicInteger();
        run(new Loop(first, () -> known.get(turn.getAndIncrement() % users), new ArrayList<>(), true));
        run(new Loop(wires.add(bridge.connect("generic")), this::newUser, newcomers, true));
        run(new Loop(wires.add(bridge.connect("generic")), this::newUser, targets, false));
    }

    private void run(Loop loop) {
        loop.schedule = threads.scheduleWithFixedDelay(loop, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
        loops.add(loop);
    }

    /** Waits until this number of further logins of each kind have been answered. */
    public void goOn(int count) throws Exception {
        int underWay = 1;
        Map<Loop, Long> enough =
                loops.stream().collect(Collectors.toMap(loop -> loop, loop -> loop.answers.get() + underWay + count));
        for (Loop loop : loops) {
            Eventually.until(
                    count + " more logins of each kind are answered", () -> loop.hasAnswered(enough.get(loop)));
        }
    }

    /** The users who were refused with right passwords, or accepted with wrong ones. */
    public List<String> wronglyAnswered() {
        return copyOf(wronglyAnswered);
    }

    /** The users who have logged in with right passwords so far. */
    public List<String> accepted() {
        List<String> all = copyOf(known);
        all.addAll(copyOf(newcomers));
        return all;
    }

    /** The users whose first login succeeded before a time of {@link System#nanoTime()}. */
    public List<String> acceptedBefore(long time) {
        return accepted().stream().filter(user -> firstYes.get(user) - time < 0).toList();
    }

    /** The time of a user's first successful login. */
    public long firstYes(String user) {
        return firstYes.get(user);
    }

    /** The users for whom only wrong passwords were tried. */
    public List<String> refused() {
        return copyOf(targets);
    }

    /** The right password of an accepted user. */
    public static String passwordOf(String user) {
        return "of " + user;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        wires.close();
    }

    private String newUser() {
        String user = "user" + NEXT_NAME.incrementAndGet();
        accounts.addUser(user, user, passwordOf(user));
        return user;
    }

    private void logIn(Wire wire, String user, boolean right, List<String> answered) {
        String answer = ask(wire, "auth:" + user + ":example.org:" + (right ? "" : "not ") + passwordOf(user));
        if (answer.equals("1")) {
            firstYes.putIfAbsent(user, System.nanoTime());
        }
        List<String> list = answer.equals(right ? "1" : "0") ? answered : wronglyAnswered;
        synchronized (list) {
            list.add(user);
        }
    }

    private static String ask(Wire wire, String request) {
        try {
            String answer = wire.ask(request);
            if (answer.isEmpty()) {
                throw new IOException("the bridge has gone");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> copyOf(List<String> list) {
        synchronized (list) {
            return new ArrayList<>(list);
        }
    }
}
