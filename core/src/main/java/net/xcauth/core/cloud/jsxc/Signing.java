package net.xcauth.core.cloud.jsxc;

import java.util.Map;
import java.util.Optional;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.http.CloudRequest;
import net.xcauth.core.cloud.http.HttpCall;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * One request, signed with the secret that the cloud accepted last. Each time the cloud refuses the signature, which it
 * checks before anything else, the request is signed with the next one of the endpoint's other secrets.
 */
final class Signing implements HttpCall {
    private static final String SIGNATURE = "X-JSXC-SIGNATURE";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final AcceptedSecrets accepted;
    private final Endpoint.Jsxc endpoint;
    private final SignatureAlgorithm algorithm;
    private final byte[] body;
    private final int answerLimit;
    private final int first;
    private int refused;
    private volatile int position;
    private volatile CloudRequest request;

    Signing(
            AcceptedSecrets accepted,
            Endpoint.Jsxc endpoint,
            SignatureAlgorithm algorithm,
            byte[] body,
            int answerLimit) {
        this.accepted = accepted;
        this.endpoint = endpoint;
        this.algorithm = algorithm;
        this.body = body;
        this.answerLimit = answerLimit;
        this.first = accepted.position(endpoint);
        sign(first);
    }

    /** The request as it is currently signed. */
    @Override
    public CloudRequest first() {
        return request;
    }

    @Override
    public String host() {
        return WebAddress.shown(endpoint.url());
    }

    /** The position, from 0, of the secret that it is currently signed with. */
    int position() {
        return position;
    }

    /** The request signed with the next secret, if the cloud refuses this one. */
    @Override
    public Optional<CloudRequest> after(HttpOutcome.Reply reply) {
        if (refused + 1 >= endpoint.secrets().size() || !Interpreter.refusesSignature(reply)) {
            return Optional.empty();
        }
        refused++;
        sign(refused <= first ? refused - 1 : refused);
        return Optional.of(request);
    }

    /** Remembers the secret that the cloud accepted, if it was not the first one tried. */
    void answered(Answer<?> answer) {
        if (position != first && !(answer instanceof Answer.Unreachable<?>)) {
            accepted.accepted(endpoint, position, host());
        }
    }

    private void sign(int with) {
        position = with;
        String signature = algorithm.sign(endpoint.secrets().get(with), body);
        request = new CloudRequest(
                "POST", endpoint.url(), Map.of("Content-Type", FORM, SIGNATURE, signature), body, answerLimit);
    }
}
