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
import net.xcauth.core.cloud.CloudOperation;
import net.xcauth.core.metrics.CloudListener;

/** Notes that the cloud rejects the API secret or the service account, until it accepts the same operation again. */
final class RejectedCredentials implements CloudListener {
    private static final Set<Cause> REJECTIONS =
            EnumSet.of(Cause.SIGNATURE, Cause.SERVICE_ACCOUNT, Cause.SERVICE_DISABLED);
    /** The operation that always uses the service account: its next success clears what a check has found. */
    private static final CloudOperation READS_ROSTERS = CloudOperation.SHAREDROSTER;

    private final Map<CloudOperation, Cause> rejected = new ConcurrentHashMap<>();

    @Override
    public void answered(CloudOperation operation, Answer<?> answer, Duration took) {
        note(operation, answer);
    }

    /** Notes the answer to a check of the service account itself. */
    void serviceAccountChecked(Answer<?> answer) {
        note(READS_ROSTERS, answer);
    }

    private void note(CloudOperation operation, Answer<?> answer) {
        if (!(answer instanceof Unreachable<?> unreachable)) {
            if (rejected.containsKey(operation)) {
                rejected.clear();
            }
        } else if (REJECTIONS.contains(unreachable.cause())) {
            rejected.put(operation, unreachable.cause());
        }
    }

    /** The reason why the cloud rejects them; empty if it does not. */
    Optional<Cause> cause() {
        return rejected.values().stream().findAny();
    }
}
