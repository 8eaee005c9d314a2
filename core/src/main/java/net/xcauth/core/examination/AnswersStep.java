package net.xcauth.core.examination;

import java.util.function.Consumer;
import net.xcauth.core.Clouds;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Stranger;
import net.xcauth.core.text.Text;

/** Whether the cloud answers about somebody who does not exist as the JSXC app does. */
final class AnswersStep {
    private final Clouds clouds;
    private final Endpoint.Jsxc endpoint;
    private final Stranger stranger;
    private final Consumer<Finding> findings;

    AnswersStep(Clouds clouds, Endpoint.Jsxc endpoint, Stranger stranger, Consumer<Finding> findings) {
        this.clouds = clouds;
        this.endpoint = endpoint;
        this.stranger = stranger;
        this.findings = findings;
    }

    /** One wrong password does not make Nextcloud slow, several would. */
    void examineAuth(Text title) {
        Answer<Identity> answer = clouds.authenticate(endpoint, stranger.account(), stranger.password())
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
                clouds.sharedRoster(endpoint, stranger.account()).join();
        findings.accept(
                answer instanceof Answer.Unreachable<CloudRoster> unreachable
                        ? Finding.failed(title, unreachable)
                        : answer instanceof Answer.No<CloudRoster>
                                ? Finding.ok(title, FindingText.ROSTER_NONE.with())
                                : Finding.warn(
                                        title, FindingText.ROSTER_ANY.with(), FindingText.ROSTER_ANY_REMEDY.with()));
    }
}
