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

/** A source of rosters that notes its failures, and when a refresh had none, and had one. */
public final class RefreshRecord implements RosterSource {
    private final RosterSource source;
    private final Clock clock;
    private final AtomicLong failures = new AtomicLong();
    private volatile Instant succeeded;
    private volatile Instant failed;

    /** @param clock says when */
    RefreshRecord(RosterSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> ask(String user) {
        return source.ask(user).thenApply(answer -> {
            // That a user is not known any more, for now, concerns this user only.
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

    /** A refresh, by the engine that has this source. */
    @FunctionalInterface
    interface Round {
        /** @return the number of questions */
        int run() throws InterruptedException;
    }

    /** Runs a refresh and notes what came of it; returns the number of questions. */
    int note(Round round) throws InterruptedException {
        long before = failures.get();
        int questions = round.run();
        if (failures.get() == before) {
            succeeded = clock.instant();
        } else {
            failed = clock.instant();
        }
        return questions;
    }

    /** When a refresh last succeeded here; empty if none has. */
    public Optional<Instant> succeeded() {
        return Optional.ofNullable(succeeded);
    }

    /** When the last refresh failed; empty if it succeeded, or none has been tried. */
    public Optional<Instant> failed() {
        Instant success = succeeded;
        return Optional.ofNullable(failed).filter(failure -> success == null || failure.isAfter(success));
    }
}
