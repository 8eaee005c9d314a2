package net.xcauth.core.cloud.http;

import java.util.Optional;

/**
 * One question to a cloud: a request, and others that its replies call for, all within one deadline and from one place
 * at the gate.
 */
public interface HttpCall {

    /** Names the cloud in sentences: its host, and its port if the address gives one. */
    String host();

    /** The request to begin with. */
    CloudRequest first();

    /**
     * The request to send after this reply instead of taking it, or empty to take it. Runs on the client's threads, and
     * must not block.
     */
    Optional<CloudRequest> after(HttpOutcome.Reply reply);
}
