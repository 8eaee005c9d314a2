package net.xcauth.core.cloud.jsxc;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * An answer, and what else its HTTP response told: for those who look for a fault.
 *
 * @param status    the HTTP status; empty if there was no response
 * @param cloudTime what the clock of the cloud's web server said, in whole seconds; empty if it did not say
 * @param secret    the position, from 0, of the endpoint's secret that signed the last request
 * @param <T>       what a yes carries
 */
public record Observed<T>(Answer<T> answer, OptionalInt status, Optional<Instant> cloudTime, int secret) {

    public Observed {
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(cloudTime, "cloudTime");
    }

    static <T> Observed<T> of(Answer<T> answer, HttpOutcome outcome, int secret) {
        return outcome instanceof HttpOutcome.Reply reply
                ? new Observed<>(answer, OptionalInt.of(reply.status()), reply.time(), secret)
                : new Observed<>(answer, OptionalInt.empty(), Optional.empty(), secret);
    }
}
