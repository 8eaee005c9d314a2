package net.xcauth.core.examination;

import java.util.OptionalInt;
import net.xcauth.core.Clouds;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.jsxc.Observed;
import net.xcauth.core.text.Text;

/** Tests whether a signed request is answered. */
final class ApiStep {
    private final Text title;
    private final Clouds clouds;
    private final Endpoint.Jsxc endpoint;
    private final String account;

    /** @param account an account that does not exist */
    ApiStep(Text title, Clouds clouds, Endpoint.Jsxc endpoint, String account) {
        this.title = title;
        this.clouds = clouds;
        this.endpoint = endpoint;
        this.account = account;
    }

    Observed<Boolean> ask() {
        return clouds.observe(endpoint, account).join();
    }

    Finding judge(Observed<Boolean> seen) {
        if (seen.answer() instanceof Answer.Unreachable<Boolean> unreachable) {
            return Finding.fail(
                    title,
                    FindingText.FAILED.with(unreachable.cause().what(), unreachable.detail()),
                    remedy(unreachable.cause(), seen.status()));
        }
        return seen.answer() instanceof Answer.No<Boolean>
                ? answers(seen.secret())
                : Finding.warn(title, FindingText.API_KNOWS_ALL.with(), FindingText.API_KNOWS_ALL_REMEDY.with());
    }

    /** A secret other than the first works, too, but the change of secrets should be completed. */
    private Finding answers(int secret) {
        int secrets = endpoint.secrets().size();
        if (secret > 0) {
            return Finding.warn(
                    title,
                    FindingText.API_TAKES_OTHER.with(secret + 1, secrets),
                    FindingText.API_TAKES_OTHER_REMEDY.with());
        }
        return Finding.ok(
                title, secrets == 1 ? FindingText.API_ANSWERS.with() : FindingText.API_TAKES_FIRST.with(secrets));
    }

    private static Text remedy(Cause cause, OptionalInt status) {
        boolean byStatus = cause == Cause.HTTP_STATUS || cause == Cause.REFUSED || cause == Cause.GATEWAY;
        return switch (byStatus ? status.orElse(0) : 0) {
            case 401, 403 -> FindingText.STATUS_LOGIN_REMEDY.with();
            case 404 -> FindingText.STATUS_NOTHING_REMEDY.with();
            case 407 -> FindingText.STATUS_PROXY_LOGIN_REMEDY.with();
            case 502, 504 -> FindingText.STATUS_GATEWAY_REMEDY.with();
            default -> cause.advice();
        };
    }
}
