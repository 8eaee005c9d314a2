package net.xcauth.core.auth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cloud from blocking this machine, which Nextcloud does for half an hour after more than ten wrong login passwords,
 * no matter which users sent them. A password counts as wrong while its check is under way, in all processes that share the
 * database, so that the eleventh is never sent. Nobody waits: what is not sent is {@link Cause#RATE_LIMITED} at once.
 *
 * <p>The cloud tells how many failures it has counted in the last 12 hours, up to eight. What is missing here was sent by others
 * from this machine, and counts as if that had just been. What is too much here, since a question was not answered, is left out.
 *
 * <p>If the cloud counts nothing, only a flood of wrong passwords is slowed down.
 */
final class FailureBudget {
    private static final Logger log = LoggerFactory.getLogger(FailureBudget.class);
    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final Duration TOLD_WINDOW = Duration.ofHours(12);
    private static final int PER_USER = 2;
    private static final int FOR_ALL = 8;
    private static final int RESERVED = 2;
    private static final Duration READING_VALID = Duration.ofMinutes(5);
    /** What was sent so lately may not be counted by the cloud yet. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);
    /** After a 429, which costs the cloud and this machine nothing. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int FLOOD = 30;

    private final String name;
    private final String cloud;
    private final Supplier<CompletableFuture<Answer<CountedGuesses>>> question;
    private final Persistence persistence;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** What this process has sent, and what it must assume of others; alone matters while the database does not answer. */
    private final List<StoredFailure> own = new ArrayList<>();

    private final Recent refusals;
    private final Recent admitted;
    private volatile Reading reading;
    private CompletableFuture<Reading> underWay;
    private Instant pausedUntil = Instant.MIN;
    private Instant told = Instant.MIN;

    /** What the cloud has last told. */
    private record Reading(CountedGuesses counted, Instant at) {
        /** How many of these the cloud may have counted. */
        long of(Stream<StoredFailure> failures) {
            Instant certain = at.minus(UNDER_WAY);
            long[] beforeAndAfter = new long[2];
            failures.forEach(failure -> beforeAndAfter[failure.at().isAfter(certain) ? 1 : 0]++);
            boolean exact = counted.failures() < CountedGuesses.MOST_TOLD;
            return (exact ? Math.min(beforeAndAfter[0], counted.failures()) : beforeAndAfter[0]) + beforeAndAfter[1];
        }
    }

    /**
     * @param name     of the cloud, for the log
     * @param cloud    the same for all processes that ask the same cloud; up to 64 characters
     * @param question asks the cloud how it counts
     */
    FailureBudget(
            String name,
            String cloud,
            Supplier<CompletableFuture<Answer<CountedGuesses>>> question,
            Persistence persistence,
            Clock clock) {
        this.name = name;
        this.cloud = cloud;
        this.question = question;
        this.persistence = persistence;
        this.clock = clock;
        refusals = new Recent(FLOOD + 1);
        admitted = new Recent(FLOOD);
    }

    /** True if the cloud counts wrong passwords from this machine, or may do so. */
    CompletableFuture<Boolean> isCounted() {
        return reading().thenApply(each -> !each.counted.exempt());
    }

    /**
     * Sends a login password if the cloud may be sent one more that is wrong.
     *
     * @param accepted whether the cloud has accepted a password of the user's within 30 days
     */
    <T> CompletableFuture<Answer<T>> ask(UserKey user, boolean accepted, Supplier<CompletableFuture<Answer<T>>> login) {
        if (isPaused()) {
            return withheld("it has refused to answer login passwords from this machine");
        }
        return reading()
                .thenCompose(each ->
                        each.counted.exempt() ? unlessFlooded(accepted, login) : counted(user, accepted, login));
    }

    private <T> CompletableFuture<Answer<T>> unlessFlooded(
            boolean accepted, Supplier<CompletableFuture<Answer<T>>> login) {
        if (!accepted && refusals.isFull(clock.instant()) && !admitted.add(clock.instant())) {
            tell("more than " + FLOOD + " wrong passwords within a minute: of users without a remembered password, "
                    + FLOOD + " a minute are asked about; somebody may be guessing");
            return withheld("too many wrong passwords of whatever users");
        }
        return login.get().thenApply(this::settled);
    }

    private <T> CompletableFuture<Answer<T>> counted(
            UserKey user, boolean accepted, Supplier<CompletableFuture<Answer<T>>> login) {
        StoredFailure failure = new StoredFailure(random.nextLong(), Optional.of(user), clock.instant());
        Predicate<List<StoredFailure>> sendable = failures -> isSendable(failures, user, accepted);
        return reserve(failure, sendable).thenCompose(reserved -> {
            if (!reserved) {
                renewSoon();
                tell("it counts wrong passwords against this machine, so some are not sent before it blocks all. "
                        + Cause.RATE_LIMITED.remedy());
                return withheld(
                        "too many wrong or unanswered passwords lately, which it may count against this machine");
            }
            return login.get()
                    .whenComplete((answer, bug) -> {
                        if (bug != null || !isCounted(answer)) {
                            release(failure);
                        }
                    })
                    .thenApply(this::settled);
        });
    }

    private boolean isSendable(List<StoredFailure> failures, UserKey user, boolean accepted) {
        Reading now = reading;
        return now.of(failures.stream().filter(each -> each.user().equals(Optional.of(user)))) < PER_USER
                && now.of(failures.stream()) < (accepted ? FOR_ALL + RESERVED : FOR_ALL);
    }

    /** A refused password, or one that the cloud may have refused without our hearing of it. */
    private static boolean isCounted(Answer<?> answer) {
        return answer instanceof No<?> no && no.asked() && no.about() == No.About.PASSWORD
                || answer instanceof Unreachable<?> failure
                        && (failure.cause() == Cause.TIMEOUT
                                || failure.cause() == Cause.DISCONNECTED
                                || failure.cause() == Cause.GATEWAY);
    }

    private CompletableFuture<Boolean> reserve(StoredFailure failure, Predicate<List<StoredFailure>> sendable) {
        Instant since = failure.at().minus(WINDOW);
        synchronized (own) {
            if (!sendable.test(
                    own.stream().filter(each -> each.at().isAfter(since)).toList())) {
                return CompletableFuture.completedFuture(false);
            }
            own.add(failure);
        }
        return persistence.reserveFailure(cloud, failure, since, sendable).thenApply(stored -> {
            if (!stored.orElse(true)) {
                forget(failure);
            }
            return stored.orElse(true);
        });
    }

    private void release(StoredFailure failure) {
        forget(failure);
        persistence.releaseFailure(failure.id());
    }

    private void forget(StoredFailure failure) {
        synchronized (own) {
            own.remove(failure);
        }
    }

    private <T> Answer<T> settled(Answer<T> answer) {
        if (answer instanceof No<T> no && no.asked() && no.about() == No.About.PASSWORD) {
            refusals.add(clock.instant());
        } else if (answer instanceof Unreachable<T> failure && failure.cause() == Cause.RATE_LIMITED) {
            pause();
        }
        return answer;
    }

    private synchronized boolean isPaused() {
        return clock.instant().isBefore(pausedUntil);
    }

    private synchronized void pause() {
        pausedUntil = clock.instant().plus(PAUSE);
    }

    private <T> CompletableFuture<Answer<T>> withheld(String why) {
        return CompletableFuture.completedFuture(new Unreachable<>(Cause.RATE_LIMITED, name + " is not asked: " + why));
    }

    private synchronized void tell(String what) {
        Instant now = clock.instant();
        if (now.isAfter(told.plus(WINDOW)) || told.equals(Instant.MIN)) {
            told = now;
            log.warn("{}: {}", name, what);
        }
    }

    /** The last reading, renewed meanwhile if it is old; waits only for the first one. */
    private CompletableFuture<Reading> reading() {
        Reading last = reading;
        if (last != null && clock.instant().isBefore(last.at.plus(READING_VALID))) {
            return CompletableFuture.completedFuture(last);
        }
        CompletableFuture<Reading> next = read();
        return last == null ? next : CompletableFuture.completedFuture(last);
    }

    /** An administrator may have exempted this machine. */
    private void renewSoon() {
        if (clock.instant().isAfter(reading.at.plus(UNDER_WAY))) {
            read();
        }
    }

    private CompletableFuture<Reading> read() {
        CompletableFuture<Reading> next = new CompletableFuture<>();
        synchronized (this) {
            if (underWay != null) {
                return underWay;
            }
            underWay = next;
        }
        question.get().thenCompose(this::taken).whenComplete((taken, bug) -> {
            synchronized (this) {
                reading = bug == null ? taken : unknown();
                underWay = null;
            }
            if (bug != null) {
                log.error("{} could not be asked how it counts wrong passwords", name, bug);
            }
            next.complete(reading);
        });
        return next;
    }

    private CompletableFuture<Reading> taken(Answer<CountedGuesses> answer) {
        if (!(answer instanceof Yes<CountedGuesses> yes)) {
            return CompletableFuture.completedFuture(unknown());
        }
        Reading taken = new Reading(yes.value(), clock.instant());
        if (yes.value().exempt()) {
            return CompletableFuture.completedFuture(taken);
        }
        List<StoredFailure> others = Stream.generate(
                        () -> new StoredFailure(random.nextLong(), Optional.empty(), taken.at))
                .limit(yes.value().failures())
                .toList();
        Instant since = taken.at.minus(TOLD_WINDOW);
        return persistence
                .failuresAtLeast(cloud, yes.value().failures(), since, others)
                .thenApply(stored -> {
                    synchronized (own) {
                        own.removeIf(each -> each.at().isBefore(since));
                        int missing = stored ? 0 : yes.value().failures() - own.size();
                        own.addAll(others.subList(0, Math.max(0, missing)));
                    }
                    return taken;
                });
    }

    /** What was told before, or that the cloud counts, and perhaps everything. */
    private Reading unknown() {
        Reading last = reading;
        return new Reading(
                last == null ? new CountedGuesses(false, CountedGuesses.MOST_TOLD) : last.counted, clock.instant());
    }

    /** The times of the last events within a minute, up to a limit. */
    private static final class Recent {
        private final int limit;
        private final List<Instant> times = new ArrayList<>();

        Recent(int limit) {
            this.limit = limit;
        }

        synchronized boolean isFull(Instant now) {
            times.removeIf(time -> !time.isAfter(now.minus(MINUTE)));
            return times.size() >= limit;
        }

        /** @return whether there was room */
        synchronized boolean add(Instant now) {
            boolean room = !isFull(now);
            if (room) {
                times.add(now);
            }
            return room;
        }
    }
}
