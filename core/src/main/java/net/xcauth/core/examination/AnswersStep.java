package net.xcauth.core.examination;

import java.util.function.Consumer;
import net.xcauth.core.Clouds;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.text.Text;

/** Tests whether a cloud with the JSXC app gives the right answers about a made-up account. */
final class AnswersStep {
    private final Clouds clouds;
    private final Endpoint.Jsxc endpoint;
    private final MadeUpAccount madeUp;
    private final Consumer<Finding> findings;

    AnswersStep(Clouds clouds, Endpoint.Jsxc endpoint, MadeUpAccount madeUp, Consumer<Finding> findings) {
        this.clouds = clouds;
        this.endpoint = endpoint;
        this.madeUp = madeUp;
        this.findings = findings;
    }

    /** A single wrong password does not slow down Nextcloud; several would. */
    void examineAuth(Text title) {
        Answer<Identity> answer = clouds.authenticate(endpoint, madeUp.account(), madeUp.password())
                .join();
        findings.accept(
                answer instanceof Answer.Unreachable<Identity> unreachable
                        ? Finding.failed(title, unreachable)
                        : answer instanceof Answer.No<Identity>
                                ? Finding.ok(title, FindingText.PASSWORD_REFUSED.with())
                                : Finding.fail(
                                        title,
                                        FindingText.PASSWORD_ACCEPTED.with(),
                                        FindingText.PASSWORD_ACCEPTED_REMEDY.with()));
    }

    void examineRoster(Text title) {
        Answer<CloudRoster> answer =
                clouds.sharedRoster(endpoint, madeUp.account()).join();
        findings.accept(
                answer instanceof Answer.Unreachable<CloudRoster> unreachable
                        ? Finding.failed(title, unreachable)
                        : answer instanceof Answer.No<CloudRoster>
                                ? Finding.ok(title, FindingText.ROSTER_NONE.with())
                                : Finding.warn(
                                        title, FindingText.ROSTER_ANY.with(), FindingText.ROSTER_ANY_REMEDY.with()));
    }
}
