package net.xcauth.bridge.doctor;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.user.UserKey;

/**
 * Tries a login as a server would, with an empty cache. It runs even if the checks of the cloud have failed, since a
 * time-limited token needs no cloud.
 */
final class LoginCheck implements Check {
    private final Login login;
    private final Clock clock;

    LoginCheck(Login login, Clock clock) {
        this.login = login;
        this.clock = clock;
    }

    @Override
    public String title() {
        return "login of " + UserKey.shown(login.user(), login.domain());
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        Optional<Endpoint> endpoint = config.endpoints().forDomain(login.domain());
        if (endpoint.isEmpty()) {
            findings.accept(Finding.fail(
                    title(),
                    "no cloud is configured for the domain " + login.domain(),
                    "Add the domain to the per-domain configuration, or set url for all other domains."));
            return;
        }
        try (Pipeline pipeline = pipeline(config, clock)) {
            if (endpoint.get() instanceof Endpoint.Nextcloud cloud) {
                findings.accept(Finding.ok(
                        title(),
                        "the account is \"" + account(cloud) + "\""
                                + way(cloud, pipeline.cloud().proof(cloud, login.password()))));
            }
            findings.accept(judge(
                    pipeline.authenticator()
                            .authenticate(login.user(), login.domain(), login.password())
                            .join(),
                    endpoint.get()));
            if (endpoint.get() instanceof Endpoint.Nextcloud cloud) {
                findings.accept(
                        existence(pipeline.cloud().exists(cloud, account(cloud)).join()));
            }
        } catch (RefusedException e) {
            findings.accept(Finding.skip(title(), "the cloud cannot be queried: " + e.getMessage()));
        }
    }

    /** A pipeline without a cache. */
    static Pipeline pipeline(Config config, Clock clock) {
        return Pipeline.builder(config.cloud(), config.endpoints())
                .protection(config.protection())
                .clock(clock)
                .build();
    }

    private String account(Endpoint.Nextcloud cloud) {
        return cloud.names(login.domain()).accountOf(login.user());
    }

    /** The way in which the password is sent, which determines what Nextcloud counts and what a refusal means. */
    private static String way(Endpoint.Nextcloud cloud, Identity.Proof kind) {
        return kind == Identity.Proof.APP_PASSWORD
                ? "; the password looks like an app password and is sent as one; if it is wrong, "
                        + "Nextcloud does not count it"
                : cloud.appPasswordsOnly()
                        ? "; the password does not look like an app password, and no others are sent "
                                + "(passwords=app-only)"
                        : "; the password is sent as a login password; if it is wrong, Nextcloud counts it "
                                + "against this machine";
    }

    private Finding existence(Answer<Boolean> answer) {
        String title = "existence of " + UserKey.shown(login.user(), login.domain());
        return answer instanceof Answer.Unreachable<Boolean> unreachable
                ? Finding.warn(
                        title,
                        "cannot tell, " + unreachable.detail(),
                        unreachable.cause().remedy())
                : answer instanceof Answer.Yes<Boolean>
                        ? Finding.ok(title, "the cloud knows the account")
                        : Finding.warn(
                                title,
                                "the cloud does not know the account",
                                "Compare its id in Nextcloud's list of users with the "
                                        + "account above, which follows from account-name. LDAP accounts often "
                                        + "have an id that differs from their login name.");
    }

    private Finding judge(Outcome outcome, Endpoint endpoint) {
        return switch (outcome.decision()) {
            case YES -> Finding.ok(title(), "yes, " + outcome.why());
            case NO ->
                Finding.fail(
                        title(),
                        "no, " + outcome.why(),
                        outcome.reason() == Reason.CLOUD
                                ? "Log in to the cloud's web page with the same name and password. If that works"
                                        + (endpoint instanceof Endpoint.Nextcloud
                                                ? " and two-factor authentication is on, create an app password for this "
                                                        + "login; if it is off, compare the account's name in Nextcloud "
                                                        + "with account-name."
                                                : ", compare the authentication domain of this domain with the account's "
                                                        + "name.")
                                : "No request was sent to the cloud. Correct the name or the password as described above.");
            case CANNOT_TELL ->
                Finding.fail(
                        title(),
                        "cannot tell, " + outcome.why(),
                        "Fix what is reported above for this domain's cloud.");
        };
    }
}
