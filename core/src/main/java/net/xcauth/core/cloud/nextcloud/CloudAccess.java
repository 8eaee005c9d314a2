package net.xcauth.core.cloud.nextcloud;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.http.CloudRequest;
import net.xcauth.core.cloud.http.HttpCall;
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.cloud.http.HttpTransport;

/** Access to one cloud: its address, the transport, and what has been learned about it. */
final class CloudAccess {
    private final Endpoint.Nextcloud endpoint;
    private final LearnedCloud learned;
    private final HttpTransport transport;
    private final Requests requests;

    CloudAccess(Endpoint.Nextcloud endpoint, LearnedCloud learned, HttpTransport transport) {
        this.endpoint = endpoint;
        this.learned = learned;
        this.transport = transport;
        this.requests = new Requests(endpoint.base());
    }

    Endpoint.Nextcloud endpoint() {
        return endpoint;
    }

    LearnedCloud learned() {
        return learned;
    }

    /** The service account's credentials; empty if none is configured. */
    Optional<Authorization> service() {
        return endpoint.serviceAccount().map(account -> Authorization.bearer(account.password()));
    }

    /**
     * Sends a request. Credentials are not sent over plain HTTP, except to this machine or where that is allowed.
     *
     * @param request selects the request
     */
    CompletableFuture<HttpOutcome> send(Function<Requests, CloudRequest> request) {
        CloudRequest chosen = request.apply(requests);
        if (chosen.headers().containsKey("Authorization") && !endpoint.allowHttp() && endpoint.isPlainElsewhere()) {
            return CompletableFuture.completedFuture(new HttpOutcome.Fault(
                    Cause.PLAIN_HTTP, "The address of " + host() + " begins with http://; no password was sent"));
        }
        return transport.send(new Single(host(), chosen));
    }

    /** Explains an outcome that does not answer the query. */
    <T> Answer.Unreachable<T> noAnswer(HttpOutcome outcome) {
        return NoAnswer.of(outcome, endpoint.base());
    }

    /** Explains the lack of an answer in a sentence that begins with the host and continues with this predicate. */
    <T> Answer.Unreachable<T> noAnswer(Cause cause, String predicate) {
        return NoAnswer.because(cause, endpoint.base(), predicate);
    }

    String host() {
        return NoAnswer.host(endpoint.base());
    }

    /** A single request. */
    private record Single(String host, CloudRequest first) implements HttpCall {
        @Override
        public Optional<CloudRequest> after(HttpOutcome.Reply reply) {
            return Optional.empty();
        }
    }
}
