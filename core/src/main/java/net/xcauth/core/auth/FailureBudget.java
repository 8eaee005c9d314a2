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
 * Keeps a cloud from blocking this machine. Nextcloud blocks an address for half an hour after more than ten wrong
 * login passwords, regardless of whose they are. A password counts as wrong while its check is in flight, in all
 * processes that share the database, so that the eleventh is never sent. No login waits: passwords beyond the budget
 * are {@link Cause#RATE_LIMITED} at once.
 *
 * <p>The cloud reports how many failures it has counted in the last 12 hours, up to eight. Failures that are not known
 * here were caused by other programs on this machine and count as if they had just happened. Failures that are known
 * here but not to the cloud, because a request was not answered, are ignored.
 *
 * <p>If the cloud does not count failures of this machine, only a flood of wrong passwords is slowed down.
 */
final class FailureBudget {
    private static final Logger log = LoggerFactory.getLogger(FailureBudget.class);
    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final Duration REPORTED_WINDOW = Duration.ofHours(12);
    private static final int PER_USER = 2;
    private static final int ALL_USERS = 8;
    private static final int RESERVED = 2;
    private static final Duration READING_VALID = Duration.ofMinutes(5);
    /** The cloud may not have counted passwords that were sent within this time. */
    private static final Duration UNSETTLED = Duration.ofMinutes(1);
    /** The pause after a response 429. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int FLOOD = 30;

    private final String name;
    private final String cloud;
    private final Supplier<CompletableFuture<Answer<CountedGuesses>>> counterRequest;
    private final Persistence persistence;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** Failures of this process, and those it must assume of others; decisive while the database does not respond. */
    private final List<StoredFailure> own = new ArrayList<>();

    private final Recent refusals;
    private final Recent admitted;
    private volatile Optional<Reading> lastReading = Optional.empty();
    private Optional<CompletableFuture<Reading>> reading = Optional.empty();
    private Instant pausedUntil = Instant.MIN;
    private Instant lastWarning = Instant.MIN;

    /** The cloud's counter, as last reported. */
    private record Reading(CountedGuesses counted, Instant at) {
        /** The number of these failures that the cloud may have counted. */
        long countOf(Stream<StoredFailure> failures) {
            Instant certain = at.minus(UNSETTLED);
            long[] beforeAndAfter = new long[2];
            failures.forEach(failure -> beforeAndAfter[failure.at().isAfter(certain) ? 1 : 0]++);
            boolean exact = counted.failures() < CountedGuesses.MOST_TOLD;
            return (exact ? Math.min(beforeAndAfter[0], counted.failures()) : beforeAndAfter[0]) + beforeAndAfter[1];
        }
    }

    /**
     * @param name           the cloud's name for the log
     * @param cloud          the cloud's key in the database; up to 64 characters
     * @param counterRequest queries the cloud's counter of wrong passwords
     */
    FailureBudget(
            String name,
            String cloud,
            Supplier<CompletableFuture<Answer<CountedGuesses>>> counterRequest,
            Persistence persistence,
            Clock clock) {
        this.name = name;
        this.cloud = cloud;
        this.counterRequest = counterRequest;
        this.persistence = persistence;
        this.clock = clock;
        refusals = new Recent(FLOOD + 1);
        admitted = new Recent(FLOOD);
    }

    /** True if the cloud counts wrong passwords from this machine, or may do so. */
    CompletableFuture<Boolean> isCounted() {
        return reading().thenApply(now -> !now.counted.exempt());
    }

    /**
     * Sends a login password if the budget allows one more wrong password.
     *
     * @param accepted true if the cloud has accepted a password of the user within 30 days
     */
    <T> CompletableFuture<Answer<T>> send(
            UserKey user, boolean accepted, Supplier<CompletableFuture<Answer<T>>> login) {
        if (isPaused()) {
            return rateLimited("it has rejected login passwords from this machine");
        }
        return reading()
                .thenCompose(now ->
                        now.counted.exempt() ? sendUnlessFlooded(accepted, login) : sendCounted(user, accepted, login));
    }

    private <T> CompletableFuture<Answer<T>> sendUnlessFlooded(
            boolean accepted, Supplier<CompletableFuture<Answer<T>>> login) {
        if (!accepted && refusals.isFull(clock.instant()) && !admitted.add(clock.instant())) {
            warn("more than " + FLOOD
                    + " wrong passwords within a minute: users without a remembered password are now limited to "
                    + FLOOD + " logins a minute; someone may be guessing");
            return rateLimited("too many wrong passwords");
        }
        return login.get().thenApply(this::settled);
    }

    private <T> CompletableFuture<Answer<T>> sendCounted(
            UserKey user, boolean accepted, Supplier<CompletableFuture<Answer<T>>> login) {
        StoredFailure failure = new StoredFailure(random.nextLong(), Optional.of(user), clock.instant());
        Predicate<List<StoredFailure>> sendable = failures -> isSendable(failures, user, accepted);
        return reserve(failure, sendable).thenCompose(reserved -> {
            if (!reserved) {
                refreshReading();
                warn(
                        "the cloud counts wrong passwords against this machine, so some passwords are held back before it blocks "
                                + "all logins. " + Cause.RATE_LIMITED.remedy());
                return rateLimited(
                        "too many recent passwords were wrong or unanswered, and it may count them against this machine");
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
        Reading now = lastReading.orElseThrow();
        return now.countOf(failures.stream().filter(each -> each.user().equals(Optional.of(user)))) < PER_USER
                && now.countOf(failures.stream()) < (accepted ? ALL_USERS + RESERVED : ALL_USERS);
    }

    /** True for a refused password, and for one that the cloud may have refused although no answer arrived. */
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

    private <T> CompletableFuture<Answer<T>> rateLimited(String why) {
        return CompletableFuture.completedFuture(
                new Unreachable<>(Cause.RATE_LIMITED, name + " was not queried: " + why));
    }

    private synchronized void warn(String what) {
        Instant now = clock.instant();
        if (now.isAfter(lastWarning.plus(WINDOW)) || lastWarning.equals(Instant.MIN)) {
            lastWarning = now;
            log.warn("{}: {}", name, what);
        }
    }

    /** The last reading, refreshed in the background if it is old; waits only for the first one. */
    private CompletableFuture<Reading> reading() {
        Optional<Reading> last = lastReading;
        if (last.isPresent() && clock.instant().isBefore(last.get().at.plus(READING_VALID))) {
            return CompletableFuture.completedFuture(last.get());
        }
        CompletableFuture<Reading> next = read();
        return last.map(CompletableFuture::completedFuture).orElse(next);
    }

    /** An administrator may have exempted this machine since the last reading. */
    private void refreshReading() {
        if (clock.instant().isAfter(lastReading.orElseThrow().at.plus(UNSETTLED))) {
            read();
        }
    }

    private CompletableFuture<Reading> read() {
        CompletableFuture<Reading> next = new CompletableFuture<>();
        synchronized (this) {
            if (reading.isPresent()) {
                return reading.get();
            }
            reading = Optional.of(next);
        }
        counterRequest.get().thenCompose(this::reconcile).whenComplete((latest, bug) -> {
            Reading now = bug == null ? latest : unknown();
            synchronized (this) {
                lastReading = Optional.of(now);
                reading = Optional.empty();
            }
            if (bug != null) {
                log.error("{}: its counter of wrong passwords could not be read because of a bug", name, bug);
            }
            next.complete(now);
        });
        return next;
    }

    /** Brings the failures known here in line with the cloud's counter. */
    private CompletableFuture<Reading> reconcile(Answer<CountedGuesses> answer) {
        if (!(answer instanceof Yes<CountedGuesses> yes)) {
            return CompletableFuture.completedFuture(unknown());
        }
        Reading latest = new Reading(yes.value(), clock.instant());
        if (yes.value().exempt()) {
            return CompletableFuture.completedFuture(latest);
        }
        List<StoredFailure> others = Stream.generate(
                        () -> new StoredFailure(random.nextLong(), Optional.empty(), latest.at))
                .limit(yes.value().failures())
                .toList();
        Instant since = latest.at.minus(REPORTED_WINDOW);
        return persistence
                .failuresAtLeast(cloud, yes.value().failures(), since, others)
                .thenApply(stored -> {
                    synchronized (own) {
                        own.removeIf(each -> each.at().isBefore(since));
                        int missing = stored ? 0 : yes.value().failures() - own.size();
                        own.addAll(others.subList(0, Math.max(0, missing)));
                    }
                    return latest;
                });
    }

    /** The last counter, or if there is none, the assumption that the cloud may have counted everything. */
    private Reading unknown() {
        CountedGuesses counted =
                lastReading.map(Reading::counted).orElseGet(() -> new CountedGuesses(false, CountedGuesses.MOST_TOLD));
        return new Reading(counted, clock.instant());
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

        /** @return true if there was room */
        synchronized boolean add(Instant now) {
            boolean room = !isFull(now);
            if (room) {
                times.add(now);
            }
            return room;
        }
    }
}
