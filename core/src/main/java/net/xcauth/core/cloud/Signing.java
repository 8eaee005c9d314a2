package net.xcauth.core.cloud;

import java.net.URI;
import java.util.Optional;

/**
 * One request on its way through its endpoint's secrets: signed with the one that the cloud took last, and each time
 * that the cloud refuses the signature, which it does before it looks at anything else, with the next of the others.
 */
final class Signing {
    private final TakenSecrets taken;
    private final Endpoint endpoint;
    private final SignatureAlgorithm algorithm;
    private final byte[] body;
    private final int answerLimit;
    private final int first;
    private int refused;
    private volatile int position;
    private volatile Post post;

    Signing(TakenSecrets taken, Endpoint endpoint, SignatureAlgorithm algorithm, byte[] body, int answerLimit) {
        this.taken = taken;
        this.endpoint = endpoint;
        this.algorithm = algorithm;
        this.body = body;
        this.answerLimit = answerLimit;
        this.first = taken.position(endpoint);
        sign(first);
    }

    /** The request as it is signed now. */
    Post post() {
        return post;
    }

    /** Host and port, if one is given: how people know the cloud. */
    String host() {
        URI url = endpoint.url();
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ':' + url.getPort();
    }

    /** The position, from 0, of the secret that it is signed with now. */
    int position() {
        return position;
    }

    /** What to send after this reply instead of taking it: the request with the next secret, if it refuses this one. */
    Optional<Post> after(Outcome.Reply reply) {
        if (refused + 1 >= endpoint.secrets().size() || !Interpreter.refusesSignature(reply)) {
            return Optional.empty();
        }
        refused++;
        sign(refused <= first ? refused - 1 : refused);
        return Optional.of(post);
    }

    /** Remembers which secret it was that the cloud took, if it had to be looked for. */
    void answered(Answer<?> answer) {
        if (position != first && !(answer instanceof Answer.Unreachable<?>)) {
            taken.taken(endpoint, position, host());
        }
    }

    private void sign(int with) {
        position = with;
        post = new Post(endpoint.url(), body, algorithm.sign(endpoint.secrets().get(with), body), answerLimit);
    }
}
