package net.xcauth.demo;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * The settings of a demo cloud.
 *
 * @param host         address to listen on
 * @param port         TCP port, 0 for a free one
 * @param secret       JSXC's API secret, not empty
 * @param accounts     the users and groups, which may change while the cloud runs
 * @param threads      the number of threads that handle requests; delays and hanging faults occupy none of them
 * @param latency      the delay of every answer, zero or more
 * @param keepRequests true to keep requests for {@link DemoCloud#requests()}; they are always counted
 * @param control      true to allow {@code POST /demo/fault} from this machine
 * @param clock        the source of request times
 */
public record DemoSettings(
        String host,
        int port,
        String secret,
        DemoAccounts accounts,
        int threads,
        Duration latency,
        boolean keepRequests,
        boolean control,
        Clock clock) {

    public static final String DEMO_SECRET = "0123456789ABCDEF";

    public DemoSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(accounts, "accounts");
        Objects.requireNonNull(clock, "clock");
        require(port >= 0 && port <= 65535, "the port must be between 0 and 65535, got " + port);
        require(!secret.isEmpty(), "the secret must not be empty");
        require(threads > 0, "threads must be at least 1, got " + threads);
        require(!latency.isNegative(), "the latency must not be negative, got " + latency);
    }

    /** A free loopback port, the demo's accounts and secret, and no latency. */
    public static DemoSettings defaults() {
        return new DemoSettings(
                "127.0.0.1", 0, DEMO_SECRET, AccountsFile.demo(), 16, Duration.ZERO, true, false, Clock.systemUTC());
    }

    public DemoSettings withHost(String value) {
        return new DemoSettings(value, port, secret, accounts, threads, latency, keepRequests, control, clock);
    }

    public DemoSettings withPort(int value) {
        return new DemoSettings(host, value, secret, accounts, threads, latency, keepRequests, control, clock);
    }

    public DemoSettings withSecret(String value) {
        return new DemoSettings(host, port, value, accounts, threads, latency, keepRequests, control, clock);
    }

    public DemoSettings withAccounts(DemoAccounts value) {
        return new DemoSettings(host, port, secret, value, threads, latency, keepRequests, control, clock);
    }

    public DemoSettings withThreads(int value) {
        return new DemoSettings(host, port, secret, accounts, value, latency, keepRequests, control, clock);
    }

    public DemoSettings withLatency(Duration value) {
        return new DemoSettings(host, port, secret, accounts, threads, value, keepRequests, control, clock);
    }

    public DemoSettings withKeepRequests(boolean value) {
        return new DemoSettings(host, port, secret, accounts, threads, latency, value, control, clock);
    }

    public DemoSettings withControl(boolean value) {
        return new DemoSettings(host, port, secret, accounts, threads, latency, keepRequests, value, clock);
    }

    public DemoSettings withClock(Clock value) {
        return new DemoSettings(host, port, secret, accounts, threads, latency, keepRequests, control, value);
    }

    /** Omits the secret. */
    @Override
    public String toString() {
        return "DemoSettings[" + host + ":" + port + ", threads=" + threads + ", latency=" + latency + ", keepRequests="
                + keepRequests + ", control=" + control + "]";
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
