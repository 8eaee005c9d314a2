package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.RequestCoalescer;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * Holds back login passwords from clouds that would delay the answer beyond the timeout. Up to release 31, Nextcloud
 * answers each of them after a delay that grows with the failed logins from this machine, even if it is correct.
 */
final class Throttle {
    private final Duration timeout;
    private final RequestCoalescer<Endpoint.Nextcloud, Answer<BruteForce>> queries = new RequestCoalescer<>();

    /** @param timeout time limit for an answer */
    Throttle(Duration timeout) {
        this.timeout = timeout;
    }

    /** Queries the state of the cloud's brute force protection for this machine. */
    CompletableFuture<Answer<BruteForce>> state(CloudAccess cloud) {
        return queries.ask(
                cloud.endpoint(),
                () -> cloud.send(Requests::capabilities).thenApply(outcome -> meaning(cloud, outcome)));
    }

    /** The reason not to send a login password now, if any. Queries the cloud's state if it is unknown. */
    <T> CompletableFuture<Optional<Answer<T>>> reason(CloudAccess cloud) {
        Optional<BruteForce> known = cloud.learned().bruteForce();
        if (known.isPresent()) {
            return completedFuture(reason(cloud, known.get()));
        }
        return state(cloud)
                .thenApply(answer -> answer instanceof Answer.Yes<BruteForce> yes
                        ? reason(cloud, yes.value())
                        : reason(cloud, (Answer.Unreachable<BruteForce>) answer));
    }

    private <T> Optional<Answer<T>> reason(CloudAccess cloud, BruteForce state) {
        boolean tooLong = state.sleeps() && state.delay().compareTo(timeout) > 0;
        return tooLong
                ? Optional.of(cloud.noAnswer(
                        Cause.SLOWED_DOWN,
                        "would answer a password check from this machine only after "
                                + state.delay().toSeconds() + " s, because of failed logins"))
                : Optional.empty();
    }

    /** A cloud that does not answer this query would not answer a password check either. */
    private static <T> Optional<Answer<T>> reason(CloudAccess cloud, Answer.Unreachable<BruteForce> failed) {
        if (failed.cause().suspicious()) {
            return Optional.of(Answers.without(failed));
        }
        cloud.learned().bruteForce(BruteForce.UNKNOWN);
        return Optional.empty();
    }

    private static Answer<BruteForce> meaning(CloudAccess cloud, HttpOutcome outcome) {
        Optional<OcsAnswer<BruteForce>> answer = OcsAnswer.successful(outcome, BruteForce::read);
        if (answer.isEmpty()) {
            return cloud.noAnswer(outcome);
        }
        BruteForce state = answer.get().data().orElse(BruteForce.UNKNOWN);
        cloud.learned().bruteForce(state);
        return new Answer.Yes<>(state);
    }
}
