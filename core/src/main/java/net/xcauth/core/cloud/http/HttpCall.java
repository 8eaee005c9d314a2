package net.xcauth.core.cloud.http;

import java.util.Optional;

/**
 * One query to a cloud: a request, and further ones depending on its replies, all within one deadline and one permit of
 * the concurrency limit.
 */
public interface HttpCall {

    /** The cloud's name in messages: its host and, if the address has one, its port. */
    String host();

    /** The first request. */
    CloudRequest first();

    /** The request to send next, or empty to accept this reply. Runs on the client's threads and must not block. */
    Optional<CloudRequest> after(HttpOutcome.Reply reply);
}
