package net.xcauth.core.cloud.nextcloud;

import java.net.URI;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.http.Diagnosis;
import net.xcauth.core.cloud.http.HttpOutcome;

/** Explains outcomes that say nothing about the user, in a sentence with a remedy where there is one. */
final class NoAnswer {
    private NoAnswer() {}

    /**
     * Explains an outcome that does not answer the query.
     *
     * @param url the cloud's address, whose host the sentence names
     */
    static <T> Answer.Unreachable<T> of(HttpOutcome outcome, URI url) {
        if (outcome instanceof HttpOutcome.Fault fault) {
            return new Answer.Unreachable<>(fault.cause(), fault.detail());
        }
        HttpOutcome.Reply reply = (HttpOutcome.Reply) outcome;
        Diagnosis diagnosis = Diagnosis.of(reply, url).orElseGet(() -> ofNextcloud(reply));
        return new Answer.Unreachable<>(diagnosis.cause(), host(url) + ' ' + diagnosis.predicate());
    }

    /** A sentence about the cloud at this address. */
    static <T> Answer.Unreachable<T> because(Cause cause, URI url, String predicate) {
        return new Answer.Unreachable<>(cause, host(url) + ' ' + predicate);
    }

    /** Host and, if the address has one, port, as people know the cloud. */
    static String host(URI url) {
        return WebAddress.shown(url);
    }

    /** True for a 401 by which Nextcloud refuses an account; its 401 to requests without a login lacks the header. */
    static boolean offersBasic(HttpOutcome.Reply reply) {
        return reply.header("WWW-Authenticate")
                .filter(scheme -> scheme.regionMatches(true, 0, "Basic", 0, 5))
                .isPresent();
    }

    private static Diagnosis ofNextcloud(HttpOutcome.Reply reply) {
        int status = reply.status();
        return switch (status) {
            case 200, 207 ->
                reply.cut()
                        ? new Diagnosis(
                                Cause.TOO_LARGE, "sent more than such an answer can contain; the rest was not read")
                        : new Diagnosis(
                                Cause.NOT_NEXTCLOUD, "sent " + kind(reply) + " that is not from Nextcloud's API");
            case 404, 405 ->
                new Diagnosis(Cause.NOT_NEXTCLOUD, "answered " + status + ": Nextcloud's API is not at this address");
            default ->
                status == 500
                                && OcsAnswer.read(reply.body(), OcsAnswer::nothing)
                                        .isPresent()
                        ? new Diagnosis(Cause.CLOUD_ERROR, "reports an internal error (500)")
                        : new Diagnosis(Cause.HTTP_STATUS, "answered with HTTP status " + status);
        };
    }

    private static String kind(HttpOutcome.Reply reply) {
        return reply.body().length == 0
                ? "an empty answer"
                : reply.header("Content-Type")
                        .map(type -> "something of type " + Printable.of(type, 60))
                        .orElse("something");
    }
}
