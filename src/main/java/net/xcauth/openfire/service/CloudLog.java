package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudOperation;
import net.xcauth.core.metrics.CloudListener;
import net.xcauth.core.store.OutageLog;

/** Logs when the cloud fails and when it recovers, once each, with the remedy. */
final class CloudLog implements CloudListener {
    private final OutageLog health;

    CloudLog(Clock clock) {
        health = new OutageLog(
                "the cloud answers",
                "remembered passwords, users and groups stay valid, and other clients are told to try again later",
                clock);
    }

    @Override
    public void answered(CloudOperation operation, Answer<?> said, Duration took) {
        if (!(said instanceof Unreachable<?> unreachable)) {
            health.worked();
        } else if (unreachable.cause() != Cause.OVERLOAD) {
            health.failed(unreachable.detail() + " (" + unreachable.cause().remedy() + ")");
        }
    }
}
