package net.xcauth.core.examination;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.JsxcClient;
import net.xcauth.core.cloud.Observed;

/** Whether a signed question is answered. */
final class ApiStep {
    private final String title;
    private final JsxcClient client;
    private final Endpoint endpoint;
    private final String account;

    /** @param account one that does not exist */
    ApiStep(String title, JsxcClient client, Endpoint endpoint, String account) {
        this.title = title;
        this.client = client;
        this.endpoint = endpoint;
        this.account = account;
    }

    Observed<Boolean> ask() {
        return client.observe(endpoint, account).join();
    }

    Finding judge(Observed<Boolean> seen) {
        if (seen.answer() instanceof Answer.Unreachable<Boolean> unreachable) {
            return Finding.fail(title, unreachable.cause().text() + ": " + unreachable.detail(),
                    remedy(unreachable.cause(), seen.status()));
        }
        return seen.answer() instanceof Answer.No<Boolean>
                ? Finding.ok(title, "the cloud takes the secret, and does not know a made-up account")
                : Finding.warn(title, "the cloud takes the secret, but says that a made-up account exists",
                        "Look at the cloud's user backends: one of them knows everybody.");
    }

    private String remedy(Cause cause, OptionalInt status) {
        if (cause == Cause.SIGNATURE) {
            OptionalInt right = acceptedSecret();
            return right.isPresent() ? "The cloud takes secret number " + (right.getAsInt() + 1) + " of those that are "
                    + "configured for it: put that one first." : cause.remedy();
        }
        return switch (cause == Cause.HTTP_STATUS ? status.orElse(0) : 0) {
            case 401, 403 -> "The cloud's web server, or what is before it, keeps this machine out: let it reach the "
                    + "API address without a login.";
            case 404 -> "Nothing is at this address: compare it with the one in the cloud's JSXC settings, and check "
                    + "that the JSXC app is enabled.";
            case 407 -> "Let the proxy pass this machine without a login, or reach the cloud without it.";
            case 502, 504 -> "A web server or proxy before the cloud runs, but the cloud behind it does not answer: "
                    + "check PHP or the cloud's container, and their logs.";
            default -> cause.remedy();
        };
    }

    private OptionalInt acceptedSecret() {
        return IntStream.range(1, endpoint.secrets().size()).filter(this::isAccepted).findFirst();
    }

    private boolean isAccepted(int secret) {
        Endpoint other = new Endpoint(endpoint.url(), List.of(endpoint.secrets().get(secret)),
                endpoint.authenticationDomain());
        return !(client.exists(other, account).join() instanceof Answer.Unreachable<Boolean>);
    }
}
