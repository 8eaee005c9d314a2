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
 * One request on its way through its endpoint's secrets: signed with the one that the cloud took last, and each time
 * that the cloud refuses the signature, which it does before it looks at anything else, with the next of the others.
 */
final class Signing implements HttpCall {
    private static final String SIGNATURE = "X-JSXC-SIGNATURE";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final TakenSecrets taken;
    private final Endpoint.Jsxc endpoint;
    private final SignatureAlgorithm algorithm;
    private final byte[] body;
    private final int answerLimit;
    private final int first;
    private int refused;
    private volatile int position;
    private volatile CloudRequest request;

    Signing(TakenSecrets taken, Endpoint.Jsxc endpoint, SignatureAlgorithm algorithm, byte[] body, int answerLimit) {
        this.taken = taken;
        this.endpoint = endpoint;
        this.algorithm = algorithm;
        this.body = body;
        this.answerLimit = answerLimit;
        this.first = taken.position(endpoint);
        sign(first);
    }

    /** The request as it is signed now. */
    @Override
    public CloudRequest first() {
        return request;
    }

    @Override
    public String host() {
        return WebAddress.shown(endpoint.url());
    }

    /** The position, from 0, of the secret that it is signed with now. */
    int position() {
        return position;
    }

    /** The request with the next secret, if the cloud refuses this one. */
    @Override
    public Optional<CloudRequest> after(HttpOutcome.Reply reply) {
        if (refused + 1 >= endpoint.secrets().size() || !Interpreter.refusesSignature(reply)) {
            return Optional.empty();
        }
        refused++;
        sign(refused <= first ? refused - 1 : refused);
        return Optional.of(request);
    }

    /** Remembers which secret it was that the cloud took, if it had to be looked for. */
    void answered(Answer<?> answer) {
        if (position != first && !(answer instanceof Answer.Unreachable<?>)) {
            taken.taken(endpoint, position, host());
        }
    }

    private void sign(int with) {
        position = with;
        String signature = algorithm.sign(endpoint.secrets().get(with), body);
        request = new CloudRequest(
                "POST", endpoint.url(), Map.of("Content-Type", FORM, SIGNATURE, signature), body, answerLimit);
    }
}
