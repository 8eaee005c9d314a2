package net.xcauth.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import net.xcauth.core.cache.BoundedCaches;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how many wrong passwords of one user are checked, by the cloud or against the cache. Attempts beyond the limit
 * are rejected at once; none of them waits. A password counts as wrong while its check is in flight; otherwise a
 * hundred concurrent guesses would all pass before the first answer. Repetitions of the same password count once.
 *
 * <p>Each address from which the user has logged in has a limit of its own. All other addresses share one, so that a
 * guesser elsewhere does not lock the user out.
 */
final class GuessLimiter {
    private static final Logger log = LoggerFactory.getLogger(GuessLimiter.class);
    private static final int MAX_ORIGINS = 100_000;
    /** The number of recent wrong passwords that are recognized when they are tried again. */
    private static final int RECOGNIZED = 16;

    private static final Duration LONG_WINDOW = Duration.ofHours(1);
    private static final int MANY = 100;
    private static final Duration BETWEEN_COMPARISONS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_COMPARISONS_AFTER_MANY = Duration.ofSeconds(10);

    private final int limit;
    private final Clock clock;
    private final Cache<Origin, Guesses> origins;

    /** The checks that an attempt may use. */
    enum Permit {
        /** Comparison with remembered passwords, and the cloud. */
        FULL,
        /** Comparison with remembered passwords only. */
        COMPARE_ONLY,
        /** No check at all. */
        NONE
    }

    /** @param address empty for the addresses from which the user has not logged in, which share a limit */
    private record Origin(UserKey user, OptionalLong address) {}

    /** @param limit wrong passwords within {@link ProtectionPolicy#GUESS_WINDOW} */
    GuessLimiter(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
        origins = BoundedCaches.builder(clock, MAX_ORIGINS)
                .expireAfterAccess(LONG_WINDOW)
                .build();
    }

    /**
     * Begins an attempt, to be ended by {@link Guess#end}.
     *
     * @param address     an address from which the user has logged in before; empty for any other or unknown address
     * @param fingerprint of the password; at least 8 bytes
     */
    Guess begin(UserKey user, OptionalLong address, ByteBuffer fingerprint) {
        return origins.get(new Origin(user, address), absent -> new Guesses()).begin(user, fingerprint.getLong(0));
    }

    /** Counts a password that was not limited because it was known to be right, and that the cloud has now refused. */
    void add(UserKey user, OptionalLong address, ByteBuffer fingerprint) {
        origins.get(new Origin(user, address), absent -> new Guesses()).end(fingerprint.getLong(0), true);
    }

    /** One attempt while it is being checked. */
    static final class Guess {
        private final Guesses guesses;
        private final long fingerprint;
        private final Permit permit;

        private Guess(Guesses guesses, long fingerprint, Permit permit) {
            this.guesses = guesses;
            this.fingerprint = fingerprint;
            this.permit = permit;
        }

        Permit permit() {
            return permit;
        }

        /** @param wrong true unless the password was found to be right */
        void end(boolean wrong) {
            guesses.end(fingerprint, wrong && permit != Permit.NONE);
        }
    }

    /** The attempts from one origin. */
    private final class Guesses {
        private final Set<Long> inFlight = new HashSet<>();
        private final long[] last = new long[RECOGNIZED];
        private int wrong;
        private int recentlyWrong;
        private Instant start = Instant.MIN;
        private Instant recentStart = Instant.MIN;
        private Instant compared = Instant.MIN;
        private boolean warned;

        synchronized Guess begin(UserKey user, long fingerprint) {
            Instant now = clock.instant();
            forgetOld(now);
            boolean repeated = isKnown(fingerprint);
            if (recentlyWrong + (repeated ? 0 : inFlight.size()) < limit) {
                if (!repeated) {
                    inFlight.add(fingerprint);
                }
                return new Guess(this, fingerprint, Permit.FULL);
            }
            warnOnce(user);
            if (now.isBefore(compared.plus(wrong < MANY ? BETWEEN_COMPARISONS : BETWEEN_COMPARISONS_AFTER_MANY))) {
                return new Guess(this, fingerprint, Permit.NONE);
            }
            compared = now;
            return new Guess(this, fingerprint, Permit.COMPARE_ONLY);
        }

        synchronized void end(long fingerprint, boolean isWrong) {
            Instant now = clock.instant();
            forgetOld(now);
            inFlight.remove(fingerprint);
            if (isWrong && !isKnown(fingerprint)) {
                last[wrong % RECOGNIZED] = fingerprint;
                start = wrong++ == 0 ? now : start;
                recentStart = recentlyWrong++ == 0 ? now : recentStart;
            }
        }

        private boolean isKnown(long fingerprint) {
            if (inFlight.contains(fingerprint)) {
                return true;
            }
            for (int i = 0; i < Math.min(wrong, RECOGNIZED); i++) {
                if (last[i] == fingerprint) {
                    return true;
                }
            }
            return false;
        }

        private void forgetOld(Instant now) {
            if (recentlyWrong > 0 && !now.isBefore(recentStart.plus(ProtectionPolicy.GUESS_WINDOW))) {
                recentlyWrong = 0;
                warned = false;
            }
            if (wrong > 0 && !now.isBefore(start.plus(LONG_WINDOW))) {
                wrong = 0;
            }
        }

        private void warnOnce(UserKey user) {
            if (!warned) {
                warned = true;
                log.warn(
                        "{} wrong passwords for {} within a minute: unknown passwords are answered \"cannot tell\" until the "
                                + "minute is over; someone may be guessing",
                        limit,
                        user);
            }
        }
    }
}
