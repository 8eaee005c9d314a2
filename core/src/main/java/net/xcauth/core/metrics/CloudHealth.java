package net.xcauth.core.metrics;

import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.cloud.Cause;

/**
 * The health of a cloud, as its last answers have shown it.
 *
 * @param cloud       the scheme, host and port of its address
 * @param answers     true if the last request was answered
 * @param since       the time of the last change
 * @param lastFailure the last failure, if any; without secrets
 */
public record CloudHealth(String cloud, boolean answers, Instant since, Optional<Failure> lastFailure) {

    /**
     * One failure.
     *
     * @param cause  the kind of failure, with a remedy
     * @param detail what happened, in English
     */
    public record Failure(Instant at, Cause cause, String detail) {}

    CloudHealth next(boolean answersNow, Instant now, Optional<Failure> failure) {
        return new CloudHealth(
                cloud, answersNow, answersNow == answers ? since : now, failure.isPresent() ? failure : lastFailure);
    }
}
