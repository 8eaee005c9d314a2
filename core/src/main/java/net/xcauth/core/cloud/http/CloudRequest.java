package net.xcauth.core.cloud.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One HTTP request to a cloud.
 *
 * @param method      such as {@code GET}, {@code POST}, {@code PROPFIND} or {@code REPORT}
 * @param headers     may contain a password, so {@link #toString} omits them
 * @param body        likewise; empty if there is none
 * @param answerLimit maximum number of bytes kept of the response
 * @param filter      creates a filter for the response body; if empty, all of it is kept
 */
public record CloudRequest(
        String method,
        URI url,
        Map<String, String> headers,
        byte[] body,
        int answerLimit,
        Optional<Supplier<BodyFilter>> filter) {

    private static final byte[] NO_BODY = {};

    /** A request whose response is kept completely. */
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
