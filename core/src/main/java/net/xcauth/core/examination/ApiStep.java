package net.xcauth.core.examination;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.JsxcClient;
import net.xcauth.core.cloud.Observed;
import net.xcauth.core.text.Text;

/** Whether a signed question is answered. */
final class ApiStep {
    private final Text title;
    private final JsxcClient client;
    private final Endpoint endpoint;
    private final String account;

    /** @param account one that does not exist */
    ApiStep(Text title, JsxcClient client, Endpoint endpoint, String account) {
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
            return Finding.fail(title, FindingText.FAILED.with(unreachable.cause().what(), unreachable.detail()),
                    remedy(unreachable.cause(), seen.status()));
        }
        return seen.answer() instanceof Answer.No<Boolean>
                ? Finding.ok(title, FindingText.API_ANSWERS.with())
                : Finding.warn(title, FindingText.API_KNOWS_ALL.with(), FindingText.API_KNOWS_ALL_REMEDY.with());
    }

    private Text remedy(Cause cause, OptionalInt status) {
        if (cause == Cause.SIGNATURE) {
            OptionalInt right = acceptedSecret();
            return right.isPresent() ? FindingText.OTHER_SECRET_REMEDY.with(right.getAsInt() + 1) : cause.advice();
        }
        return switch (cause == Cause.HTTP_STATUS ? status.orElse(0) : 0) {
            case 401, 403 -> FindingText.STATUS_LOGIN_REMEDY.with();
            case 404 -> FindingText.STATUS_NOTHING_REMEDY.with();
            case 407 -> FindingText.STATUS_PROXY_LOGIN_REMEDY.with();
            case 502, 504 -> FindingText.STATUS_GATEWAY_REMEDY.with();
            default -> cause.advice();
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
