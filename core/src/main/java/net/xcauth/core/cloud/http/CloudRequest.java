package net.xcauth.core.cloud.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One HTTP request to a cloud.
 *
 * @param method      such as {@code GET}, {@code POST}, {@code PROPFIND} or {@code REPORT}
 * @param headers     may contain a password, hence {@link #toString()}
 * @param body        likewise; empty if there is none
 * @param answerLimit how many bytes of the answer are kept at most
 * @param filter      creates the filter that says what is kept of the answer; if empty, all of it
 */
public record CloudRequest(
        String method,
        URI url,
        Map<String, String> headers,
        byte[] body,
        int answerLimit,
        Optional<Supplier<BodyFilter>> filter) {

    private static final byte[] NO_BODY = {};

    /** A request whose answer is kept whole. */
    public CloudRequest(String method, URI url, Map<String, String> headers, byte[] body, int answerLimit) {
        this(method, url, headers, body, answerLimit, Optional.empty());
    }

    /** A {@code GET}. */
    public static CloudRequest get(URI url, Map<String, String> headers, int answerLimit) {
        return new CloudRequest("GET", url, headers, NO_BODY, answerLimit);
    }

    @Override
    public String toString() {
        return "CloudRequest(" + method + ' ' + url + ')';
    }
}
