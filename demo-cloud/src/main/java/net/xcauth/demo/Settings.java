package net.xcauth.demo;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * How a demo cloud runs. All values are required (none may be null).
 *
 * @param host         address to listen on
 * @param port         TCP port, 0 for a free one
 * @param secret       JSXC's API secret, not empty
 * @param accounts     the users and groups; stays changeable while the cloud runs
 * @param threads      how many threads work on requests; waiting (latency, faults) occupies none of them
 * @param latency      time between a request and its answer, zero or more
 * @param keepRequests whether requests are logged for {@link DemoCloud#requests()}; they are counted in any case
 * @param control      whether faults can be set with {@code POST /demo/fault} from this machine
 * @param clock        tells when a request arrived
 */
public record Settings(
        String host,
        int port,
        String secret,
        Accounts accounts,
        int threads,
        Duration latency,
        boolean keepRequests,
        boolean control,
        Clock clock) {

    public static final String DEMO_SECRET = "0123456789ABCDEF";

    public Settings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(accounts, "accounts");
        Objects.requireNonNull(clock, "clock");
        require(port >= 0 && port <= 65535, "the port must be between 0 and 65535");
        require(!secret.isEmpty(), "the secret must not be empty");
        require(threads > 0, "at least one thread is needed");
        require(!latency.isNegative(), "the latency must not be negative");
    }

    /** A cloud on a free loopback port, with the demo's accounts and secret and no latency. */
    public static Settings defaults() {
        return new Settings(
                "127.0.0.1", 0, DEMO_SECRET, Accounts.demo(), 16, Duration.ZERO, true, false, Clock.systemUTC());
    }

    public Settings withHost(String value) {
        return new Settings(value, port, secret, accounts, threads, latency, keepRequests, control, clock);
    }

    public Settings withPort(int value) {
        return new Settings(host, value, secret, accounts, threads, latency, keepRequests, control, clock);
    }

    public Settings withSecret(String value) {
        return new Settings(host, port, value, accounts, threads, latency, keepRequests, control, clock);
    }

    public Settings withAccounts(Accounts value) {
        return new Settings(host, port, secret, value, threads, latency, keepRequests, control, clock);
    }

    public Settings withThreads(int value) {
        return new Settings(host, port, secret, accounts, value, latency, keepRequests, control, clock);
    }

    public Settings withLatency(Duration value) {
        return new Settings(host, port, secret, accounts, threads, value, keepRequests, control, clock);
    }

    public Settings withKeepRequests(boolean value) {
        return new Settings(host, port, secret, accounts, threads, latency, value, control, clock);
    }

    public Settings withControl(boolean value) {
        return new Settings(host, port, secret, accounts, threads, latency, keepRequests, value, clock);
    }

    public Settings withClock(Clock value) {
        return new Settings(host, port, secret, accounts, threads, latency, keepRequests, control, value);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Settings[" + host + ":" + port + ", threads=" + threads + ", latency=" + latency + ", keepRequests="
                + keepRequests + ", control=" + control + "]";
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
