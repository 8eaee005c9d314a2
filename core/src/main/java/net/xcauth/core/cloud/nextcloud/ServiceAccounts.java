package net.xcauth.core.cloud.nextcloud;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.RequestCoalescer;
import net.xcauth.core.cloud.http.Diagnosis;
import net.xcauth.core.cloud.http.HttpOutcome;

/** Queries the service account itself: whether its app password works, its id and its groups. */
final class ServiceAccounts {
    private final RequestCoalescer<Endpoint.Nextcloud, Answer<CloudUser>> pending = new RequestCoalescer<>();

    /** Queries the service account, which must be configured; concurrent calls share one request. */
    CompletableFuture<Answer<CloudUser>> user(CloudAccess cloud) {
        Authorization service = cloud.service().orElseThrow();
        return pending.ask(
                cloud.endpoint(),
                () -> cloud.send(requests -> requests.user(service)).thenApply(outcome -> meaning(cloud, outcome)));
    }

    /** The service account's id; empty if none is configured or the cloud does not reveal it. */
    CompletableFuture<Optional<String>> self(CloudAccess cloud) {
        Optional<String> known = cloud.learned().self();
        if (known.isPresent() || cloud.service().isEmpty() || cloud.learned().hasBeenAskedForSelf()) {
            return CompletableFuture.completedFuture(known);
        }
        cloud.learned().askedForSelf();
        return user(cloud).thenApply(answer -> cloud.learned().self());
    }

    /**
     * True if {@code Authorization} headers reach Nextcloud: one did within a minute, or the service account's does.
     */
    CompletableFuture<Boolean> headerWorks(CloudAccess cloud) {
        if (cloud.learned().headerWorksNow() || cloud.service().isEmpty()) {
            return CompletableFuture.completedFuture(cloud.learned().headerWorksNow());
        }
        return user(cloud).thenApply(answer -> answer instanceof Answer.Yes<CloudUser>);
    }

    /** Explains the outcome of a request with the service account's app password. */
    <T> Answer.Unreachable<T> noAnswer(CloudAccess cloud, HttpOutcome outcome) {
        if (!(outcome instanceof HttpOutcome.Reply reply) || reply.status() != 401 || Diagnosis.isPage(reply)) {
            return cloud.noAnswer(outcome);
        }
        return NoAnswer.offersBasic(reply)
                ? cloud.noAnswer(Cause.SERVICE_DISABLED, "says that the service account is disabled")
                : cloud.noAnswer(Cause.SERVICE_ACCOUNT, "does not accept the service account's app password");
    }

    private Answer<CloudUser> meaning(CloudAccess cloud, HttpOutcome outcome) {
        Optional<CloudUser> user = OcsAnswer.success(outcome, CloudUser::read);
        if (user.isEmpty()) {
            return noAnswer(cloud, outcome);
        }
        cloud.learned().headerWorked();
        cloud.learned().self(user.get().id());
        return new Answer.Yes<>(user.get());
    }
}
