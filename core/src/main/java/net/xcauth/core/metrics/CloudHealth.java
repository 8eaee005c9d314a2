package net.xcauth.core.metrics;

import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.cloud.Cause;

/**
 * Whether a cloud answers, as the last answers showed.
 *
 * @param cloud       scheme, host and port of its address
 * @param answers     whether the last question was answered
 * @param since       when that became so
 * @param lastFailure what it did instead of an answer when it last did not; without secrets
 */
public record CloudHealth(String cloud, boolean answers, Instant since, Optional<Failure> lastFailure) {

    /**
     * One failure.
     *
     * @param at     when
     * @param cause  what kind of failure, and what to do
     * @param detail what happened, in English
     */
    public record Failure(Instant at, Cause cause, String detail) {}

    CloudHealth next(boolean answersNow, Instant now, Optional<Failure> failure) {
        return new CloudHealth(
                cloud, answersNow, answersNow == answers ? since : now, failure.isPresent() ? failure : lastFailure);
    }
}
