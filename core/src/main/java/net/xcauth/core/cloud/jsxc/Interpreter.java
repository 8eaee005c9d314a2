package net.xcauth.core.cloud.jsxc;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Function;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * Decides what an HTTP response says about the user: yes, no, or nothing.
 *
 * @param <T>     what a yes carries
 * @param host    names the cloud in sentences
 * @param success what a {@code 200} answer means to the operation; empty if the operation has no such answer
 * @param hidden  what must not appear in a sentence even if the cloud says it: the password, or empty
 */
record Interpreter<T>(String host, Function<ApiAnswer, Optional<Answer<T>>> success, String hidden) {

    private static final String ERROR = "error";
    private static final String WRONG_SIGNATURE = "Signature does not match";
    /** A refusal has some 70 bytes; rosters, which may have millions, are not read twice. */
    private static final int LONGEST_REFUSAL = 1_000;

    /** The meaning of a whole outcome. */
    Answer<T> meaning(HttpOutcome outcome) {
        if (outcome instanceof HttpOutcome.Reply reply) {
            return meaning(reply);
        }
        HttpOutcome.Fault fault = (HttpOutcome.Fault) outcome;
        return cannotTell(fault.cause(), fault.detail());
    }

    /** Whether the cloud does not accept the request's signature, of which {@link #meaning} says the same. */
    static boolean refusesSignature(HttpOutcome.Reply reply) {
        boolean perhaps = reply.status() == 500 || reply.status() == 200;
        if (!perhaps || reply.cut() || reply.body().length > LONGEST_REFUSAL) {
            return false;
        }
        try {
            ApiAnswer answer = ApiAnswer.read(reply.body());
            return answer.result().equals(ERROR) && answer.message() != null && says(answer.message(), WRONG_SIGNATURE);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Interpreter(" + host + ')';
    }

    private Answer<T> meaning(HttpOutcome.Reply reply) {
        int status = reply.status();
        if (status == 200) {
            return answered(reply);
        }
        if (status == 500) {
            return failed(reply);
        }
        if (status == 503) {
            return cannotTell(Cause.MAINTENANCE, host + " answered 503 (service unavailable)");
        }
        if (status == 502 || status == 504) {
            return cannotTell(Cause.GATEWAY, host + " answered " + status + " (a proxy in front of it got no answer)");
        }
        if (status == 401 || status == 403) {
            return cannotTell(Cause.REFUSED, host + " refuses the request (HTTP status " + status + ")");
        }
        if (status == 429) {
            return cannotTell(Cause.RATE_LIMITED, host + " answered 429 (too many requests)");
        }
        if (status >= 300 && status < 400) {
            return cannotTell(Cause.REDIRECT, host + " redirects (" + status + ") to " + target(reply.header("Location").orElse("")));
        }
        return unexpectedStatus(status);
    }

    private Answer<T> answered(HttpOutcome.Reply reply) {
        if (reply.cut()) {
            return cannotTell(Cause.TOO_LARGE, host + " sent more than such an answer can have, " + kind(reply)
                    + "; it was not read to its end");
        }
        try {
            ApiAnswer answer = ApiAnswer.read(reply.body());
            return answer.result().equals(ERROR) ? error(answer) : success.apply(answer).orElseGet(() -> cannotTell(
                    Cause.UNEXPECTED_JSON, host + " answered with JSON that is not this request's answer"));
        } catch (IOException e) {
            String what = reply.body().length == 0 ? "an empty answer"
                    : "something that is not (complete) JSON, " + kind(reply);
            return cannotTell(Cause.NOT_JSON, host + " sent " + what);
        }
    }

    private Answer<T> failed(HttpOutcome.Reply reply) {
        if (reply.cut()) {
            return unexpectedStatus(reply.status());
        }
        try {
            ApiAnswer answer = ApiAnswer.read(reply.body());
            return answer.result().equals(ERROR) ? error(answer) : unexpectedStatus(reply.status());
        } catch (IOException e) {
            return unexpectedStatus(reply.status());
        }
    }

    private Answer<T> error(ApiAnswer answer) {
        String message = answer.message() == null ? "" : answer.message();
        if (says(message, "Can't find user")) {
            return new Answer.No<>(Answer.No.About.ACCOUNT, "the cloud does not know this account");
        }
        if (says(message, WRONG_SIGNATURE)) {
            return cannotTell(Cause.SIGNATURE, host + " does not accept the signature of the request");
        }
        return cannotTell(Cause.CLOUD_ERROR, host + " reports an error" + quoted(message));
    }

    private String quoted(String message) {
        if (message.isBlank()) {
            return " without a message";
        }
        boolean revealing = !hidden.isEmpty() && message.contains(hidden);
        return revealing ? "; its message is not shown, since it contains the password"
                : ": '" + Printable.of(message, 200) + "'";
    }

    private Answer<T> unexpectedStatus(int status) {
        String hint = status == 407 ? " (the proxy wants a login, which is not supported)" : "";
        return cannotTell(Cause.HTTP_STATUS, host + " answered with HTTP status " + status + hint);
    }

    private static boolean says(String message, String sentence) {
        String stripped = message.strip();
        return stripped.equalsIgnoreCase(sentence) || stripped.equalsIgnoreCase(sentence + '.');
    }

    private static String kind(HttpOutcome.Reply reply) {
        String type = reply.header("Content-Type").orElse("");
        return type.isBlank() ? "of unknown type" : "of type " + Printable.of(type, 60);
    }

    /** Scheme and host of the target: the rest may contain anything. */
    private static String target(String location) {
        try {
            URI target = new URI(location);
            return target.getHost() == null ? "another path" : target.getScheme() == null ? target.getHost()
                    : target.getScheme() + "://" + target.getHost();
        } catch (URISyntaxException e) {
            return "an invalid address";
        }
    }

    private static <T> Answer<T> cannotTell(Cause cause, String detail) {
        return new Answer.Unreachable<>(cause, detail);
    }
}
