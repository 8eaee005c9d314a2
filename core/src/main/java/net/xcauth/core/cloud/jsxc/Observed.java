package net.xcauth.core.cloud.jsxc;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * An answer with details of its HTTP response, for diagnosis.
 *
 * @param status    the HTTP status; empty if there was no response
 * @param cloudTime the time of the cloud's web server in whole seconds; empty if it did not send it
 * @param secret    the position, from 0, of the endpoint's secret that signed the last request
 * @param <T>       the value of a yes
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
