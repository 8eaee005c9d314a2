package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.roster.RosterSource;
import org.jspecify.annotations.Nullable;

/** A source of rosters that records when refreshes succeeded and failed. */
public final class RefreshHistory implements RosterSource {
    private final RosterSource source;
    private final Clock clock;
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable Instant succeeded;
    private volatile @Nullable Instant failed;

    RefreshHistory(RosterSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> ask(String user) {
        return source.ask(user).thenApply(answer -> {
            // An unconfirmed answer concerns this user only.
            if (answer instanceof Unreachable<?> unreachable && unreachable.cause() != Cause.UNCONFIRMED) {
                failures.incrementAndGet();
            }
            return answer;
        });
    }

    @Override
    public CompletableFuture<Boolean> refresh() {
        return source.refresh().thenApply(answered -> {
            if (!answered) {
                failures.incrementAndGet();
            }
            return answered;
        });
    }

    /** A refresh by the engine that reads from this source. */
    @FunctionalInterface
    interface Refresh {
        /** @return the number of requests */
        int run() throws InterruptedException;
    }

    /** Runs a refresh, records its result, and returns the number of requests. */
    int record(Refresh refresh) throws InterruptedException {
        long before = failures.get();
        int requests = refresh.run();
        if (failures.get() == before) {
            succeeded = clock.instant();
        } else {
            failed = clock.instant();
        }
        return requests;
    }

    /** The time of the last successful refresh on this node; empty if there is none. */
    public Optional<Instant> lastSuccess() {
        return Optional.ofNullable(succeeded);
    }

    /** The time of the last refresh if it failed; empty if it succeeded, or there was none. */
    public Optional<Instant> lastFailure() {
        Instant success = succeeded;
        return Optional.ofNullable(failed).filter(failure -> success == null || failure.isAfter(success));
    }
}
