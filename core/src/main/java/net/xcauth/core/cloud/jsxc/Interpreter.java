package net.xcauth.core.cloud.jsxc;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.http.Diagnosis;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * Interprets an HTTP response: it says yes or no about the user, or nothing.
 *
 * @param <T>     the value of a yes
 * @param url     the cloud's address, whose host names the cloud in messages
 * @param success interprets a {@code 200} answer; empty if the operation has no such answer
 * @param hidden  text that must not appear in a message even if the cloud sends it: the password, or empty
 */
record Interpreter<T>(URI url, Function<ApiAnswer, Optional<Answer<T>>> success, String hidden) {

    private static final String ERROR = "error";
    private static final String WRONG_SIGNATURE = "Signature does not match";
    /** A refusal has about 70 bytes; rosters, which may have millions, are not parsed twice. */
    private static final int LONGEST_REFUSAL = 1_000;

    private String host() {
        return WebAddress.shown(url);
    }

    /** The answer that an outcome contains. */
    Answer<T> meaning(HttpOutcome outcome) {
        if (outcome instanceof HttpOutcome.Reply reply) {
            return meaning(reply);
        }
        HttpOutcome.Fault fault = (HttpOutcome.Fault) outcome;
        return cannotTell(fault.cause(), fault.detail());
    }

    /** True if the cloud does not accept the request's signature, as {@link #meaning} decides, too. */
    static boolean refusesSignature(HttpOutcome.Reply reply) {
        boolean perhaps = reply.status() == 500 || reply.status() == 200;
        if (!perhaps || reply.cut() || reply.body().length > LONGEST_REFUSAL) {
            return false;
        }
        try {
            ApiAnswer answer = ApiAnswer.read(reply.body());
            return answer.result().equals(ERROR) && says(answer.message(), WRONG_SIGNATURE);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Interpreter(" + host() + ')';
    }

    private Answer<T> meaning(HttpOutcome.Reply reply) {
        return switch (reply.status()) {
            case 200 -> answered(reply);
            case 500 -> failed(reply);
            default -> diagnosed(reply).orElseGet(() -> unexpectedStatus(reply.status()));
        };
    }

    private Optional<Answer<T>> diagnosed(HttpOutcome.Reply reply) {
        return Diagnosis.of(reply, url)
                .map(diagnosis -> cannotTell(diagnosis.cause(), host() + ' ' + diagnosis.predicate()));
    }

    private Answer<T> answered(HttpOutcome.Reply reply) {
        if (reply.cut()) {
            return cannotTell(
                    Cause.TOO_LARGE,
                    host() + " sent more than such an answer can contain, " + kind(reply) + "; the rest was not read");
        }
        try {
            ApiAnswer answer = ApiAnswer.read(reply.body());
            return answer.result().equals(ERROR)
                    ? error(answer)
                    : success.apply(answer)
                            .orElseGet(() -> cannotTell(
                                    Cause.UNEXPECTED_JSON,
                                    host() + " answered with JSON that does not answer this request"));
        } catch (IOException e) {
            String what = reply.body().length == 0
                    ? "an empty answer"
                    : "something that is not (complete) JSON, " + kind(reply);
            return diagnosed(reply).orElseGet(() -> cannotTell(Cause.NOT_JSON, host() + " sent " + what));
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
            return diagnosed(reply).orElseGet(() -> unexpectedStatus(reply.status()));
        }
    }

    private Answer<T> error(ApiAnswer answer) {
        String message = answer.message();
        if (says(message, "Can't find user")) {
            return new Answer.No<>(Answer.No.About.ACCOUNT, "the cloud does not know this account");
        }
        if (says(message, WRONG_SIGNATURE)) {
            return cannotTell(Cause.SIGNATURE, host() + " does not accept the signature of the request");
        }
        return cannotTell(Cause.CLOUD_ERROR, host() + " reports an error" + quoted(message));
    }

    private String quoted(String message) {
        if (message.isBlank()) {
            return " without a message";
        }
        boolean revealing = !hidden.isEmpty() && message.contains(hidden);
        return revealing
                ? "; its message is not shown because it contains the password"
                : ": '" + Printable.of(message, 200) + "'";
    }

    private Answer<T> unexpectedStatus(int status) {
        return cannotTell(Cause.HTTP_STATUS, host() + " answered with HTTP status " + status);
    }

    private static boolean says(String message, String sentence) {
        String stripped = message.strip();
        return stripped.equalsIgnoreCase(sentence) || stripped.equalsIgnoreCase(sentence + '.');
    }

    private static String kind(HttpOutcome.Reply reply) {
        String type = reply.header("Content-Type").orElse("");
        return type.isBlank() ? "of unknown type" : "of type " + Printable.of(type, 60);
    }

    private static <T> Answer<T> cannotTell(Cause cause, String detail) {
        return new Answer.Unreachable<>(cause, detail);
    }
}
