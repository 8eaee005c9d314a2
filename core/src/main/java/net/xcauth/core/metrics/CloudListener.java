package net.xcauth.core.metrics;

import java.time.Duration;
import net.xcauth.core.cloud.Answer;

/** Receives each answer of a cloud. Called on any thread; must not block. */
@FunctionalInterface
public interface CloudListener {

    /**
     * Called when a request has been answered or has failed.
     *
     * @param operation {@code auth}, {@code isuser}, {@code sharedroster} or {@code neutral}
     * @param took      the time from the request to the answer, including the wait for a free slot
     */
    void answered(String operation, Answer<?> answer, Duration took);
}
