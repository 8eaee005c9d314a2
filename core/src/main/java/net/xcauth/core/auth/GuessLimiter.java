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
 * Limits how many wrong passwords of one user are judged, by the cloud or by the cache. Nobody waits: what is beyond the
 * limit is turned away at once. Passwords under way count as wrong until they are judged; otherwise a hundred guesses at
 * once would all pass before the first answer. The same password counts once.
 *
 * <p>Each address from which the user has logged in has a limit of its own, and all others share one, so that a guesser
 * elsewhere does not lock the user out.
 */
final class GuessLimiter {
    private static final Logger log = LoggerFactory.getLogger(GuessLimiter.class);
    private static final int MOST = 100_000;
    /** How many of the last wrong passwords are recognised when they are tried again. */
    private static final int RECOGNISED = 16;

    private static final Duration LONG_WINDOW = Duration.ofHours(1);
    private static final int MANY = 100;
    private static final Duration BETWEEN_COMPARISONS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_COMPARISONS_AFTER_MANY = Duration.ofSeconds(10);

    private final int limit;
    private final Clock clock;
    private final Cache<Origin, Guesses> origins;

    /** What may be done to find out whether a password is right. */
    enum Scope {
        /** Whatever it takes. */
        ANYTHING,
        /** Comparing it with the remembered ones; the cloud is not asked. */
        COMPARISON,
        /** Nothing. */
        NOTHING
    }

    /** @param address empty for all addresses from which the user has not logged in */
    private record Origin(UserKey user, OptionalLong address) {}

    /** @param limit wrong passwords within {@link ProtectionPolicy#GUESS_WINDOW} */
    GuessLimiter(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
        origins = BoundedCaches.builder(clock, MOST)
                .expireAfterAccess(LONG_WINDOW)
                .build();
    }

    /**
     * Begins an attempt, which must be ended by {@link Guess#end}.
     *
     * @param address     from which the user has logged in before; empty for any other, and for an unknown one
     * @param fingerprint of the password, at least 8 bytes
     */
    Guess begin(UserKey user, OptionalLong address, ByteBuffer fingerprint) {
        return origins.get(new Origin(user, address), absent -> new Guesses()).begin(user, fingerprint.getLong(0));
    }

    /** Counts a password that was known to be right, so that nothing limited it, and that the cloud has now refused. */
    void add(UserKey user, OptionalLong address, ByteBuffer fingerprint) {
        origins.get(new Origin(user, address), absent -> new Guesses()).end(fingerprint.getLong(0), true);
    }

    /** One attempt, while it is judged. */
    static final class Guess {
        private final Guesses guesses;
        private final long fingerprint;
        private final Scope scope;

        private Guess(Guesses guesses, long fingerprint, Scope scope) {
            this.guesses = guesses;
            this.fingerprint = fingerprint;
            this.scope = scope;
        }

        Scope scope() {
            return scope;
        }

        /** @param wrong true if the password was not found to be right, by whomever */
        void end(boolean wrong) {
            guesses.end(fingerprint, wrong && scope != Scope.NOTHING);
        }
    }

    /** Those from one origin. */
    private final class Guesses {
        private final Set<Long> underWay = new HashSet<>();
        private final long[] last = new long[RECOGNISED];
        private int wrong;
        private int wrongLately;
        private Instant start = Instant.MIN;
        private Instant lateStart = Instant.MIN;
        private Instant compared = Instant.MIN;
        private boolean told;

        synchronized Guess begin(UserKey user, long fingerprint) {
            Instant now = clock.instant();
            forgetOld(now);
            boolean repeated = isKnown(fingerprint);
            if (wrongLately + (repeated ? 0 : underWay.size()) < limit) {
                if (!repeated) {
                    underWay.add(fingerprint);
                }
                return new Guess(this, fingerprint, Scope.ANYTHING);
            }
            tell(user);
            if (now.isBefore(compared.plus(wrong < MANY ? BETWEEN_COMPARISONS : BETWEEN_COMPARISONS_AFTER_MANY))) {
                return new Guess(this, fingerprint, Scope.NOTHING);
            }
            compared = now;
            return new Guess(this, fingerprint, Scope.COMPARISON);
        }

        synchronized void end(long fingerprint, boolean isWrong) {
            Instant now = clock.instant();
            forgetOld(now);
            underWay.remove(fingerprint);
            if (isWrong && !isKnown(fingerprint)) {
                last[wrong % RECOGNISED] = fingerprint;
                start = wrong++ == 0 ? now : start;
                lateStart = wrongLately++ == 0 ? now : lateStart;
            }
        }

        private boolean isKnown(long fingerprint) {
            if (underWay.contains(fingerprint)) {
                return true;
            }
            for (int i = 0; i < Math.min(wrong, RECOGNISED); i++) {
                if (last[i] == fingerprint) {
                    return true;
                }
            }
            return false;
        }

        private void forgetOld(Instant now) {
            if (wrongLately > 0 && !now.isBefore(lateStart.plus(ProtectionPolicy.GUESS_WINDOW))) {
                wrongLately = 0;
                told = false;
            }
            if (wrong > 0 && !now.isBefore(start.plus(LONG_WINDOW))) {
                wrong = 0;
            }
        }

        private void tell(UserKey user) {
            if (!told) {
                told = true;
                log.warn(
                        "{} wrong passwords for {} within a minute: unknown ones are answered \"cannot tell\" until it "
                                + "is over; somebody may be guessing",
                        limit,
                        user);
            }
        }
    }
}
