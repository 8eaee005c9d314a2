package net.xcauth.openfire.service;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.metrics.CloudListener;

/** Remembers that the cloud rejects the API secret or the service account, until it accepts that for the same operation. */
final class RejectedSecret implements CloudListener {
    private static final Set<Cause> REJECTIONS =
            EnumSet.of(Cause.SIGNATURE, Cause.SERVICE_ACCOUNT, Cause.SERVICE_DISABLED);

    private final Map<String, Cause> rejected = new ConcurrentHashMap<>();

    @Override
    public void answered(String operation, Answer<?> said, Duration took) {
        if (!(said instanceof Unreachable<?> unreachable)) {
            if (rejected.containsKey(operation)) {
                rejected.clear();
            }
        } else if (REJECTIONS.contains(unreachable.cause())) {
            rejected.put(operation, unreachable.cause());
        }
    }

    /** How the cloud rejects it; empty if it does not. */
    Optional<Cause> cause() {
        return rejected.values().stream().findAny();
    }
}
