package net.xcauth.core.cloud.http;

import java.net.URI;
import java.util.Map;

/**
 * One HTTP request to a cloud.
 *
 * @param method      such as {@code GET}, {@code POST}, {@code PROPFIND} or {@code REPORT}
 * @param headers     may contain a password, hence {@link #toString()}
 * @param body        likewise; empty if there is none
 * @param answerLimit how many bytes of the answer are read at most
 */
public record CloudRequest(String method, URI url, Map<String, String> headers, byte[] body, int answerLimit) {

    private static final byte[] NO_BODY = {};

    /** A {@code GET}. */
    public static CloudRequest get(URI url, Map<String, String> headers, int answerLimit) {
        return new CloudRequest("GET", url, headers, NO_BODY, answerLimit);
    }

    @Override
    public String toString() {
        return "CloudRequest(" + method + ' ' + url + ')';
    }
}
