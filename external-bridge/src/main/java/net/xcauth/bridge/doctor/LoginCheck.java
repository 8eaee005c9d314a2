package net.xcauth.bridge.doctor;

import java.time.Clock;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.examination.Finding;

/**
 * Tries a login as a server would, with nothing remembered. It is tried also when the cloud's steps have failed: a
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
        return "login of " + login.user() + '@' + login.domain();
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        if (config.endpoints().forDomain(login.domain()).isEmpty()) {
            findings.accept(Finding.fail(title(), "no cloud is configured for the domain " + login.domain(), "Add the "
                    + "domain to the per-domain configuration, or set url for all others."));
            return;
        }
        try (Pipeline pipeline = pipeline(config, clock)) {
            findings.accept(judge(pipeline.authenticator()
                    .authenticate(login.user(), login.domain(), login.password()).join()));
        } catch (IllegalArgumentException e) {
            findings.accept(Finding.skip(title(), "the cloud cannot be asked: " + e.getMessage()));
        }
    }

    /** One that asks anew each time. */
    static Pipeline pipeline(Config config, Clock clock) {
        return Pipeline.over(Pipeline.clouds(config.cloud()), config.endpoints(), config.protection(), clock).build();
    }

    private Finding judge(Outcome outcome) {
        return switch (outcome.decision()) {
            case YES -> Finding.ok(title(), "yes, " + outcome.why());
            case NO -> Finding.fail(title(), "no, " + outcome.why(), "Try the same name and password in the cloud's "
                    + "web page. If they are right, "
                    + "compare the authentication domain of this domain with the account's name.");
            case CANNOT_TELL -> Finding.fail(title(), "cannot tell, " + outcome.why(), "Repair what is reported above "
                    + "for this domain's cloud.");
        };
    }
}
