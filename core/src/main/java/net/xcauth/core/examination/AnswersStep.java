package net.xcauth.core.examination;

import java.util.function.Consumer;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.JsxcClient;

/** Whether the cloud answers about somebody who does not exist as the JSXC app does. */
final class AnswersStep {
    private final JsxcClient client;
    private final Endpoint endpoint;
    private final Stranger stranger;
    private final Consumer<Finding> findings;

    AnswersStep(JsxcClient client, Endpoint endpoint, Stranger stranger, Consumer<Finding> findings) {
        this.client = client;
        this.endpoint = endpoint;
        this.stranger = stranger;
        this.findings = findings;
    }

    /** One wrong password does not make Nextcloud slow, several would. */
    void examineAuth(String title) {
        Answer<String> answer = client.authenticate(endpoint, stranger.account(), stranger.password()).join();
        findings.accept(answer instanceof Answer.Unreachable<String> unreachable ? failed(title, unreachable)
                : answer instanceof Answer.No<String> ? Finding.ok(title, "a made-up password was refused")
                : Finding.fail(title, "a made-up password for a made-up account was accepted", "Look at once at the "
                        + "cloud's user backends: one of them lets everybody in."));
    }

    void examineRoster(String title) {
        Answer<CloudRoster> answer = client.sharedRoster(endpoint, stranger.account()).join();
        findings.accept(answer instanceof Answer.Unreachable<CloudRoster> unreachable ? failed(title, unreachable)
                : answer instanceof Answer.No<CloudRoster> ? Finding.ok(title, "a made-up account has none")
                : Finding.warn(title, "a made-up account has one", "Look at the cloud's user backends: one of them "
                        + "knows everybody. Check the version of the JSXC app, too."));
    }

    private static Finding failed(String title, Answer.Unreachable<?> answer) {
        return Finding.fail(title, answer.cause().text() + ": " + answer.detail(), answer.cause().remedy());
    }
}
