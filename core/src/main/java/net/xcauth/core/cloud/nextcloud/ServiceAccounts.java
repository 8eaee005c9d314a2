package net.xcauth.core.cloud.nextcloud;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Questions;
import net.xcauth.core.cloud.http.Diagnosis;
import net.xcauth.core.cloud.http.HttpOutcome;

/** Asks clouds about the service account itself: whether its app password works, which account it is, and its groups. */
final class ServiceAccounts {
    private final Questions<Endpoint.Nextcloud, Answer<CloudUser>> questions = new Questions<>();

    /** Asks who the service account is; equal questions at the same time are sent once. It must be configured. */
    CompletableFuture<Answer<CloudUser>> user(CloudAccess cloud) {
        Authorization service = cloud.service().orElseThrow();
        return questions.ask(
                cloud.endpoint(),
                () -> cloud.send(requests -> requests.user(service)).thenApply(outcome -> meaning(cloud, outcome)));
    }

    /** The service account's id; empty if none is configured or the cloud does not say who it is. */
    CompletableFuture<Optional<String>> self(CloudAccess cloud) {
        Optional<String> known = cloud.learned().self();
        if (known.isPresent() || cloud.service().isEmpty() || cloud.learned().hasBeenAskedForSelf()) {
            return CompletableFuture.completedFuture(known);
        }
        cloud.learned().askedForSelf();
        return user(cloud).thenApply(answer -> cloud.learned().self());
    }

    /**
     * True if an {@code Authorization} header reaches Nextcloud: it did within the last minute, or the service account's does
     * now.
     */
    CompletableFuture<Boolean> headerWorks(CloudAccess cloud) {
        if (cloud.learned().headerWorksNow() || cloud.service().isEmpty()) {
            return CompletableFuture.completedFuture(cloud.learned().headerWorksNow());
        }
        return user(cloud).thenApply(answer -> answer instanceof Answer.Yes<CloudUser>);
    }

    /** What a reply means to a request with the service account's app password. */
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
