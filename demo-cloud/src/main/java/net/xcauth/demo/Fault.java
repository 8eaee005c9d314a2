package net.xcauth.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A fault of the cloud, for all requests or for those about one operation or user. */
public sealed interface Fault {

    /** No fault. */
    Fault NONE = Fixed.NONE;
    /** Closes the connection after the request. For refused connections see {@link DemoCloud#stopListening()}. */
    Fault DOWN = Fixed.DOWN;
    /** Sends nothing until the fault changes, then the answer. */
    Fault HANG_BEFORE_HEADER = Fixed.HANG_BEFORE_HEADER;
    /** Sends the header with its Content-Length, and the body only when the fault changes. */
    Fault HANG_AFTER_HEADER = Fixed.HANG_AFTER_HEADER;
    /** 503 as in Nextcloud's maintenance mode: JSON from its own API, HTML from the JSXC app. */
    Fault MAINTENANCE = Fixed.MAINTENANCE;
    /** 502 with a proxy's HTML. */
    Fault BAD_GATEWAY = Fixed.BAD_GATEWAY;
    /** 200 with HTML, the result of a mistyped address. */
    Fault GARBAGE = Fixed.GARBAGE;
    /** 200 with 50 MB in chunks that begin like an answer but never become valid JSON. */
    Fault HUGE = Fixed.HUGE;
    /** 200 with the first half of the correct answer. */
    Fault TRUNCATED_JSON = Fixed.TRUNCATED_JSON;
    /** 200 with JSON of another application. */
    Fault WRONG_JSON = Fixed.WRONG_JSON;
    /** 200 with JSON that reports success but lacks the data. */
    Fault WITHOUT_DATA = Fixed.WITHOUT_DATA;
    /** 302 to an address whose requests are counted, see {@link DemoCloud#redirectsFollowed()}. */
    Fault REDIRECT = Fixed.REDIRECT;
    /** Rejects every signature, as with a wrong secret; no effect on Nextcloud's own API. */
    Fault SIGNATURE_REJECTED = Fixed.SIGNATURE_REJECTED;

    /** 429, as from a proxy or Nextcloud's brute force protection. */
    Fault TOO_MANY_REQUESTS = Fixed.TOO_MANY_REQUESTS;
    /** 500 with Nextcloud's HTML, as when PHP fails on this request. */
    Fault SERVER_ERROR = Fixed.SERVER_ERROR;
    /** 500 with an empty body, as when PHP cannot connect to its database. */
    Fault DATABASE_DOWN = Fixed.DATABASE_DOWN;
    /** 500 with JSON, as when another process holds a lock on the database. */
    Fault DATABASE_LOCKED = Fixed.DATABASE_LOCKED;
    /** Refuses correct passwords because the account is disabled; other answers are unchanged. */
    Fault ACCOUNT_DISABLED = Fixed.ACCOUNT_DISABLED;
    /** Refuses correct passwords because an app of the cloud cancelled the login; other answers are unchanged. */
    Fault LOGIN_CANCELLED = Fixed.LOGIN_CANCELLED;
    /** Answers correct passwords with the id of another account; other answers are unchanged. */
    Fault OTHER_ACCOUNT = Fixed.OTHER_ACCOUNT;

    /**
     * The correct answer, delayed.
     *
     * @param delay in addition to {@link DemoSettings#latency()}, zero or more
     */
    record Slow(Duration delay) implements Fault {

        public Slow {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("the delay must not be negative, got " + delay);
            }
        }
    }

    /** The faults without a parameter; {@link Fault} has a constant for each. */
    enum Fixed implements Fault {
        NONE,
        DOWN,
        HANG_BEFORE_HEADER,
        HANG_AFTER_HEADER,
        MAINTENANCE,
        BAD_GATEWAY,
        GARBAGE,
        HUGE,
        TRUNCATED_JSON,
        WRONG_JSON,
        WITHOUT_DATA,
        REDIRECT,
        SIGNATURE_REJECTED,
        TOO_MANY_REQUESTS,
        SERVER_ERROR,
        DATABASE_DOWN,
        DATABASE_LOCKED,
        ACCOUNT_DISABLED,
        LOGIN_CANCELLED,
        OTHER_ACCOUNT
    }

    static Fault slow(Duration delay) {
        return new Slow(delay);
    }

    /**
     * Finds a fault by one of its {@link #names()}; {@code hang} is short for {@code hang-before-header}.
     *
     * @param delay for {@code slow}, ignored by the others
     * @return empty if the name is unknown
     */
    static Optional<Fault> named(String name, Duration delay) {
        return switch (name) {
            case "slow" -> Optional.of(slow(delay));
            case "hang" -> Optional.of(HANG_BEFORE_HEADER);
            default ->
                Arrays.stream(Fixed.values())
                        .filter(fault -> nameOf(fault).equals(name))
                        .map(Fault.class::cast)
                        .findFirst();
        };
    }

    static List<String> names() {
        return Stream.concat(Arrays.stream(Fixed.values()).map(Fault::nameOf), Stream.of("slow"))
                .toList();
    }

    private static String nameOf(Fixed fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
