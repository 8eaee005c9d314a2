package net.xcauth.core.metrics;

import java.time.Duration;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudOperation;

/** Receives each answer of a cloud. Called on any thread; must not block. */
@FunctionalInterface
public interface CloudListener {

    /**
     * Called when a request has been answered or has failed.
     *
     * @param took the time from the request to the answer, including the wait for a free slot
     */
    void answered(CloudOperation operation, Answer<?> answer, Duration took);
}
