package net.xcauth.core.cloud;

import java.net.URI;

/**
 * One signed request.
 *
 * @param body        may contain a password, hence {@link #toString()}
 * @param signature   the {@code X-JSXC-SIGNATURE} header
 * @param answerLimit how many bytes of the answer are read at most
 */
record Post(URI url, byte[] body, String signature, int answerLimit) {

    @Override
    public String toString() {
        return "Post(" + url + ')';
    }
}
