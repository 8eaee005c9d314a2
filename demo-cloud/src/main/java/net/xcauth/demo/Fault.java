package net.xcauth.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a cloud can misbehave, towards everybody who asks it, or in answers about one user. */
public sealed interface Fault {

    /** All is well. */
    Fault NONE = Fixed.NONE;
    /** Reads the request and closes the connection. For refused connections see {@link DemoCloud#stopListening()}. */
    Fault DOWN = Fixed.DOWN;
    /** Nothing comes back until the fault is changed, then the answer. */
    Fault HANG_BEFORE_HEADER = Fixed.HANG_BEFORE_HEADER;
    /** The header comes back, with its Content-Length, but the body only when the fault is changed. */
    Fault HANG_AFTER_HEADER = Fixed.HANG_AFTER_HEADER;
    /** 503 as Nextcloud answers in maintenance mode: JSON from its own API, HTML from the JSXC app. */
    Fault MAINTENANCE = Fixed.MAINTENANCE;
    /** 502 with a proxy's kind of HTML. */
    Fault BAD_GATEWAY = Fixed.BAD_GATEWAY;
    /** 200 with HTML: what a mistyped address gives. */
    Fault GARBAGE = Fixed.GARBAGE;
    /** 200 with 50 MB in chunks, which begin like an answer and never become JSON. */
    Fault HUGE = Fixed.HUGE;
    /** 200 with the first half of the true answer. */
    Fault TRUNCATED_JSON = Fixed.TRUNCATED_JSON;
    /** 200 with JSON of another application. */
    Fault WRONG_JSON = Fixed.WRONG_JSON;
    /** 200 with JSON that says "success" and ends there: no data. */
    Fault WITHOUT_DATA = Fixed.WITHOUT_DATA;
    /** 302 to an address that notes visitors, see {@link DemoCloud#redirectsFollowed()}. */
    Fault REDIRECT = Fixed.REDIRECT;
    /** Every signature is wrong, as with a wrong secret; without effect on Nextcloud's own API. */
    Fault SIGNATURE_REJECTED = Fixed.SIGNATURE_REJECTED;

    /** 429, as a proxy or Nextcloud's brute force protection answers. */
    Fault TOO_MANY_REQUESTS = Fixed.TOO_MANY_REQUESTS;
    /** 500 with Nextcloud's kind of HTML, as when PHP fails on this question. */
    Fault SERVER_ERROR = Fixed.SERVER_ERROR;
    /** 500 with nothing, as when PHP cannot connect to its database. */
    Fault DATABASE_DOWN = Fixed.DATABASE_DOWN;
    /** 500 with JSON, as when another process has locked the database. */
    Fault DATABASE_LOCKED = Fixed.DATABASE_LOCKED;
    /** A right password is refused since the account is disabled; all else is as it was. */
    Fault ACCOUNT_DISABLED = Fixed.ACCOUNT_DISABLED;
    /** A right password is refused since an app of the cloud has cancelled the login; all else is as it was. */
    Fault LOGIN_CANCELLED = Fixed.LOGIN_CANCELLED;
    /** A right password is answered with the id of another account; all else is as it was. */
    Fault OTHER_ACCOUNT = Fixed.OTHER_ACCOUNT;

    /**
     * The right answer, late.
     *
     * @param delay on top of {@link Settings#latency()}, zero or more
     */
    record Slow(Duration delay) implements Fault {

        public Slow {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("the delay must not be negative");
            }
        }
    }

    /** The faults that take no parameter; the constants of {@link Fault} are these. */
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
     * The fault with one of the {@link #names()}, or with {@code hang}, which is {@code hang-before-header};
     * empty if the name is none of them.
     *
     * @param delay for {@code slow}, without meaning for the others
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
