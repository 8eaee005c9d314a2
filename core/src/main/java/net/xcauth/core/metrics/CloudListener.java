package net.xcauth.core.metrics;

import java.time.Duration;
import net.xcauth.core.cloud.Answer;

/** Told of every answer of a cloud. Called on whatever thread brings it; must not block. */
@FunctionalInterface
public interface CloudListener {

    /**
     * A question was answered, or was not.
     *
     * @param operation {@code auth}, {@code isuser}, {@code sharedroster} or {@code neutral}
     * @param took      from the question to the answer, waiting for a free place included
     */
    void answered(String operation, Answer<?> said, Duration took);
}
